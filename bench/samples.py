"""Flight logs to measure with, made by the demo generator."""

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np

from volary.app.demo.generator import DemoFlight, Order, generate
from volary.app.demo.recording import record

_DAYS_BACK = 2


@cache
def triangle(fixes: int = 10_000, *, seed: int = 5) -> bytes:
    """A paraglider's FAI triangle of two days ago with so many fixes, take-off to landing."""
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=_DAYS_BACK)
    order = Order(
        "paraglider",
        "manilla",
        "fai_triangle",
        distance_m=48_000,
        day=max(day, dt.date(day.year, 1, 1)),
        start=dt.time(12, 15),
        seed=seed,
        strength_mps=4.5,
        wind_mps=2.5,
        wind_from_deg=60,
    )
    return record(_thinned(generate(order), fixes), "Bench")


def variants(count: int, fixes: int = 10_000, *, seed: int = 5, start: int = 0) -> list[bytes]:
    """The same flight under different comments, so that each is a file of its own."""
    base = triangle(fixes, seed=seed)
    return [base + b"LXXXVARIANT %d\r\n" % number for number in range(start, start + count)]


def _thinned(flight: DemoFlight, fixes: int) -> DemoFlight:
    """Evenly chosen rows, first and last included."""
    count = len(flight.t_ms)
    if count < fixes:
        raise ValueError(f"this flight has only {count} fixes")
    pick = np.linspace(0, count - 1, fixes).round().astype(np.int64)
    return replace(
        flight,
        t_ms=flight.t_ms[pick],
        lat=flight.lat[pick],
        lon=flight.lon[pick],
        alt_gnss_m=flight.alt_gnss_m[pick],
        alt_pressure_m=flight.alt_pressure_m[pick],
    )
