"""``volary db``, ``config``, ``openapi``, ``doctor`` and ``demo``."""

import sys
from pathlib import Path
from typing import Any

import click

from volary.cli.context import Context, json_option, pass_context, write_json, write_table


@click.group("db")
def db_command() -> None:
    """The database's schema."""


@db_command.command("upgrade")
@pass_context
def upgrade(context: Context) -> None:
    """Bring the database to this version's schema."""
    from volary.app import schema  # noqa: PLC0415  # brings the database along

    db = _database(context)
    applied = schema.upgrade(db)
    db.close()
    click.echo(f"Applied {', '.join(applied)}." if applied else "The schema is up to date.")


@db_command.command("check")
@json_option
@pass_context
def check(context: Context, as_json: bool) -> None:
    """Say what an upgrade would do; exit code 1 when there is something to do."""
    from volary.app import schema  # noqa: PLC0415

    db = _database(context)
    todo = schema.pending(db)
    db.close()
    if as_json:
        write_json({"newest": schema.newest(), "pending": todo})
    else:
        click.echo(f"To apply: {', '.join(todo)}." if todo else "The schema is up to date.")
    if todo:
        sys.exit(1)


@click.group("config")
def config_command() -> None:
    """Settings."""


@config_command.command("show")
@json_option
@pass_context
def show(context: Context, as_json: bool) -> None:
    """Show every setting, where it comes from, and mask secrets."""
    rows = context.settings().show()
    if as_json:
        write_json(
            {item.key: {"value": _plain(value), "origin": origin} for item, value, origin in rows}
        )
    else:
        cells = [(item.key, _plain(value), origin, item.meta.doc) for item, value, origin in rows]
        write_table(("setting", "value", "from", "meaning"), cells, empty="")


@config_command.command("init")
@pass_context
def init(context: Context) -> None:
    """Write a commented volary.toml with every default into the data folder."""
    from volary.app.config import FILE_NAME  # noqa: PLC0415
    from volary.platform.http.settings import ServerSettings  # noqa: PLC0415

    settings = context.settings()
    folder = settings[ServerSettings].data
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_template(settings.declared))
    except FileExistsError:
        click.echo(f"{path} is there already; it is left as it is.", err=True)
        sys.exit(1)
    click.echo(f"Wrote {path}.")


def _template(declared: list[Any]) -> str:
    lines: list[str] = ["# Settings of Volary. Remove the # before a line to change it."]
    section = ""
    for item in declared:
        if item.section.name != section:
            section = item.section.name
            lines += ["", f"[{section}]"]
        unit = f" ({item.meta.unit})" if item.meta.unit else ""
        choices = f" One of {', '.join(item.meta.choices)}." if item.meta.choices else ""
        lines += [
            "",
            f"# {item.meta.doc}{unit}{choices}",
            f"# {item.field} = {_toml(item.default)}",
        ]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value) if isinstance(value, (int, float)) else f'"{value}"'


def _plain(value: Any) -> Any:
    return (
        list(value)
        if isinstance(value, tuple)
        else str(value)
        if isinstance(value, Path)
        else value
    )


@click.command("openapi")
@click.option("--gateway", required=True, metavar="NAME", help="skytrack or native.")
@pass_context
def openapi_command(context: Context, gateway: str) -> None:
    """Write the OpenAPI document of a dialect to standard output."""
    from volary.app.gateways import GATEWAYS, openapi  # noqa: PLC0415  # the web framework

    if gateway not in GATEWAYS:
        raise click.BadParameter(f"one of {', '.join(GATEWAYS)}", param_hint="--gateway")
    with context.volary() as volary:
        write_json(openapi(volary, gateway))


@click.command("doctor")
@json_option
@pass_context
def doctor_command(context: Context, as_json: bool) -> None:
    """Look for what is wrong with this installation; exit code 1 when something is."""
    from volary.app.doctor import examine  # noqa: PLC0415

    findings = examine(context.settings())
    if as_json:
        write_json([{"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.check}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        sys.exit(1)


@click.group("demo")
def demo_command() -> None:
    """Demo accounts and flights."""


@demo_command.command("load")
@pass_context
def load(context: Context) -> None:
    """Load the demo; doing it twice changes nothing."""
    from volary.app import demo  # noqa: PLC0415

    with context.volary() as volary:
        click.echo(demo.load(volary).summary)


@demo_command.command("purge")
@pass_context
def purge(context: Context) -> None:
    """Remove the demo accounts and their flights, and nothing else."""
    from volary.app import demo  # noqa: PLC0415

    with context.volary() as volary:
        removed = demo.purge(volary)
    click.echo(f"Removed {removed} demo accounts with their flights.")


def _database(context: Context) -> Any:
    from volary.app.volary import database_url  # noqa: PLC0415
    from volary.platform.db import Database  # noqa: PLC0415
    from volary.platform.http.settings import ServerSettings  # noqa: PLC0415

    server = context.settings()[ServerSettings]
    server.data.mkdir(parents=True, exist_ok=True)
    return Database(database_url(server))
