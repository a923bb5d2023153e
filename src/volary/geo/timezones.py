"""Which time zone a place is in, and what its clocks show. Works offline.

Zone boundaries come from timezone-boundary-builder through tzfpy, offsets from the IANA database
through zoneinfo.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzfpy

_DEGREES_PER_HOUR = 15.0


@lru_cache(maxsize=1024)
def zone_at(lat: float, lon: float) -> str:
    """IANA name of the zone at a position in degrees; at sea a nautical one like ``Etc/GMT-2``.

    Their sign is that of POSIX: ``Etc/GMT-2`` is two hours *ahead* of UTC. A zone that the
    installed database does not know is answered by the nautical one too.
    """
    lon = (lon + 180.0) % 360.0 - 180.0
    name = tzfpy.get_tz(lon, lat)
    return name if name and _known(name) else nautical_zone(lon)


def nautical_zone(lon: float) -> str:
    """Zone of the 15-degree band of a longitude from -180 to 180 degrees."""
    hours = round(lon / _DEGREES_PER_HOUR)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def utc_offset_s(zone: str, t: float) -> int:
    """Local time minus UTC in seconds in ``zone`` at Unix time ``t``.

    Raises ``zoneinfo.ZoneInfoNotFoundError`` for a name that is no zone.
    """
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=t)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None  # a ZoneInfo always has one
    return round(offset.total_seconds())


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
