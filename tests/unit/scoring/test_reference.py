"""Real flights against the solutions of igc-xc-score, which measures by the FCC formula."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from volary.core.scoring.solver import score

SHARED = Path(os.environ.get("VOLARY_SHARED", Path(__file__).parents[4] / "shared"))
FLIGHTS = SHARED / "data" / "igc"
LEAST_FIXES = 5


def seconds(clock: str) -> int:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest[:2])


def positions(file: Path, flight: dict[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Valid fixes of a file between launch and landing, the first of each second, as cut there."""
    rows: list[tuple[int, float, float]] = []
    begin, end = seconds(flight["launch"]), seconds(flight["landing"])
    day = 0
    for line in file.read_bytes().splitlines():
        if line[:1] != b"B" or line[24:25] != b"A" or not line[1:7].isdigit():
            continue
        clock = seconds(f"{line[1:3].decode()}:{line[3:5].decode()}:{line[5:7].decode()}") + day
        if rows and clock < rows[-1][0] - 43_200:
            day += 86_400
            clock += 86_400
        lat = int(line[7:9]) + int(line[9:14]) / 60_000
        lon = int(line[15:18]) + int(line[18:23]) / 60_000
        rows.append(
            (clock, -lat if line[14:15] == b"S" else lat, -lon if line[23:24] == b"W" else lon)
        )
    t = np.array([row[0] for row in rows])
    first = np.concatenate(([True], np.diff(t) != 0))
    end += 86_400 if end < begin else 0
    inside = first & (t >= begin) & (t <= end)
    found = np.array(rows)[inside]
    return found[:, 1], found[:, 2]


def reference() -> list[dict[str, Any]]:
    file = FLIGHTS / "REFERENCE.jsonl"
    if not file.exists():
        return []
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [row for row in rows if not row["file"].startswith("bad/") and row["fixes"] < 9000]


@pytest.mark.shared
@pytest.mark.skipif(not FLIGHTS.exists(), reason="the test data folder is not there")
@pytest.mark.parametrize("row", reference(), ids=lambda row: f"{row['file']}-{row['rule']}")
def test_real_flights_score_as_the_reference_does(row: dict[str, Any]) -> None:
    lat, lon = positions(FLIGHTS / row["file"], row["ll"][0])
    result = score(lat, lon, row["rule"], distance="fcc", budget_s=60)
    assert result.optimal
    assert all(shape is None or shape.optimal for shape in result.shapes.values())
    assert row["score"] - 0.011 <= result.points <= row["score"] + 0.021
