"""``volary import``, ``volary flight``, ``volary export`` and ``volary site``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from volary.cli.context import Context, json_option, pass_context, write_json, write_table

if TYPE_CHECKING:
    import datetime as dt

    from volary.app.volary import Volary
    from volary.core.identity.principal import Principal

FORMATS = ("igc", "gpx", "kml", "geojson", "csv")
FILE = click.Path(dir_okay=False, path_type=Path)
DATE = click.DateTime(["%Y-%m-%d"])


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--user", required=True, metavar="EMAIL", help="Whose logbook.")
@click.option(
    "--visibility",
    default="private",
    show_default=True,
    type=click.Choice(["private", "org", "unlisted", "authenticated", "public"]),
)
@click.option("--date", type=DATE, help="UTC date for logs that do not say theirs.")
@json_option
@pass_context
def import_command(
    context: Context,
    files: tuple[Path, ...],
    user: str,
    visibility: Any,
    date: "dt.datetime | None",
    as_json: bool,
) -> None:
    """Take flight logs of any date into an account's logbook."""
    from volary.core.errors import VolaryError  # noqa: PLC0415  # brings the database along
    from volary.core.logbook.uploads import Upload, UploadPolicy  # noqa: PLC0415

    failed = 0
    with context.volary() as volary:
        principal = _principal(volary, user)
        policy = UploadPolicy(quota=False)
        for position, file in enumerate(files, start=1):
            try:
                upload = Upload(
                    file.read_bytes(), file.name, visibility=visibility, date=date and date.date()
                )
                done = volary.logbook.uploads.upload(principal, upload, policy)
            except (VolaryError, OSError) as error:
                failed += 1
                code = error.code if isinstance(error, VolaryError) else "unreadable"
                result: dict[str, Any] = {"error": {"code": code, "message": str(error)}}
            else:
                flight = done.flight
                result = {
                    "flight": flight.num,
                    "duplicate": done.duplicate,
                    "date": flight.date_flown.isoformat(),
                    "points": flight.xc_points,
                    "status": flight.analysis_status,
                }
            _report_import(file, result, position, len(files), as_json=as_json)
        volary.jobs.run_due()
    if failed:
        click.echo(f"{failed} of {len(files)} files were not imported.", err=True)
        sys.exit(1)


def _report_import(
    file: Path, result: dict[str, Any], position: int, count: int, *, as_json: bool
) -> None:
    if as_json:
        write_json({"file": str(file), **result})
    elif "error" in result:
        click.echo(f"[{position}/{count}] {file.name}: {result['error']['message']}", err=True)
    else:
        known = " (already there)" if result["duplicate"] else ""
        points = "pending" if result["points"] is None else f"{result['points']:.2f} points"
        click.echo(
            f"[{position}/{count}] {file.name}: flight {result['flight']} of {result['date']}, "
            f"{points}{known}"
        )


@click.group("flight")
def flight_command() -> None:
    """Analyse, score, approve flights."""


@flight_command.command("analyse")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--league", default="xcontest", show_default=True, help="League to score under.")
@click.option(
    "--distance",
    default="wgs84",
    show_default=True,
    type=click.Choice(["wgs84", "fcc"]),
    help="Earth model of the distances.",
)
@click.option("--date", type=DATE, help="UTC date for logs that do not say theirs.")
@click.option("--budget", default=60.0, show_default=True, help="CPU seconds for the optimiser.")
@json_option
def analyse(
    files: tuple[Path, ...],
    league: str,
    distance: str,
    date: "dt.datetime | None",
    budget: float,
    as_json: bool,
) -> None:
    """Analyse and score flight logs without storing anything."""
    from volary.cli.analyse import analyse_files  # noqa: PLC0415  # numerical libraries

    day = None if date is None else date.date()
    if not analyse_files(files, day, league, distance, budget, as_json=as_json):
        sys.exit(1)


