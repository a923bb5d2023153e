"""E and F records: pilot and recorder events, and the satellites in use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from volary.formats.igc.clock import near
from volary.formats.igc.fixes import Fixes
from volary.formats.igc.records import RawRecord, RawRecords

_TIMED = re.compile(r"[EFK]([01]\d|2[0-3])([0-5]\d)([0-5]\d)(.*)", re.ASCII | re.DOTALL)
_CODE = 3
_SATELLITE = 2


@dataclass(frozen=True, slots=True)
class Event:
    """An E record: UTC ms since 1970, three-letter code (PEV: pilot event), and its text."""

    t_ms: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Constellation:
    """An F record: from this instant on these satellites were in use."""

    t_ms: int
    satellites: tuple[str, ...]


def events(records: RawRecords, fixes: Fixes) -> Iterator[Event]:
    """E records with a readable time; the others are left out."""
    for t_ms, rest in _timed(records.kind("E"), fixes):
        if len(rest) >= _CODE:
            yield Event(t_ms, rest[:_CODE], rest[_CODE:].strip())


def constellations(records: RawRecords, fixes: Fixes) -> Iterator[Constellation]:
    """F records with a readable time; the others are left out."""
    for t_ms, rest in _timed(records.kind("F"), fixes):
        names = rest.strip()
        pairs = (names[at : at + _SATELLITE] for at in range(0, len(names), _SATELLITE))
        yield Constellation(t_ms, tuple(pairs))


def _timed(records: RawRecords, fixes: Fixes) -> Iterator[tuple[int, str]]:
    by_line = np.argsort(fixes.line, kind="stable")
    fix_ms, fix_line = fixes.t_ms[by_line], fixes.line[by_line]
    for record in records:
        match = _TIMED.match(record.text)
        if match is None:
            continue
        line = np.array([record.line], dtype=np.int32)
        tod_ms = np.array([time_of_day_ms(match)], dtype=np.int64)
        yield int(near(tod_ms, line, fix_ms, fix_line)[0]), match[4]


def time_of_day_ms(match: re.Match[str]) -> int:
    hour, minute, second = (int(part) for part in match.groups()[:3])
    return (hour * 3600 + minute * 60 + second) * 1000


def comment_of(record: RawRecord) -> tuple[str, str]:
    """An L record as (source code, text), e.g. ``("XSX", "0.98")``."""
    text = record.text
    return text[1:4], text[4:].strip()
