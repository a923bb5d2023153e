"""Every unit conversion and rounding of the pages: SI in, text for readers out.

Readers get kilometres, metres, km/h and m/s. Thousands are set apart by a narrow no-break space,
negative numbers carry a true minus sign, and what is not known is an en dash.
"""

import datetime as dt
from typing import Final

NONE: Final = "\u2013"  # en dash
_SPACE: Final = "\u202f"  # narrow no-break space, also between number and unit
_MINUS: Final = "\u2212"

_M_PER_KM: Final = 1000.0
_KMH_PER_MPS: Final = 3.6
_SHORT_KM: Final = 10.0
_COMPASS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_MINUTE: Final = 60
_HOUR: Final = 3600


def number(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Half away from zero, as people round; an exact zero has no sign."""
    scale = 10**decimals
    whole = int(abs(value) * scale + 0.5 + 1e-9)
    text = f"{whole / scale:,.{decimals}f}".replace(",", _SPACE)
    if whole and value < 0:
        return _MINUS + text
    return "+" + text if sign and whole else text


def kilometres(metres: float) -> float:
    return metres / _M_PER_KM


def distance(metres: float | None) -> str:
    """Below one kilometre in metres; else kilometres, with two decimals below ten."""
    if metres is None:
        return NONE
    km = kilometres(metres)
    if km < 1:
        return f"{number(metres)}{_SPACE}m"
    return f"{number(km, 2 if km < _SHORT_KM else 1)}{_SPACE}km"


def scale(metres: float) -> str:
    """The length of a scale bar, which is a round number: ``500 m``, ``2 km``."""
    if metres < _M_PER_KM:
        return f"{metres:g}{_SPACE}m"
    return f"{kilometres(metres):g}{_SPACE}km"


def leg(metres: float | None) -> str:
    """Kilometres with the two decimals that scoring counts."""
    return NONE if metres is None else f"{number(kilometres(metres), 2)}{_SPACE}km"


def altitude(metres: float | None) -> str:
    return NONE if metres is None else f"{number(metres)}{_SPACE}m"


def height_change(metres: float | None) -> str:
    return NONE if metres is None else f"{number(metres, sign=True)}{_SPACE}m"


def speed(mps: float | None) -> str:
    return NONE if mps is None else f"{number(mps * _KMH_PER_MPS)}{_SPACE}km/h"


def vario(mps: float | None) -> str:
    return NONE if mps is None else f"{number(mps, 1, sign=True)}{_SPACE}m/s"


def glide_ratio(ratio: float | None) -> str:
    return NONE if ratio is None else number(ratio, 1)


def points(value: float | None) -> str:
    return NONE if value is None else number(value, 2)


def percent(fraction: float | None) -> str:
    return NONE if fraction is None else f"{number(fraction * 100)}{_SPACE}%"


def direction(degrees: float) -> str:
    """``240° SW``: degrees true and the nearest of eight points of the compass."""
    turned = round(degrees) % 360
    return f"{turned:03d}° {_COMPASS[round(turned / 45) % 8]}"


def position(lat: float, lon: float) -> str:
    """Degrees and decimal minutes, as pilots write them: ``46°12.345' N 7°01.234' E``."""
    return f"{_angle(lat, 'N', 'S')} {_angle(lon, 'E', 'W')}"


def _angle(degrees: float, positive: str, negative: str) -> str:
    thousandths = round(abs(degrees) * 60_000)
    whole, rest = divmod(thousandths, 60_000)
    return f"{whole}°{rest / 1000:06.3f}\u2032 {negative if degrees < 0 else positive}"


def size(count: int) -> str:
    """Bytes in the unit that leaves up to three digits."""
    for unit in ("bytes", "kB", "MB"):
        if count < _M_PER_KM:
            return f"{number(count)}{_SPACE}{unit}"
        count = round(count / _M_PER_KM)
    return f"{number(count)}{_SPACE}GB"


def duration(seconds: float | None) -> str:
    """Hours and minutes: ``2 h 37 min``; under ten minutes also seconds."""
    if seconds is None:
        return NONE
    total = round(seconds)
    if total < 10 * _MINUTE:
        minutes, rest = divmod(total, _MINUTE)
        return f"{minutes}{_SPACE}min {rest}{_SPACE}s" if minutes else f"{rest}{_SPACE}s"
    minutes = (total + _MINUTE // 2) // _MINUTE
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes}{_SPACE}min"
    return f"{number(hours)}{_SPACE}h {minutes:02d}{_SPACE}min"


def stopwatch(seconds: float) -> str:
    """Minutes and seconds for tables: ``4:05``, from an hour on ``1:04:05``."""
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def hours(seconds: float) -> str:
    """A sum of flying time: ``12 h 05 min``."""
    whole, minutes = divmod(round(seconds / _MINUTE), 60)
    return f"{number(whole)}{_SPACE}h {minutes:02d}{_SPACE}min"


def offset_name(offset_s: int) -> str:
    """``UTC``, ``UTC+2``, or with half hours ``UTC+5:30``."""
    if offset_s == 0:
        return "UTC"
    whole, rest = divmod(abs(offset_s) // _MINUTE, 60)
    return f"UTC{_MINUS if offset_s < 0 else '+'}{whole}" + (f":{rest:02d}" if rest else "")


def local(at: dt.datetime, offset_s: int) -> dt.datetime:
    """The instant on a clock that is ``offset_s`` ahead of UTC."""
    return at.astimezone(dt.timezone(dt.timedelta(seconds=offset_s)))


def instant(milliseconds: int) -> dt.datetime:
    """UTC milliseconds since 1970 as an instant."""
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=milliseconds)


def clock_time(at: dt.datetime | None, offset_s: int = 0, *, seconds: bool = False) -> str:
    if at is None:
        return NONE
    return local(at, offset_s).strftime("%H:%M:%S" if seconds else "%H:%M")


def utc_title(at: dt.datetime) -> str:
    """For a title attribute: ``2025-06-14 11:42:07 UTC``."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def day(date: dt.date) -> str:
    """``14 Jun 2025``, the same in every locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def long_day(date: dt.date) -> str:
    return f"{_WEEKDAYS[date.weekday()]}, {day(date)}"


def moment(at: dt.datetime | None) -> str:
    """Date and time of something the server did, in UTC: ``14 Jun 2025, 11:42 UTC``."""
    if at is None:
        return NONE
    utc = at.astimezone(dt.UTC)
    return f"{day(utc.date())}, {utc:%H:%M} UTC"


_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
