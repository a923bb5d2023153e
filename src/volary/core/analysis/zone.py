"""Local time at take-off: what the recorder says, or else where it was."""

import datetime as dt
from typing import NamedTuple

from volary.core.analysis.model import Position, ZoneSource
from volary.geo import timezones

_ONE_HOUR_S = 3600


class LocalTime(NamedTuple):
    """Offset from UTC at take-off; ``name`` is the zone that it comes from, None for a file's."""

    offset_s: int
    name: str | None
    source: ZoneSource
    date: str


def local_time(position: Position, t_ms: int, file_offset_s: int | None) -> LocalTime:
    """Take the file's offset when it is plausible where the flight began.

    It is when it is at most an hour off the zone of the position (recorders are often left on
    winter time), except a plain zero, which is what a recorder says that was never set.
    """
    name = timezones.zone_at(position.lat, position.lon)
    here_s = timezones.utc_offset_s(name, t_ms / 1000)
    plausible = file_offset_s is not None and abs(file_offset_s - here_s) <= _ONE_HOUR_S
    if file_offset_s is not None and plausible and (file_offset_s != 0 or here_s == 0):
        return LocalTime(file_offset_s, None, "file", _date(t_ms, file_offset_s))
    return LocalTime(here_s, name, "position", _date(t_ms, here_s))


def _date(t_ms: int, offset_s: int) -> str:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return (epoch + dt.timedelta(milliseconds=t_ms, seconds=offset_s)).date().isoformat()
