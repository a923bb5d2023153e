"""Axes: round steps, tick positions and short decimal numbers."""

import math
from dataclasses import dataclass

_CLOCK_STEPS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: ``at`` in percent of its length, from the left or from the top."""

    at: str
    label: str
    kind: str = "mid"
    minor: bool = False


def short(value: float) -> str:
    """At most one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def percent(fraction: float) -> str:
    return f"{min(1.0, max(0.0, fraction)) * 100:.2f}%"


def round_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides ``span`` into ``most`` at most."""
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * (1 - 1e-9))


def clock_step(span_s: float, most: int) -> int:
    """The smallest step of a clock that divides ``span_s`` into ``most`` at most."""
    fitting = (step for step in _CLOCK_STEPS_S if span_s / step <= most)
    days = math.ceil(span_s / most / _CLOCK_STEPS_S[-1]) * _CLOCK_STEPS_S[-1]
    return next(fitting, days)
