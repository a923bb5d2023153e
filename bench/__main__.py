"""``python -m bench [NAME...]``: run benches, print a table, write JSON to bench/results.

A bench is a module of this package with ``run() -> dict``; see ``common.Report``. Exit code 1
when a bar is missed or a bench fails.
"""

import datetime as dt
import importlib
import json
import pkgutil
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import bench
from bench.common import calibrate, machine

RESULTS = Path(__file__).parent / "results"
_HELPERS = {"__main__", "common", "process", "samples", "server"}
_ORDER = ("igc_parse", "track_blob", "analysis", "scoring", "cold", "upload", "listing", "startup")


def names() -> list[str]:
    """All benches, known ones in a sensible order."""
    found = {item.name for item in pkgutil.iter_modules(bench.__path__) if not item.ispkg}
    found -= _HELPERS
    return [name for name in _ORDER if name in found] + sorted(found - set(_ORDER))


def run_one(name: str) -> dict[str, Any]:
    """A bench's own result with the yardstick before and after it."""
    before, started = calibrate(), time.monotonic()
    try:
        result: dict[str, Any] = importlib.import_module(f"bench.{name}").run()
    except Exception as error:  # noqa: BLE001  # the other benches go on
        traceback.print_exc()
        result = {"rows": [], "error": f"{type(error).__name__}: {error}"}
    result["calibration_s"] = [round(before, 4), round(calibrate(), 4)]
    result["wall_s"] = round(time.monotonic() - started, 1)
    return result


def rows_of(name: str, result: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a result; a bench without rows is shown by its plain figures."""
    if "error" in result:
        return [{"what": name, "bar": "runs", "measured": result["error"], "met": False}]
    if "rows" in result:
        return list(result["rows"])
    plain = {
        key: value
        for key, value in result.items()
        if isinstance(value, (int, float, str)) and key != "wall_s"
    }
    return [
        {"what": key, "bar": "", "measured": str(value), "met": None}
        for key, value in plain.items()
    ]


def show(console: Console, name: str, result: dict[str, Any]) -> bool:
    """Print one bench; says whether nothing in it misses its bar."""
    table = Table(title=name, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in ("what", "bar", "measured", "", "note"):
        table.add_column(column, overflow="fold")
    good = True
    for row in rows_of(name, result):
        met = row.get("met")
        good &= met is not False
        mark = {True: "[green]met[/]", False: "[red]MISSED[/]", None: ""}[met]
        cells = (row.get("what"), row.get("bar"), row.get("measured"))
        texts = ["" if cell is None else str(cell) for cell in cells]
        table.add_row(*texts, mark, str(row.get("note") or ""))
    console.print(table)
    yardstick = " / ".join(f"{value * 1000:.0f}" for value in result["calibration_s"])
    console.print(
        f"[dim]calibration {yardstick} ms CPU, {result['wall_s']} s in all[/]\n", highlight=False
    )
    return good


def main() -> int:
    chosen = sys.argv[1:] or names()
    if unknown := set(chosen) - set(names()):
        print(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(names())}")
        return 2
    console = Console()
    facts = machine()
    console.print(f"[dim]{facts}[/]\n", highlight=False)
    RESULTS.mkdir(exist_ok=True)
    good = True
    for name in chosen:
        result = run_one(name)
        good &= show(console, name, result)
        stamp = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        document = {"bench": name, "at": stamp, "machine": facts, **result}
        (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1, default=str) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
