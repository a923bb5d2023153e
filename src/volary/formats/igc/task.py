"""C records: the declared task."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from volary.formats.igc.diagnostics import DiagnosticLog, excerpt
from volary.formats.igc.records import RawRecord

BASE = 60_000

_DECLARATION = re.compile(r"C(\d{6})(\d{6})(\d{6})(.{4})(.{2})(.*)", re.ASCII | re.DOTALL)
_COUNT = re.compile(r" ?\d{1,2}", re.ASCII)
_POINT = re.compile(r"C(\d{2})(\d{5})([NS])(\d{3})(\d{5})([EW])(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Turnpoint:
    """One point of a declaration, WGS84 degrees; ``0, 0`` with no name means "none given"."""

    lat: float
    lon: float
    name: str

    @property
    def is_given(self) -> bool:
        return bool(self.lat or self.lon)


@dataclass(frozen=True, slots=True)
class Task:
    """One declaration: take-off, start, turnpoints, finish and landing in the order written.

    ``declared_at`` is UTC and ``flight_date`` the intended day; None where blank or zero.
    ``turnpoint_count`` is the number that the recorder announced, not counting take-off, start,
    finish and landing; the list may be shorter or longer.
    """

    declared_at: datetime | None
    flight_date: date | None
    number: str
    turnpoint_count: int
    name: str
    points: tuple[Turnpoint, ...]


def parse_tasks(records: Iterable[RawRecord], log: DiagnosticLog) -> tuple[Task, ...]:
    """All declarations in the order of the file; points without one start a nameless one."""
    tasks: list[Task] = []
    points: list[Turnpoint] = []
    task: Task | None = None
    for record in records:
        text = record.text
        if (opening := _DECLARATION.fullmatch(text)) is not None:
            _close(tasks, task, points)
            task, points = _declaration(opening), []
        elif (point := _POINT.fullmatch(text)) is not None:
            points.append(_turnpoint(point))
        else:
            log.add("bad_task", record.line, f"{excerpt(record.raw)!r} is no part of a task")
    _close(tasks, task, points)
    return tuple(tasks)


def _close(tasks: list[Task], task: Task | None, points: list[Turnpoint]) -> None:
    if task is None and points:
        task = Task(None, None, "", 0, "", ())
    if task is not None:
        tasks.append(
            Task(
                task.declared_at,
                task.flight_date,
                task.number,
                task.turnpoint_count,
                task.name,
                tuple(points),
            )
        )


def _declaration(match: re.Match[str]) -> Task:
    day, time, flight, number, count, name = match.groups()
    return Task(
        _moment(day, time),
        _day(flight),
        number.strip(),
        int(count) if _COUNT.fullmatch(count) else 0,
        name.strip(),
        (),
    )


def _moment(day: str, time: str) -> datetime | None:
    try:
        return datetime.strptime(f"{day}{time}+0000", "%d%m%y%H%M%S%z")
    except ValueError:
        return None


def _day(text: str) -> date | None:
    moment = _moment(text, "000000")
    return None if moment is None else moment.date()


def _turnpoint(match: re.Match[str]) -> Turnpoint:
    lat_deg, lat_min, ns, lon_deg, lon_min, ew, name = match.groups()
    lat = (int(lat_deg) * BASE + int(lat_min)) / BASE
    lon = (int(lon_deg) * BASE + int(lon_min)) / BASE
    return Turnpoint(-lat if ns == "S" else lat, -lon if ew == "W" else lon, name.strip())
