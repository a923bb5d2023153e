"""B records: from byte columns to integer columns, a block of lines at a time."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from volary.formats.igc.diagnostics import DiagnosticLog, excerpt
from volary.formats.igc.fixes import BASE_SCALE, MISSING_M
from volary.formats.igc.layout import Extension, Layout
from volary.formats.igc.lines import Bytes, Int32, Lines, cut_columns
from volary.formats.igc.numbers import Bool, Float, Int64, all_digits, cell_values, digits_value

BASE_WIDTH = 35
FINEST = 6  # decimals kept beyond the thousandth of a minute: 2 micrometres
FOLDED = frozenset({"LAD", "LOD", "TDS"})

_BLOCK = 16_384
_DIGITS = np.r_[1:7, 7:14, 15:23]
_HOURS, _SIXTY = 24, 60
_MINUTE = 60_000  # thousandths of a minute of arc
_MAX_LAT, _MAX_LON = 90 * BASE_SCALE, 180 * BASE_SCALE
_MS_DIGITS = 3


class RawFixes(NamedTuple):
    """What the good B lines say, in the order of the file; times are milliseconds of the day."""

    tod_ms: Int64
    lat_q: Int64
    lon_q: Int64
    scale: int
    pressure_m: Int32
    gnss_m: Int32
    fix_3d: Bool
    line: Int32
    extensions: dict[str, Float]

    def pick(self, index: npt.NDArray[np.integer] | Bool) -> "RawFixes":
        return RawFixes(
            self.tod_ms[index],
            self.lat_q[index],
            self.lon_q[index],
            self.scale,
            self.pressure_m[index],
            self.gnss_m[index],
            self.fix_3d[index],
            self.line[index],
            {code: column[index] for code, column in self.extensions.items()},
        )


class Section(NamedTuple):
    """The B lines from ``line`` on have the columns of ``layout``."""

    line: int
    layout: Layout


def decimals_of(sections: Sequence[Section]) -> int:
    """Digits that LAD and LOD add to the thousandth of a minute, at most."""
    widths = [
        extension.width
        for section in sections
        for extension in section.layout
        if extension.code in {"LAD", "LOD"}
    ]
    return min(FINEST, max(widths, default=0))


def parse_fixes(
    buffer: Bytes, lines: Lines, sections: Sequence[Section], log: DiagnosticLog
) -> RawFixes:
    """Read all B lines of at least ``BASE_WIDTH`` bytes; what is no fix goes to the log."""
    count = len(lines.start)
    decimals = decimals_of(sections)
    codes = dict.fromkeys(
        extension.code
        for section in sections
        for extension in section.layout
        if extension.code not in FOLDED
    )
    out = RawFixes(
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        BASE_SCALE * 10**decimals,
        np.zeros(count, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
        np.zeros(count, dtype=np.bool_),
        lines.number,
        {code: np.full(count, np.nan) for code in codes},
    )
    good = np.zeros(count, dtype=np.bool_)
    for block, layout in sections_blocks(lines, sections):
        width = max([BASE_WIDTH, *(extension.last for extension in layout)])
        columns = cut_columns(buffer, lines.start[block], lines.end[block], width)
        good[block] = _read_base(columns, block, out, 10**decimals)
        _read_extensions(_Block(columns, good[block], lines, block, log), layout, out, decimals)
    good &= (np.abs(out.lat_q) <= 90 * out.scale) & (np.abs(out.lon_q) <= 180 * out.scale)
    _report(buffer, lines, good, log)
    return out if bool(good.all()) else out.pick(good)


def sections_blocks(lines: Lines, sections: Sequence[Section]) -> Iterator[tuple[slice, Layout]]:
    """Blocks of line indices with one layout each, short enough for a processor's cache."""
    for part, layout in layout_slices(lines.number, sections):
        for at in range(part.start, part.stop, _BLOCK):
            yield slice(at, min(at + _BLOCK, part.stop)), layout


