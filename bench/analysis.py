"""CPU of parse and full analysis, without a score: 10,000 fixes, all real logs, a million."""

import json
import statistics
import sys

import numpy as np

from bench.common import SHARED, Report, Row, cpu_of, median_cpu
from bench.samples import triangle
from volary.core.analysis import Analysis, analyse, barogram, outline
from volary.core.tracks import Track, from_igc
from volary.formats import igc

BAR_MS = 150.0
FIXES = 10_000
_ROUNDS = 15
_LONG = 1_000_000


def run() -> dict[str, object]:
    """Medians over rounds. The first analysis of a process, which loads the zones, stands apart."""
    report = Report()
    data = triangle(FIXES)
    report.info("first analysis of a process", 1000 * cpu_of(lambda: _whole(data)), "ms")
    whole = 1000 * median_cpu(lambda: _whole(data), _ROUNDS)
    report.under(f"parse and analysis, {FIXES} fixes", whole, BAR_MS, "ms")
    file = igc.read(data)
    track = from_igc(file)
    analysis = analyse(track)
    report.info("  parse", 1000 * median_cpu(lambda: igc.read(data), _ROUNDS), "ms")
    report.info("  analysis", 1000 * median_cpu(lambda: analyse(track), _ROUNDS), "ms")
    report.info("barogram", 1000 * median_cpu(lambda: barogram(track, analysis), _ROUNDS), "ms")
    report.info(
        "outline", 1000 * median_cpu(lambda: outline(track, analysis=analysis), _ROUNDS), "ms"
    )
    _real(report)
    _long(report)
    return report.as_dict()


def _whole(data: bytes) -> Analysis:
    file = igc.read(data)
    return analyse(from_igc(file), tz_offset_s=file.utc_offset_s)


def _real(report: Report) -> None:
    """Every real log outside ``bad/``, and how far its window is from the reference's."""
    folder = SHARED / "data" / "igc"
    paths = sorted(folder.glob("*.[iI][gG][cC]"))
    if not paths:
        report.rows.append(Row("real logs", "", "none here", None))
        return
    logs = {path.name: path.read_bytes() for path in paths}
    cost = [1000 * median_cpu(lambda data=data: _whole(data), 3) for data in logs.values()]
    report.info("real logs, median", statistics.median(cost), "ms", f"{len(logs)} files")
    report.info("real logs, largest", max(cost), "ms")
    lines = (folder / "REFERENCE.jsonl").read_text("utf-8").splitlines()
    windows = {row["file"]: row["ll"][0] for row in map(json.loads, lines) if row["file"] in logs}
    apart = {name: _apart(_whole(logs[name]), window) for name, window in windows.items()}
    different = {name: gap for name, gap in apart.items() if max(map(abs, gap)) > 2}
    report.info(
        "windows over 2 s from igc-xc-score", len(different), "files", f"of {len(windows)} compared"
    )
    report.details["windows_s"] = different


def _apart(analysis: Analysis, window: dict[str, str]) -> tuple[int, int]:
    """Seconds that take-off and landing are later than theirs."""
    flight = analysis.flight
    ours = {"launch": flight.takeoff_ms, "landing": flight.landing_ms}
    gaps: list[int] = []
    for name, t_ms in ours.items():
        hours, minutes, seconds = map(int, window[name].split(":"))
        theirs = hours * 3600 + minutes * 60 + seconds
        gaps.append((t_ms // 1000 - theirs + 43_200) % 86_400 - 43_200)
    return gaps[0], gaps[1]


def _long(report: Report) -> None:
    """A track of a million fixes against one of a tenth: the ratio shows that cost is linear."""
    short, long = map(_cost, (_LONG // 10, _LONG))
    report.info(f"analysis of {_LONG} fixes", 1000 * long, "ms")
    report.info("  times that of a tenth of them", long / short, "")


def _cost(n: int) -> float:
    track = _wandering(n)
    return median_cpu(lambda: analyse(track), 3)


def _wandering(n: int) -> Track:
    rng = np.random.default_rng(2)
    heading = np.cumsum(rng.normal(0, 0.1, n))
    return Track(
        t_ms=1_690_000_000_000 + 1000 * np.arange(n),
        lat=45 + np.cumsum(np.cos(heading)) * 1e-5,
        lon=10 + np.cumsum(np.sin(heading)) * 1e-5,
        alt_pressure_m=np.rint(1500 + 500 * np.sin(np.arange(n) / 300)),
        alt_gnss_m=None,
        fix_3d=np.ones(n, dtype=np.bool_),
    )


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    print()
