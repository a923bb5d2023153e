"""Thermals and glides in the order in which they were flown."""

import datetime as dt
from dataclasses import dataclass
from itertools import chain

from volary.core.analysis import Analysis
from volary.web import mapping

MOST_PHASES = 150
_TURNS = {"left": " ↺", "right": " ↻", "mixed": ""}


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """``climb_mps`` is the mean vertical speed; what a phase does not have is None."""

    kind: str
    name: str
    start: dt.datetime
    duration_s: float
    height_m: float | None
    climb_mps: float | None
    distance_m: float | None
    speed_mps: float | None
    glide_ratio: float | None


def phase_rows(analysis: Analysis) -> list[PhaseRow]:
    """The table; at most 150 rows of it are shown."""
    thermals = (
        PhaseRow(
            kind="thermal",
            name=f"Thermal{_TURNS[item.turn]}",
            start=mapping.instant(item.enter_ms),
            duration_s=item.duration_s,
            height_m=item.gain_m,
            climb_mps=item.climb_mps,
            distance_m=None,
            speed_mps=None,
            glide_ratio=None,
        )
        for item in analysis.thermals
    )
    glides = (
        PhaseRow(
            kind="glide",
            name="Glide",
            start=mapping.instant(item.start_ms),
            duration_s=item.duration_s,
            height_m=item.alt_change_m,
            climb_mps=_mean(item.alt_change_m, item.duration_s),
            distance_m=item.distance_m,
            speed_mps=item.speed_mps,
            glide_ratio=item.glide_ratio,
        )
        for item in analysis.glides
    )
    return sorted(chain(thermals, glides), key=lambda row: row.start)


def words(analysis: Analysis) -> str:
    """One line on how the flight divides: thermals, glides and the part spent circling."""
    metrics = analysis.metrics
    return (
        f"{_count(len(analysis.thermals), 'thermal')}, {_count(len(analysis.glides), 'glide')}, "
        f"{mapping.percent(metrics.circling_fraction)} of the time circling"
    )


def _mean(change_m: float | None, duration_s: float) -> float | None:
    return None if change_m is None or not duration_s else change_m / duration_s


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
