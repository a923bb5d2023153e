"""H records: all of them as they stand, and the ones with a meaning by name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from volary.formats.igc.records import RawRecord

GnssDatum = Literal["ellipsoid", "msl", "unknown"]

_PREFIX = 5
_UNKNOWN_VALUES = {"", "NIL", "NKN"}
_DATUMS: dict[str, GnssDatum] = {"GEO": "msl", "ELL": "ellipsoid"}
_DATE = re.compile(
    r"\s*(?:DATE)?\s*:?\s*(?:(\d{2})(\d{2})((?:19|20)\d{2}|\d{2})|(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2}))",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-]?)\s*(\d{1,2})(?::(\d{2})|(\.\d*))?", re.ASCII)
_SECONDS = re.compile(r"[+-]?\d{1,6}", re.ASCII)
_PIVOT_YEAR = 80  # the first flight recorder was approved in 1995
_FARTHEST_ZONE_S = 15 * 3600


@dataclass(frozen=True, slots=True)
class Header:
    """``H<source><code><name>:<value>``, or without a colon ``H<source><code><value>``."""

    source: str
    code: str
    name: str
    value: str
    line: int = field(compare=False)


def parse_header(record: RawRecord) -> Header | None:
    """Split an H record; None when it is too short to name a subject."""
    text = record.text
    if len(text) < _PREFIX:
        return None
    name, colon, value = text[_PREFIX:].partition(":")
    if not colon:
        name, value = "", name
    return Header(text[1].upper(), text[2:5].upper(), name.strip(), value.strip(), record.line)


def header_value(headers: Iterable[Header], code: str) -> str | None:
    """The first value given for ``code``; blank, NIL and NKN ("not known") count as not given."""
    for header in headers:
        if header.code == code and header.value.upper() not in _UNKNOWN_VALUES:
            return header.value
    return None


def receiver(headers: Iterable[Header]) -> str | None:
    """GNSS receiver; some recorders put a colon inside the value (``HFGPSu-blox:NEO-6``)."""
    for header in headers:
        if header.code != "GPS" or header.value.upper() in _UNKNOWN_VALUES:
            continue
        label = header.name.upper()
        return header.value if label in {"", "GPS", "RECEIVER"} else f"{header.name}:{header.value}"
    return None


def gnss_datum(headers: Iterable[Header]) -> GnssDatum:
    """What GNSS altitudes refer to, from HFALG: geoid (``msl``) or WGS84 ellipsoid."""
    value = (header_value(headers, "ALG") or "").upper()
    return _DATUMS.get(value[:3], "unknown")


def parse_date(text: str) -> date | None:
    """The day of an HFDTE record in any of its spellings, or None when it names none.

    ``HFDTEddmmyy``, ``HFDTE:ddmmyy``, ``HFDTEDATE:ddmmyy,nn``, ``HFDTEDATE: ddmmyy`` and
    ``HFDTEDATEddmmyy``, in either case; also four-digit years and separators between the parts.
    """
    match = _DATE.match(text, _PREFIX)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups() if part is not None)
    if year < 100:  # noqa: PLR2004  # two digits
        year += 1900 if year >= _PIVOT_YEAR else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_offset(header: Header) -> int | None:
    """Seconds east of UTC from HFTZN, HFTZO or HFUTCOFFSETSEC, or None when it is none.

    Decimal hours (``+5.50``, ``1.00h``) or ``hh:mm``; a colon inside the value may have been
    taken for the one after the name, so both parts are looked at.
    """
    if header.code == "UTC":
        match = _SECONDS.fullmatch(header.value)
        seconds = None if match is None else int(header.value)
    else:
        inside = header.name[:1].isdigit() or header.name[:1] in {"+", "-"}
        text = f"{header.name}:{header.value}" if inside else header.value
        match = _OFFSET.search(text)
        seconds = None if match is None else _offset_seconds(match)
    return seconds if seconds is not None and abs(seconds) <= _FARTHEST_ZONE_S else None


def _offset_seconds(match: re.Match[str]) -> int:
    sign, hours, minutes, fraction = match.groups()
    size = int(hours) * 3600
    if minutes is not None:
        size += int(minutes) * 60
    elif fraction is not None:
        size += round(float(f"0{fraction}") * 3600)
    return -size if sign == "-" else size


def is_time_zone(header: Header) -> bool:
    return header.code in {"TZN", "TZO"} or (
        header.code == "UTC" and header.name.upper() == "OFFSETSEC"
    )
