"""The barogram: altitude over local time, stretched to whatever width the page gives it.

The curve is drawn in a box of 1000 by 1000 that is stretched to the plot; everything that holds
text or must stay upright is placed in percent, so that letters keep their size at every width.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from volary.web import mapping
from volary.web.svg.scales import Tick, clock_step, percent, round_step, short

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]

BOX: Final = 1000
_LEAST_SPAN_M: Final = 100.0
_LEAST_SPAN_MS: Final = 1000
_MOST_TIMES: Final = 9
_MOST_HEIGHTS: Final = 5
_EDGE: Final = 0.04


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time that is shaded, in percent of the width."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Barogram:
    """``lines`` are path data in the stretched box, one for each stretch without a gap."""

    lines: tuple[str, ...]
    areas: tuple[str, ...]
    lift: tuple[Band, ...]
    turns: tuple[Tick, ...]
    times: tuple[Tick, ...]
    heights: tuple[Tick, ...]
    low_m: float
    high_m: float


@dataclass(frozen=True, slots=True)
class Axes:
    """The rectangle of time (UTC milliseconds) and altitude (metres) that the plot shows."""

    start_ms: int
    end_ms: int
    low_m: float
    high_m: float

    def x(self, t_ms: float) -> float:
        """The time as a fraction of the width."""
        return (t_ms - self.start_ms) / (self.end_ms - self.start_ms)

    def y(self, alt_m: float) -> float:
        """The altitude as a fraction of the height, from the top."""
        return (self.high_m - alt_m) / (self.high_m - self.low_m)


def barogram(
    t_ms: Int,
    alt_m: Float,
    *,
    offset_s: int,
    lift: Sequence[tuple[int, int]] = (),
    turns: Sequence[tuple[int, str]] = (),
) -> Barogram | None:
    """Draw a flight; None when it has no altitude at all.

    ``t_ms`` is ascending UTC, ``alt_m`` metres with NaN for gaps, ``offset_s`` the flight's local
    time minus UTC. ``lift`` are climbs as (from, to), ``turns`` turnpoints as (time, label).
    """
    known = np.isfinite(alt_m)
    if not known.any():
        return None
    axes, heights = _axes(t_ms, alt_m[known])
    runs = [_run(t_ms[part], alt_m[part], axes) for part in _runs(known)]
    return Barogram(
        lines=tuple(_line(run) for run in runs),
        areas=tuple(_area(run) for run in runs),
        lift=tuple(_band(first, last, axes) for first, last in lift),
        turns=tuple(Tick(percent(axes.x(at)), label) for at, label in turns),
        times=_times(axes, offset_s),
        heights=heights,
        low_m=axes.low_m,
        high_m=axes.high_m,
    )


def _axes(t_ms: Int, alt_m: Float) -> tuple[Axes, tuple[Tick, ...]]:
    low, high = float(alt_m.min()), float(alt_m.max())
    if high - low < _LEAST_SPAN_M:
        middle = (low + high) / 2
        low, high = middle - _LEAST_SPAN_M / 2, middle + _LEAST_SPAN_M / 2
    step = round_step(high - low, _MOST_HEIGHTS - 1)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    start = int(t_ms[0])
    axes = Axes(start, max(int(t_ms[-1]), start + _LEAST_SPAN_MS), low, high)
    count = round((high - low) / step)
    marks = [low + step * index for index in range(count + 1)]
    return axes, tuple(Tick(percent(axes.y(mark)), mapping.altitude(mark)) for mark in marks)


def _times(axes: Axes, offset_s: int) -> tuple[Tick, ...]:
    """Ticks at full steps of local time; every other one may be left out on a narrow page."""
    step_ms = clock_step((axes.end_ms - axes.start_ms) / 1000, _MOST_TIMES) * 1000
    shift = offset_s * 1000
    first = math.ceil((axes.start_ms + shift) / step_ms)
    last = math.floor((axes.end_ms + shift) / step_ms)
    ticks: list[Tick] = []
    for index in range(first, last + 1):
        t_ms = index * step_ms - shift
        fraction = axes.x(t_ms)
        kind = "first" if fraction < _EDGE else "last" if fraction > 1 - _EDGE else "mid"
        label = mapping.clock_time(mapping.instant(t_ms), offset_s)
        ticks.append(Tick(percent(fraction), label, kind, minor=(index - first) % 2 == 1))
    return tuple(ticks)


def _band(first_ms: int, last_ms: int, axes: Axes) -> Band:
    left, right = (min(1.0, max(0.0, axes.x(at))) for at in (first_ms, last_ms))
    return Band(percent(left), percent(right - left))


def _runs(known: npt.NDArray[np.bool_]) -> list[slice]:
    """The stretches of fixes that have an altitude."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _run(t_ms: Int, alt_m: Float, axes: Axes) -> tuple[Float, Float]:
    """A stretch of the curve in the box."""
    x = (t_ms - axes.start_ms) / (axes.end_ms - axes.start_ms) * BOX
    y = (axes.high_m - alt_m) / (axes.high_m - axes.low_m) * BOX
    return x, y


def _line(run: tuple[Float, Float]) -> str:
    pairs = [f"{short(x)} {short(y)}" for x, y in zip(*run, strict=True)]
    if len(pairs) == 1:
        pairs *= 2
    return "M" + "L".join(pairs)


def _area(run: tuple[Float, Float]) -> str:
    x, _ = run
    return f"{_line(run)}V{BOX}H{short(float(x[0]))}Z"
