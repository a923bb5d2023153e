"""Settings of the server itself."""

from dataclasses import dataclass
from pathlib import Path

from volary.platform.settings import Section, option

DEFAULT_DATA = Path("volary-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The top level of the settings file."""

    data: Path = option(DEFAULT_DATA, "Folder that holds everything Volary stores.")
    host: str = option("127.0.0.1", "Address to listen on.")
    port: int = option(8620, "Port to listen on.", minimum=0)
    workers: int = option(1, "Server processes; more than one needs PostgreSQL.", minimum=1)
    server: str = option("granian", "HTTP server.", choices=("granian", "uvicorn"))
    database_url: str | None = option(
        None, "PostgreSQL URL; without it SQLite in the data folder.", secret=True
    )
    secret: str | None = option(
        None,
        "Secret that share links are derived from; else one kept in the data folder.",
        secret=True,
    )
    public_url: str | None = option(
        None, "The address people use, such as https://fly.example.org/ops; else the request's."
    )
    base_path: str = option("", "Path under which a reverse proxy publishes Volary, such as /ops.")
    trusted_proxies: tuple[str, ...] = option(
        ("127.0.0.1", "::1"),
        "Addresses or networks whose X-Forwarded-* headers are believed.",
    )
    log_level: str = option(
        "info", "Least severe level that is logged.", choices=("debug", "info", "warning", "error")
    )
    log_format: str = option("auto", "Form of the log.", choices=("auto", "json", "text"))
    max_request_bytes: int = option(
        48 * 1024 * 1024, "Largest request body of any kind.", minimum=1024, unit="bytes"
    )
    cpu_workers: int = option(
        0, "Processes for analysis and scoring; 0 for one less than the cores.", minimum=0
    )
    cpu_idle_s: float = option(
        60.0, "Idle time after which such a process ends.", minimum=1, unit="s"
    )
    metrics_token: str | None = option(
        None, "Bearer token that opens /metrics to others than this machine.", secret=True
    )


SECTION = Section("", ServerSettings)
