"""From times of day and HFDTE lines to instants.

A B record carries only a time of day, so the day has to be inferred:

- Inside a stretch under one HFDTE line the clock goes on: a step back of more than 12 hours is
  midnight, a smaller one is a fix out of order and stays on its day. A step forward by nearly a
  whole day is a fix from just before midnight that arrived just after it.
- The first fix after an HFDTE line is on that day, with two exceptions where the clock plainly
  goes on from the fix before: recorders that write the new date shortly *before* midnight (the
  fix is still on the day before), and those that repeat the date of the start *after* midnight.
- Fixes before the first HFDTE line are counted back from the first fix after it.
- Two dates a day apart before the first fix, and midnight after it: the first date is meant.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Int32 = npt.NDArray[np.int32]
Bool = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
DAY_MS = 86_400_000
_MINUTE_MS = 60_000
_WRAP_MS = DAY_MS // 2
_JITTER_MS = 5 * _MINUTE_MS
_GAP_MS = 10 * _MINUTE_MS
_LATE_MS = 23 * 60 * _MINUTE_MS


class DateLine(NamedTuple):
    """An HFDTE record: its line number and the day that it states."""

    line: int
    day: date


def day_number(day: date) -> int:
    return (day - EPOCH).days


def instants(tod_ms: Int64, line: Int32, dates: Sequence[DateLine]) -> Int64:
    """UTC milliseconds since 1970 of fixes in the order of the file (at least one date)."""
    step = np.diff(tod_ms, prepend=tod_ms[:1])
    turn = (step < -_WRAP_MS).astype(np.int64) - (step > DAY_MS - _JITTER_MS)
    day = np.cumsum(turn)
    anchors = _anchors(line, dates)
    bounds = [*(index for index, _ in anchors[1:]), len(line)]
    begin = 0
    for (first, days), last in zip(anchors, bounds, strict=True):
        inside = day[first:last]
        if begin == 0:
            midnight_follows = bool((inside > day[first]).any())
            early = days[-1] - 1
            wanted = early if early in days and midnight_follows else days[-1]
        else:
            before = int(day[first - 1]) * DAY_MS + int(tod_ms[first - 1])
            wanted = _day_after(before, int(tod_ms[first]), days[-1])
        day[begin:last] += wanted - day[first]
        begin = last
    return day * DAY_MS + tod_ms


def _anchors(line: Int32, dates: Sequence[DateLine]) -> list[tuple[int, list[int]]]:
    """Index of the first fix after each group of HFDTE lines, with the days of the group.

    Dates below the last fix say nothing, unless there are no others.
    """
    anchors: list[tuple[int, list[int]]] = []
    indices: list[int] = np.searchsorted(line, [item.line for item in dates]).tolist()
    for index, item in zip(indices, dates, strict=True):
        if anchors and anchors[-1][0] == index:
            anchors[-1][1].append(day_number(item.day))
        elif index < len(line):
            anchors.append((index, [day_number(item.day)]))
    return anchors or [(0, [day_number(dates[0].day)])]


def _day_after(before_ms: int, tod_ms: int, stated: int) -> int:
    """Day of the first fix below an HFDTE line that says ``stated``, from the fix above it."""
    for day in (stated - 1, stated + 1):
        gap = day * DAY_MS + tod_ms - before_ms
        near_midnight = day > stated or tod_ms >= _LATE_MS
        if near_midnight and -_JITTER_MS <= gap <= _GAP_MS:
            return day
    return stated


def near(tod_ms: Int64, line: Int32, fix_ms: Int64, fix_line: Int32) -> Int64:
    """Instants of other records: the day that brings each closest to the fix before its line.

    ``fix_line`` ascends; records above the first fix go by the first fix.
    """
    index = np.maximum(np.searchsorted(fix_line, line) - 1, 0)
    reference = fix_ms[index]
    return tod_ms + np.round((reference - tod_ms) / DAY_MS).astype(np.int64) * DAY_MS


class Order(NamedTuple):
    """Which fixes to keep, in ascending time, and which were late or twice."""

    keep: Int64
    late: Bool
    twice: Bool


def put_in_order(t_ms: Int64, fix_3d: Bool) -> Order | None:
    """Sort by time and keep one fix per instant; None when that is how they are already.

    Of several fixes at one instant a 3D fix is kept before any other, then the one that comes
    first in the file. ``late`` and ``twice`` mark fixes in the order of the file: those behind a
    later time, and those left out.
    """
    if bool((np.diff(t_ms) > 0).all()):
        return None
    late = t_ms < np.maximum.accumulate(t_ms)
    order = np.lexsort((np.arange(t_ms.size), ~fix_3d, t_ms))
    same = np.zeros(t_ms.size, dtype=np.bool_)
    same[1:] = np.diff(t_ms[order]) == 0
    twice = np.zeros(t_ms.size, dtype=np.bool_)
    twice[order[same]] = True
    return Order(order[~same], late, twice)