@flight_command.command("approve")
@click.argument("num", type=int)
@click.option("--user", metavar="EMAIL", help="The approving administrator (default: the first).")
@pass_context
def approve(context: Context, num: int, user: str | None) -> None:
    """Release a late upload that waits for approval."""
    with context.volary() as volary:
        flight = volary.logbook.editing.approve(_operator(volary, user), num)
    click.echo(f"Flight {flight.num} of {flight.date_flown} is approved.")


@flight_command.command("waiting")
@json_option
@pass_context
def waiting(context: Context, as_json: bool) -> None:
    """List late uploads that wait for approval."""
    from volary.core.logbook.reading import FlightQuery  # noqa: PLC0415  # brings the database

    with context.volary() as volary:
        query = FlightQuery(waiting=True, limit=1000)
        flights = volary.logbook.reading.flights(_operator(volary, None), query)
    rows = [(flight.num, flight.date_flown, flight.account_num, flight.title) for flight in flights]
    if as_json:
        keys = ("num", "date", "user", "title")
        write_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        write_table(("num", "date", "user", "title"), rows, empty="No flight waits for approval.")


@flight_command.command("reanalyse")
@click.argument("nums", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every flight, not only outdated ones.")
@json_option
@pass_context
def reanalyse(context: Context, nums: tuple[int, ...], everything: bool, as_json: bool) -> None:
    """Analyse stored flights again: the given ones, else those with outdated results."""
    failed = 0
    with context.volary() as volary:
        analysing = volary.logbook.analysing
        chosen = list(nums) or (analysing.everything() if everything else analysing.outdated())
        for position, num in enumerate(chosen, start=1):
            try:
                analysing.analyse_stored(num)
            except Exception as error:  # noqa: BLE001  # the other flights go on
                failed += 1
                click.echo(f"[{position}/{len(chosen)}] flight {num}: {error}", err=True)
            else:
                click.echo(f"[{position}/{len(chosen)}] flight {num}", err=True)
    if as_json:
        write_json({"analysed": len(chosen) - failed, "failed": failed})
    elif not chosen:
        click.echo("Every flight is up to date.")
    if failed:
        sys.exit(1)


@click.group("export")
def export_command() -> None:
    """Write a flight in another format."""


@export_command.command("flight")
@click.argument("num", type=int)
@click.option("--format", "form", required=True, type=click.Choice(FORMATS))
@click.option("--output", "-o", type=FILE, help="File to write; else standard output.")
@pass_context
def export_flight(context: Context, num: int, form: str, output: Path | None) -> None:
    """Write one flight."""
    from volary.core.logbook.exporting import export_format  # noqa: PLC0415  # the database

    with context.volary() as volary:
        flight = volary.logbook.reading.operator_flight(num)
        data = volary.logbook.exporting.export(flight, export_format(form))
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)


@click.group("site")
def site_command() -> None:
    """Take-off sites."""


@site_command.command("import")
@click.argument("file", type=FILE)
@pass_context
def import_sites(context: Context, file: Path) -> None:
    """Import a CSV list: name, lat, lon and optionally country, elevation_m, radius_m."""
    with context.volary() as volary:
        count = volary.logbook.import_sites(file.read_text("utf-8-sig"))
    click.echo(f"{count} sites imported.")


def _principal(volary: "Volary", email: str) -> "Principal":
    """The account as if it had signed in itself."""
    return volary.identity.authenticator.acting_for(volary.identity.accounts.find(email).num)


def _operator(volary: "Volary", email: str | None) -> "Principal":
    """An administrator on whose behalf the person at the terminal acts."""
    from volary.core.errors import NotFound  # noqa: PLC0415

    accounts = volary.identity.accounts
    if email is not None:
        return _principal(volary, email)
    for profile in accounts.all():
        if profile.is_admin and profile.disabled_at is None:
            return _principal(volary, profile.email)
    raise NotFound("there is no administrator yet; `volary user add EMAIL --name N --admin`")
