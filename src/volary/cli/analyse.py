"""``volary flight analyse``: everything about a log, computed here and stored nowhere."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from volary.cli.context import write_json
from volary.core.errors import VolaryError
from volary.core.logbook.digest import ScoreRequest, analyse_log, earth_model, read_log, score_track
from volary.formats.igc import verify_g_record

T = TypeVar("T")


def analyse_files(
    files: tuple[Path, ...],
    date: dt.date | None,
    league: str,
    distance: str,
    budget_s: float,
    *,
    as_json: bool,
) -> bool:
    """Report on each file; says whether all could be read."""
    good = True
    for file in files:
        try:
            report = _report(
                file.read_bytes(), date, ScoreRequest(league, earth_model(distance), budget_s)
            )
        except (VolaryError, OSError) as error:
            good = False
            code = error.code if isinstance(error, VolaryError) else "unreadable"
            report = {"error": {"code": code, "message": str(error)}}
        if as_json:
            write_json({"file": str(file), **report})
        elif "error" in report:
            click.echo(f"{file}: {report['error']['message']}", err=True)
        else:
            _print(file, report)
    return good


def _report(data: bytes, date: dt.date | None, request: ScoreRequest) -> dict[str, Any]:
    log, parse_s = _timed(lambda: read_log(data, date))
    (track, analysis), analyse_s = _timed(lambda: analyse_log(log))
    score, score_s = _timed(lambda: score_track(track, analysis, request))
    built: dict[str, Any] = msgspec.to_builtins(analysis)
    return {
        "fixes": len(track),
        "date": analysis.date_flown,
        "takeoff": _place(analysis.launch, analysis.flight.takeoff_ms),
        "landing": _place(analysis.landing, analysis.flight.landing_ms),
        "metrics": built["metrics"],
        "g_record": verify_g_record(data),
        "diagnostics": [
            *(
                {"code": item.code, "line": item.line, "message": item.text}
                for item in log.diagnostics
            ),
            *built["diagnostics"],
        ],
        "score": score.report(),
        "shapes": msgspec.to_builtins(score.shapes),
        "analysis": built,
        "timing": {
            "parse_s": round(parse_s, 4),
            "analyse_s": round(analyse_s, 4),
            "score_s": round(score_s, 4),
        },
    }


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def _place(position: Any, at_ms: int) -> dict[str, Any]:
    when = dt.datetime.fromtimestamp(at_ms / 1000, dt.UTC)
    return {"lat": position.lat, "lon": position.lon, "time": when.isoformat()}


def _print(file: Path, report: dict[str, Any]) -> None:
    metrics, score = report["metrics"], report["score"]
    hours, rest = divmod(round(metrics["duration_s"]), 3600)
    proven = "" if score["optimal"] else f" (not proven; at most {score['bound']:.2f})"
    click.echo(f"{file.name}: {report['date']}, {hours}:{rest // 60:02} h, {report['fixes']} fixes")
    click.echo(f"  {score['points']:.2f} points {score['league']}, {score['shape']}{proven}")
    for shape in report["shapes"].values():
        if shape is not None:
            click.echo(
                f"    {shape['shape']}: {shape['distance_m'] / 1000:.2f} km, "
                f"{shape['points']:.2f} points"
            )
    if metrics["max_alt_m"] is not None:
        click.echo(f"  highest {metrics['max_alt_m']:.0f} m, gain {metrics['gain_total_m']:.0f} m")
    for item in report["diagnostics"][:10]:
        click.echo(f"  note: {item['message']}")
