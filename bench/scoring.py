"""The optimiser against published solutions, and on tracks made to be hard for it.

Every flight is cut to its flight window without outliers, as the logbook does it. The reference
times are those recorded with the solutions, of igc-xc-score 1.8.0 on a machine of this kind.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.common import SHARED, Report, Row
from volary.core.logbook.digest import ScoreRequest, analyse_log, read_log, score_track
from volary.core.scoring.solver import score

LEAGUES = {"XContest": "xcontest", "FFVL": "ffvl"}
ABOVE, BELOW = 0.02, 0.01
RATIO_BAR, SLOW_RATIO_BAR, P95_BAR_S, MOST_BAR_S = 8.0, 2.0, 0.3, 1.0
HARD_BUDGET_S, HARD_BAR_S, GAP_BAR = 4.0, 5.0, 0.001
_FIXES = 36_000
_ROUNDING = 1e-6


def run() -> dict[str, object]:
    report = Report()
    _real(report)
    _hard(report)
    return report.as_dict()


def _real(report: Report) -> None:
    """Points and CPU per file against the recorded solutions."""
    times: dict[str, float] = {}
    ratios: dict[str, float] = {}
    off: dict[str, float] = {}
    unproven: list[str] = []
    slow: list[float] = []
    for name, league, reference in _references():
        path = SHARED / "data" / "igc" / name
        track, analysis = analyse_log(read_log(path.read_bytes(), None))
        request = ScoreRequest(league, "fcc", 60.0)
        if not times:
            score_track(track, analysis, request)  # loads the compiled code
        began = time.process_time()
        found = score_track(track, analysis, request)
        took = time.process_time() - began
        key = f"{name} {league}"
        times[key] = took
        ratios[key] = reference["solve_cpu_ms"] / 1000 / took
        if reference["solve_cpu_ms"] >= 300:
            slow.append(ratios[key])
        difference = found.points - reference["score"]
        if not -BELOW - _ROUNDING <= difference <= ABOVE + _ROUNDING:
            off[key] = difference
        if not found.optimal:
            unproven.append(key)
    if not times:
        report.rows.append(Row("real logs", "", "none here", None))
        return
    _row(report, "points as the reference", "all", f"{len(off)} of {len(times)} differ", not off)
    _row(report, "proven", "all", f"{len(unproven)} are not", not unproven)
    typical = statistics.median(ratios.values())
    _row(
        report, "faster, median", f">= {RATIO_BAR:g} times", f"{typical:.1f}", typical >= RATIO_BAR
    )
    least = min(slow)
    what = "faster where the reference takes 0.3 s"
    _row(report, what, f">= {SLOW_RATIO_BAR:g} times", f"{least:.1f}", least >= SLOW_RATIO_BAR)
    report.under(
        "CPU per file, p95", float(np.percentile(list(times.values()), 95)), P95_BAR_S, "s"
    )
    longest = max(times, key=lambda key: times[key])
    report.under("CPU per file, most", times[longest], MOST_BAR_S, "s", longest)
    report.details |= {"times_s": times, "ratios": ratios, "differences": off}


def _references() -> Iterator[tuple[str, str, dict[str, Any]]]:
    path = SHARED / "data" / "igc" / "REFERENCE.jsonl"
    for line in path.read_text().splitlines() if path.exists() else ():
        row = json.loads(line)
        if row["rule"] in LEAGUES and not row["file"].startswith("bad/"):
            yield row["file"], LEAGUES[row["rule"]], row


def _hard(report: Report) -> None:
    """Tracks of a day's length at one fix a second that have no clear best flight."""
    for name, (x_km, y_km) in _tracks().items():
        lat, lon = _placed(x_km, y_km)
        for league in ("xcontest", "ffvl"):
            began = time.process_time()
            found = score(lat, lon, league, budget_s=HARD_BUDGET_S)
            took = time.process_time() - began
            gap = (found.bound - found.points) / found.points
            good = took < HARD_BAR_S and (found.optimal or gap <= GAP_BAR)
            state = "proven" if found.optimal else f"gap {gap:.3%}"
            bar = f"< {HARD_BAR_S:g} s, gap <= {GAP_BAR:.1%}"
            _row(report, f"{name}, {league}", bar, f"{took:.2f} s, {state}", good)


def _tracks() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(5)
    along = np.linspace(0, 1, _FIXES)
    turn = 2 * np.pi * along
    noise = rng.normal(0, 0.01, (2, _FIXES))
    circling = 2 * np.pi * np.arange(_FIXES) / 25
    corners = np.array([[0, 0], [40, 10], [20, 45], [0, 20]])
    leg = np.minimum((along * 3).astype(int), 2)
    way = corners[leg] + (corners[leg + 1] - corners[leg]) * (along * 3 - leg)[:, None]
    hop = np.concatenate((np.zeros(_FIXES - 300), np.linspace(0, 15, 300)))
    return {
        "noisy straight line": (400 * along + 2 * noise[0], 2 * noise[1]),
        "thermal drift": (80 * along + 0.06 * np.cos(circling), 0.06 * np.sin(circling)),
        "circle": (20 * np.cos(turn), 20 * np.sin(turn)),
        "open triangle at the limit": (way[:, 0] + noise[0], way[:, 1] + noise[1]),
        "laps": (10 * np.cos(8 * turn) + noise[0], 7 * np.sin(8 * turn) + noise[1]),
        "square noise": (rng.uniform(0, 30, _FIXES), rng.uniform(0, 30, _FIXES)),
        "parked, then a hop": (hop + noise[0] / 2, noise[1] / 2),
    }


def _placed(x_km: np.ndarray, y_km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Degrees on the quantum of an IGC file."""
    lat = 46.0 + y_km / 111.2
    lon = 8.0 + x_km / (111.2 * np.cos(np.radians(46.0)))
    return np.round(lat * 60_000) / 60_000, np.round(lon * 60_000) / 60_000


def _row(report: Report, what: str, bar: str, measured: str, met: bool) -> None:  # noqa: FBT001  # the verdict
    report.rows.append(Row(what, bar, measured, met))


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
