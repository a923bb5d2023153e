"""An ``IgcFile`` from columns, for programs that make flights instead of recording them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from volary.formats.igc import interpret
from volary.formats.igc.brecords import FINEST, FOLDED
from volary.formats.igc.clock import DAY_MS, EPOCH
from volary.formats.igc.diagnostics import DiagnosticLog
from volary.formats.igc.fixes import BASE_SCALE, MISSING_M, Fixes
from volary.formats.igc.layout import FIRST_B_COLUMN, Extension, Layout, format_layout, parse_layout
from volary.formats.igc.lines import Int32
from volary.formats.igc.model import IgcFile, Recorder
from volary.formats.igc.numbers import Bool, Float, Int64
from volary.formats.igc.records import RawRecords
from volary.formats.igc.task import parse_tasks
from volary.formats.igc.writer import DECIMALS, cell_width

_NARROWEST, _WIDEST_ALTITUDE = -9999, 99_999
_MAX_LAT, _MAX_LON = 90, 180
_LARGEST = 1e9
_CODE = 3
_MS_DIGITS = 3


class HeaderLine(NamedTuple):
    """``HF<code><name>:<value>``, e.g. ``HeaderLine("PLT", "PILOTINCHARGE", "A. Pilot")``."""

    code: str
    name: str
    value: str


def from_columns(
    *,
    t_ms: Int64,
    lat: Float,
    lon: Float,
    alt_pressure_m: Float | None = None,
    alt_gnss_m: Float | None = None,
    fix_3d: Bool | None = None,
    extensions: Mapping[str, Float] | None = None,
    recorder: Recorder | None = None,
    headers: Sequence[HeaderLine] = (),
    extra_digits: int = 0,
) -> IgcFile:
    """Round columns to what IGC can say and lay them out as a file, ready for ``write``.

    Times (UTC ms since 1970) must ascend strictly; a new HFDTE record opens every UTC day and
    fractions of a second get a TDS column. Positions are degrees, kept to a thousandth of a
    minute or ``extra_digits`` (0 to 6) finer in LAD and LOD. Altitudes are metres, rounded; a
    column that is None is written as zeros, NaN as blanks. Extensions are kept to six decimals
    in columns as wide as their widest value. Raises ValueError for what has no place in the
    format.
    """
    _check(t_ms, lat, lon, extra_digits)
    scale = BASE_SCALE * 10**extra_digits
    columns = {code: _rounded(column) for code, column in (extensions or {}).items()}
    layout = _layout(columns, extra_digits, with_ms=bool((t_ms % 1000).any()))
    head = _head(recorder or Recorder("XXX", "000"), headers, t_ms, layout)
    line, dates = _number_lines(t_ms, first=len(head) + 1)
    records = RawRecords.of([*enumerate(head, start=1), *dates])
    fixes = Fixes(
        t_ms.astype(np.int64),
        np.rint(lat * scale).astype(np.int64),
        np.rint(lon * scale).astype(np.int64),
        scale,
        _metres(alt_pressure_m, len(t_ms)),
        _metres(alt_gnss_m, len(t_ms)),
        np.ones(len(t_ms), dtype=np.bool_) if fix_3d is None else fix_3d.astype(np.bool_),
        line,
        columns,
    )
    log = DiagnosticLog()
    header_records = interpret.first_of(records, "H", log)
    return IgcFile(
        fixes=fixes,
        records=records,
        recorder=interpret.recorder(records),
        headers=interpret.headers(header_records, log),
        tasks=parse_tasks(records.kind("C"), log),
        date=interpret.dates(header_records, log)[0].day,
    )


def _check(t_ms: Int64, lat: Float, lon: Float, extra_digits: int) -> None:
    if not len(t_ms) or bool((np.diff(t_ms) <= 0).any()):
        raise ValueError("times must ascend strictly, and there must be one")
    if not (bool((np.abs(lat) <= _MAX_LAT).all()) and bool((np.abs(lon) <= _MAX_LON).all())):
        raise ValueError("a position lies outside the globe")
    if not 0 <= extra_digits <= FINEST:
        raise ValueError(f"positions can have up to {FINEST} extra digits")


def _rounded(column: Float) -> Float:
    """What the text of each number reads as."""
    if bool((np.abs(column) >= _LARGEST).any()) or bool(np.isinf(column).any()):
        raise ValueError(f"an extension is smaller than {_LARGEST:.0e}")
    if bool((np.isnan(column) | (column == np.rint(column))).all()):
        return column.astype(np.float64)
    return np.array([float(f"{value:.{DECIMALS}f}") for value in column.tolist()])


def _layout(columns: Mapping[str, Float], extra_digits: int, *, with_ms: bool) -> Layout:
    wanted = [("LAD", extra_digits), ("LOD", extra_digits)] if extra_digits else []
    wanted += [("TDS", _MS_DIGITS)] if with_ms else []
    wanted += [(code, cell_width(column)) for code, column in columns.items()]
    layout: list[Extension] = []
    first = FIRST_B_COLUMN
    for code, width in wanted:
        layout.append(Extension(code, first, first + width - 1))
        first += width
    declared = tuple(layout)
    read_back, problem = parse_layout(format_layout("I", declared).decode("ascii"), FIRST_B_COLUMN)
    if problem is not None or read_back != declared or columns.keys() & FOLDED:
        raise ValueError(f"these extensions cannot be declared: {', '.join(columns)}")
    return declared


def _head(
    recorder: Recorder, headers: Sequence[HeaderLine], t_ms: Int64, layout: Layout
) -> list[bytes]:
    texts = [
        f"A{recorder.manufacturer}{recorder.ident}",
        _date_text(int(t_ms[0])),
        *(f"HF{header.code}{header.name}:{header.value}" for header in headers),
    ]
    if any(len(header.code) != _CODE for header in headers):
        raise ValueError("a header has a code of three letters")
    lines = [text.encode("utf-8") for text in texts]
    return [*lines, format_layout("I", layout)] if layout else lines


def _date_text(t_ms: int) -> str:
    day = EPOCH.fromordinal(EPOCH.toordinal() + t_ms // DAY_MS)
    return f"HFDTEDATE:{day:%d%m%y},01"


def _number_lines(t_ms: Int64, first: int) -> tuple[Int32, Iterator[tuple[int, bytes]]]:
    """Line numbers of the fixes, with room for an HFDTE record before each new UTC day."""
    new_day = np.diff(t_ms // DAY_MS, prepend=t_ms[:1] // DAY_MS) != 0
    line = (first + np.arange(len(t_ms)) + np.cumsum(new_day)).astype(np.int32)
    dates = (
        (int(line[index]) - 1, _date_text(int(t_ms[index])).encode("ascii"))
        for index in np.flatnonzero(new_day).tolist()
    )
    return line, dates


def _metres(altitude: Float | None, count: int) -> Int32:
    if altitude is None:
        return np.zeros(count, dtype=np.int32)
    whole = np.rint(altitude)
    if bool((whole < _NARROWEST).any()) or bool((whole > _WIDEST_ALTITUDE).any()):
        raise ValueError(f"altitudes lie between {_NARROWEST} and {_WIDEST_ALTITUDE} m")
    return np.where(np.isnan(whole), MISSING_M, whole).astype(np.int32)
