"""What an operator can get wrong, looked at one by one."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from volary.app import schema
from volary.app.volary import database_url
from volary.platform.db import Database
from volary.platform.http.settings import ServerSettings
from volary.platform.settings import Settings
from volary.platform.storage import LocalStore

_LOW_DISK_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    ok: bool
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Run every check; a check that raises is a finding that failed."""
    server = settings[ServerSettings]
    checks: list[tuple[str, Callable[[], str]]] = [
        ("python", lambda: sys.version.split()[0]),
        ("data folder", lambda: _writable(server.data)),
        ("disk", lambda: _room(server.data)),
        ("database", lambda: _database(server)),
        ("optimiser cache", _optimiser),
        ("public address", lambda: _public(server)),
    ]
    return [_run(name, check) for name, check in checks]


def _run(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, detail=check())
    except Exception as error:  # noqa: BLE001  # the failure is the finding
        return Finding(name, ok=False, detail=f"{error}" or type(error).__name__)


def _writable(data: Path) -> str:
    data.mkdir(parents=True, exist_ok=True)
    store = LocalStore(data / "files")
    store.close()
    mode = data.stat().st_mode & 0o777
    note = "" if mode & 0o007 == 0 else f"; others on this machine may look into it ({mode:o})"
    return f"{data.absolute()} can be written{note}"


def _room(data: Path) -> str:
    free = shutil.disk_usage(data).free
    if free < _LOW_DISK_BYTES:
        raise OSError(f"only {free // 1024**2} MiB free")
    return f"{free // 1024**3} GiB free"


def _database(server: ServerSettings) -> str:
    db = Database(database_url(server), busy_timeout_s=5)
    try:
        todo = schema.pending(db)
        started = time.perf_counter()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1").all()
        took = (time.perf_counter() - started) * 1000
    finally:
        db.close()
    kind = "SQLite" if db.is_sqlite else "PostgreSQL"
    state = f"to upgrade: {', '.join(todo)}" if todo else "schema up to date"
    return f"{kind}, {state}, answers in {took:.1f} ms"


def _optimiser() -> str:
    from volary.core.scoring.kernel import cache_folder  # noqa: PLC0415  # brings the compiler

    folder = cache_folder()
    if not os.access(folder, os.W_OK) and not any(folder.glob("*.nbi")):
        raise OSError(f"{folder} cannot be written and holds no compiled code")
    return f"compiled code in {folder}"


def _public(server: ServerSettings) -> str:
    if server.public_url is None:
        return "none set; links use the address of each request"
    if not server.public_url.startswith(("http://", "https://")):
        raise ValueError("public_url begins with http:// or https://")
    return server.public_url
