"""K records: readings that are taken less often than fixes, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from volary.formats.igc.brecords import Section, sections_blocks
from volary.formats.igc.clock import near
from volary.formats.igc.diagnostics import DiagnosticLog
from volary.formats.igc.fixes import Fixes
from volary.formats.igc.lines import Bytes, Lines, cut_columns
from volary.formats.igc.numbers import Bool, Float, Int64, all_digits, cell_values, digits_value

_WIDTH = 7
_LIMITS = ((1, 24), (3, 60), (5, 60))


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Columns of the K records in the order of the file.

    ``t_ms`` is UTC in milliseconds since 1970, ``extensions`` the columns of the J record by
    code, NaN where blank or not a number.
    """

    t_ms: Int64
    extensions: Mapping[str, Float]

    def __len__(self) -> int:
        return len(self.t_ms)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Samples):
            return NotImplemented
        return (
            np.array_equal(self.t_ms, other.t_ms)
            and self.extensions.keys() == other.extensions.keys()
            and all(
                np.array_equal(column, other.extensions[code], equal_nan=True)
                for code, column in self.extensions.items()
            )
        )

    __hash__ = None  # type: ignore[assignment]  # arrays are compared by content


def parse_samples(
    buffer: Bytes, lines: Lines, sections: Sequence[Section], fixes: Fixes, log: DiagnosticLog
) -> Samples | None:
    """Read the K lines; None when the file has none that can be read."""
    whole = lines.end - lines.start >= _WIDTH
    cut_off = lines.number[~whole]
    log.add_lines("bad_sample", cut_off, lambda _: "a K record that is cut off; it is left out")
    lines = lines.pick(whole)
    count = len(lines.start)
    if not count:
        return None
    codes = dict.fromkeys(item.code for section in sections for item in section.layout)
    extensions = {code: np.full(count, np.nan) for code in codes}
    tod_ms = np.zeros(count, dtype=np.int64)
    good = np.zeros(count, dtype=np.bool_)
    for block, layout in sections_blocks(lines, sections):
        width = max([_WIDTH, *(item.last for item in layout)])
        columns = cut_columns(buffer, lines.start[block], lines.end[block], width)
        tod_ms[block], good[block] = _times(columns)
        for item in layout:
            extensions[item.code][block] = cell_values(columns[item.first - 1 : item.last]).value
    bad = lines.number[~good]
    log.add_lines("bad_sample", bad, lambda _: "a K record without a time; it is left out")
    if not bool(good.any()):
        return None
    by_line = np.argsort(fixes.line, kind="stable")
    t_ms = near(tod_ms[good], lines.number[good], fixes.t_ms[by_line], fixes.line[by_line])
    return Samples(t_ms, {code: column[good] for code, column in extensions.items()})


def _times(columns: Bytes) -> tuple[Int64, Bool]:
    good = all_digits(columns[1:_WIDTH])
    tod_s = np.zeros(columns.shape[1], dtype=np.int64)
    for at, limit in _LIMITS:
        part = digits_value(columns[at : at + 2])
        good &= part < limit
        tod_s = tod_s * 60 + part
    return tod_s * 1000, good
