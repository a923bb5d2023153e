"""``IgcFile`` to bytes."""

from collections.abc import Iterator

import numpy as np

from volary.formats.igc import interpret
from volary.formats.igc.brecords import BASE_WIDTH, FINEST, FOLDED, Section, layout_slices
from volary.formats.igc.clock import DAY_MS
from volary.formats.igc.diagnostics import DiagnosticLog
from volary.formats.igc.fixes import BASE_SCALE, MISSING_M, Fixes
from volary.formats.igc.layout import FIRST_B_COLUMN, Layout
from volary.formats.igc.lines import CR, LF, SPACE, Bytes
from volary.formats.igc.model import IgcFile
from volary.formats.igc.numbers import Float, Int64

_ZERO, _MINUS = 48, 45
_EOL = b"\r\n"
DECIMALS = 6


def write(igc: IgcFile) -> bytes:
    """The file as bytes, every record at its place.

    Fixes come in the order of their times and with the columns that the I record declares, the
    other records as the bytes that they were. ``read(write(x)) == x`` unless fixes had to be
    sorted across HFDTE records. A G record survives, but seals the old bytes. A file without
    HFDTE whose ``date`` the caller gave to ``read`` gets one.
    """
    pieces: list[bytes] = []
    fix_line = np.sort(igc.fixes.line)
    sections = interpret.layouts(igc.records, "I", FIRST_B_COLUMN, DiagnosticLog())
    bodies = _Bodies(igc.fixes, sections)
    missing_date = b"" if _is_dated(igc) or igc.date is None else _date_record(igc)
    written = 0
    for record, above in zip(
        igc.records, np.searchsorted(fix_line, igc.records.lines.number).tolist(), strict=True
    ):
        if missing_date and (record.kind != "A" or above):
            pieces.append(missing_date)
            missing_date = b""
        pieces.extend(bodies.between(written, above))
        written = above
        pieces.extend((record.raw, _EOL))
    pieces.append(missing_date)
    pieces.extend(bodies.between(written, len(igc.fixes)))
    return b"".join(pieces)


def _is_dated(igc: IgcFile) -> bool:
    return any(header.code == "DTE" for header in igc.headers)


def _date_record(igc: IgcFile) -> bytes:
    assert igc.date is not None
    return f"HFDTE{igc.date:%d%m%y}".encode("ascii") + _EOL


class _Bodies:
    """B lines, formatted once per layout and handed out by index."""

    def __init__(self, fixes: Fixes, sections: list[Section]) -> None:
        self._parts: list[tuple[int, int, int, bytes]] = []
        for part, layout in layout_slices(np.sort(fixes.line), sections):
            cells = _format(fixes, part, layout)
            self._parts.append((part.start, part.stop, cells.shape[0], cells.T.tobytes()))

    def between(self, first: int, last: int) -> Iterator[bytes]:
        """The lines of fixes ``first`` to ``last`` (not included)."""
        for start, stop, row, data in self._parts:
            begin, end = max(first, start), min(last, stop)
            if begin < end:
                yield data[(begin - start) * row : (end - start) * row]


def _format(fixes: Fixes, part: slice, layout: Layout) -> Bytes:
    """B lines with their line end, as an array (bytes, lines)."""
    width = max([BASE_WIDTH, *(item.last for item in layout)])
    cells = np.full((width + 2, part.stop - part.start), SPACE, dtype=np.uint8)
    cells[0], cells[width], cells[width + 1] = ord("B"), CR, LF
    tod_ms = fixes.t_ms[part] % DAY_MS
    second = tod_ms // 1000
    _put(cells[1:3], second // 3600)
    _put(cells[3:5], second // 60 % 60)
    _put(cells[5:7], second % 60)
    fine = fixes.scale // BASE_SCALE
    fractions = {"TDS": tod_ms % 1000 * 10 ** (FINEST - 3)}
    for code, at, letters, quanta in (
        ("LAD", 7, b"NS", fixes.lat_q[part]),
        ("LOD", 15, b"EW", fixes.lon_q[part]),
    ):
        size = np.abs(quanta)
        hemisphere = at + (7 if code == "LAD" else 8)
        _put(cells[at : hemisphere - 5], size // fixes.scale)
        _put(cells[hemisphere - 5 : hemisphere], size // fine % BASE_SCALE)
        cells[hemisphere] = np.where(quanta < 0, letters[1], letters[0])
        fractions[code] = size % fine * (10**FINEST // fine)
    cells[24] = np.where(fixes.fix_3d[part], ord("A"), ord("V"))
    for at, metres in ((25, fixes.pressure_m[part]), (30, fixes.gnss_m[part])):
        put_numbers(cells[at : at + 5], np.where(metres == MISSING_M, np.nan, metres))
    for item in layout:
        field = cells[item.first - 1 : item.last]
        if item.code in FOLDED:
            used = min(item.width, FINEST)
            _put(field[:used], fractions[item.code] // 10 ** (FINEST - used))
            field[used:] = _ZERO
        elif item.code in fixes.extensions:
            put_numbers(field, fixes.extensions[item.code][part])
    return cells


def _put(cells: Bytes, value: Int64) -> None:
    for row in range(cells.shape[0] - 1, -1, -1):
        cells[row] = value % 10 + _ZERO
        value = value // 10


def put_numbers(cells: Bytes, value: Float) -> None:
    """Write numbers into a field (bytes, lines): zero-padded, sign first, NaN as blanks.

    Raises ValueError for a number whose whole part does not fit; decimals are rounded to fit.
    """
    width = cells.shape[0]
    present = np.isfinite(value)
    safe = np.where(present, value, 0.0)
    whole = present & (safe == np.rint(safe)) & (np.abs(safe) < 10.0 ** min(width, 15))
    negative = whole & (safe < 0)
    digits = np.zeros_like(cells)
    _put(digits, np.where(whole, np.abs(safe), 0).astype(np.int64))
    whole &= ~(negative & (digits[0] != _ZERO))
    digits[0, negative] = _MINUS
    cells[:, whole] = digits[:, whole]
    for index in np.flatnonzero(present & ~whole).tolist():
        text = decimal_text(float(value[index]), width)
        cells[:, index] = np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def decimal_text(value: float, width: int) -> str:
    """A number in exactly ``width`` characters with as many decimals as it needs and has room."""
    best = ""
    for decimals in range(width):
        text = f"{value:0{width}.{decimals}f}"
        if len(text) > width:
            text = text.replace("0.", ".", 1)
        if len(text) > width:
            break
        best = text
        if float(text) == value:
            break
    if not best:
        raise ValueError(f"{value} does not fit into {width} columns")
    return best


def cell_width(value: Float) -> int:
    """Columns that the widest number of a field needs, two at least."""
    present = np.unique(value[np.isfinite(value)]).tolist()
    return max([2, *(len(_plain(number)) for number in present)])


def _plain(number: float) -> str:
    text = f"{number:.{DECIMALS}f}"
    return text.rstrip("0").rstrip(".")