def layout_slices(number: Int32, sections: Sequence[Section]) -> Iterator[tuple[slice, Layout]]:
    """Indices of lines with one layout each; the first layout also holds above its own line."""
    bounds: list[int] = np.searchsorted(number, [section.line for section in sections]).tolist()
    starts = [0, *bounds[1:], len(number)]
    layouts = [section.layout for section in sections] or [()]
    for layout, first, last in zip(layouts, starts[:-1], starts[1:], strict=True):
        if first < last:
            yield slice(first, last), layout


def _read_base(columns: Bytes, block: slice, out: RawFixes, fine: int) -> Bool:
    """Fill the columns that every B record has; True where the line is a fix."""
    good = all_digits(columns[_DIGITS])
    hour, minute, second = (digits_value(columns[at : at + 2]) for at in (1, 3, 5))
    good &= (hour < _HOURS) & (minute < _SIXTY) & (second < _SIXTY)
    out.tod_ms[block] = (hour * 3600 + minute * 60 + second) * 1000
    for column, at, letters, limit in (
        (out.lat_q, 7, b"NS", _MAX_LAT),
        (out.lon_q, 15, b"EW", _MAX_LON),
    ):
        sign_row = at + (7 if letters == b"NS" else 8)
        minutes = digits_value(columns[sign_row - 5 : sign_row])
        value = digits_value(columns[at : sign_row - 5]) * BASE_SCALE + minutes
        negative = columns[sign_row] == letters[1]
        good &= negative | (columns[sign_row] == letters[0])
        good &= (minutes < _MINUTE) & (value <= limit)
        value *= fine
        column[block] = np.where(negative, -value, value)
    out.fix_3d[block] = columns[24] == ord("A")
    good &= out.fix_3d[block] | (columns[24] == ord("V"))
    for altitude, at in ((out.pressure_m, 25), (out.gnss_m, 30)):
        cells = cell_values(columns[at : at + 5])
        whole = np.nan_to_num(cells.value, nan=MISSING_M)
        good &= ~cells.bad & (whole == np.floor(whole))
        altitude[block] = whole.astype(np.int32)
    return good


class _Block(NamedTuple):
    columns: Bytes
    good: Bool
    lines: Lines
    block: slice
    log: DiagnosticLog

    def cells(self, extension: Extension) -> Float:
        field_columns = self.columns[extension.first - 1 : extension.last]
        cells = cell_values(field_columns)
        bad = np.flatnonzero(cells.bad & self.good)
        if bad.size:
            numbers = self.lines.number[self.block][bad]
            self.log.add_lines(
                "bad_extension",
                numbers,
                lambda index: (
                    f"{extension.code} is {excerpt(field_columns[:, bad[index]].tobytes())!r}, "
                    "not a number; it counts as blank"
                ),
            )
        return cells.value


def _read_extensions(block: _Block, layout: Layout, out: RawFixes, decimals: int) -> None:
    for extension in layout:
        code = extension.code
        if code in out.extensions:
            out.extensions[code][block.block] = block.cells(extension)
        elif code == "TDS":
            out.tod_ms[block.block] += _fraction(block, extension, _MS_DIGITS)
        else:
            extra = _fraction(block, extension, decimals)
            row, letter = (14, ord("S")) if code == "LAD" else (23, ord("W"))
            column = out.lat_q if code == "LAD" else out.lon_q
            column[block.block] += np.where(block.columns[row] == letter, -extra, extra)


def _fraction(block: _Block, extension: Extension, places: int) -> Int64:
    """Digits that go on behind a decimal point, as a count of its last place; the rest is cut."""
    used = min(extension.width, places)
    field = Extension(extension.code, extension.first, extension.first + used - 1)
    steps: Int64 = np.maximum(np.nan_to_num(block.cells(field)), 0).astype(np.int64)
    steps *= 10 ** (places - used)
    return steps


def _report(buffer: Bytes, lines: Lines, good: Bool, log: DiagnosticLog) -> None:
    if bool(good.all()):
        return
    bad = lines.pick(~good)

    def describe(index: int) -> str:
        shown = excerpt(buffer[bad.start[index] : bad.end[index]].tobytes())
        return f"{shown!r} is not a fix; it is left out"

    log.add_lines("corrupt_fix", bad.number, describe)
