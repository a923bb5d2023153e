"""What the commands share: settings, parts, output for people or programs, errors in one line."""

import json
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from volary.app.volary import Volary
    from volary.platform.settings import Settings


class Context:
    """Flags given before the subcommand, and the parts they lead to."""

    def __init__(self, flags: Mapping[str, Any]) -> None:
        self.flags = dict(flags)

    def settings(self, **flags: Any) -> "Settings":
        """The settings with further flags (dotted keys by double underscore) on top."""
        from volary.app.config import load  # noqa: PLC0415  # only commands that need settings pay
        from volary.platform.http.settings import ServerSettings  # noqa: PLC0415
        from volary.platform.telemetry import configure_logging  # noqa: PLC0415

        given = self.flags | {key.replace("__", "."): value for key, value in flags.items()}
        settings = load(given)
        server = settings[ServerSettings]
        quiet = self.flags.get("log_level") is None and not flags.get("serving")
        level = "warning" if quiet and server.log_level == "info" else server.log_level
        configure_logging(level=level, form=server.log_format)
        return settings

    @contextmanager
    def volary(self) -> "Generator[Volary]":
        """The parts over the data folder, closed at the end; the database is made or upgraded."""
        from volary.app.volary import Volary  # noqa: PLC0415  # brings the database along

        volary = Volary.build(self.settings())
        try:
            yield volary
        finally:
            volary.close()


pass_context = click.make_pass_decorator(Context)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")


def write_json(value: Any) -> None:
    """One JSON value on one line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """A table for reading; ``empty`` says what to do when there are no rows."""
    from rich.console import Console  # noqa: PLC0415  # only for people at a terminal
    from rich.table import Table  # noqa: PLC0415

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    if table.row_count:
        Console().print(table)
    else:
        click.echo(empty)


@contextmanager
def report_errors() -> Generator[None]:
    """Turn errors that a person can act on into one line and exit code 1."""
    try:
        yield
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        known = _explain(error)
        if known is None:
            raise
        click.echo(f"volary: {known}", err=True)
        sys.exit(1)


def _explain(error: Exception) -> str | None:
    from volary.core.errors import VolaryError  # noqa: PLC0415  # kept out of the good path
    from volary.formats.errors import ParseError  # noqa: PLC0415
    from volary.platform.settings import SettingsError  # noqa: PLC0415

    if isinstance(error, (VolaryError, ParseError, SettingsError, OSError)):
        return str(error)
    if type(error).__name__ in {"NewerSchemaError", "DatabaseBusyError", "DatabaseFullError"}:
        return str(error) or "the database is busy; try again shortly"
    return None
