"""A track as comma-separated values (RFC 4180) that open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from volary.formats.track import TrackColumns, iso_times, number_texts

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ROWS = 10_000


def chunks(track: TrackColumns) -> Iterator[bytes]:
    """Header and rows, some thousands at a time: UTC time, degrees, metres MSL, then ``extra``.

    Numbers stand as they are, an unknown one as an empty cell.
    """
    columns: dict[str, Sequence[str]] = {
        "time": iso_times(track.t_ms),
        "lat": number_texts(track.lat),
        "lon": number_texts(track.lon),
    }
    if track.altitude_m is not None:
        columns["altitude_m"] = number_texts(track.altitude_m)
    columns |= {name: number_texts(column) for name, column in track.extra.items()}
    yield _rows([[safe_text(name) for name in columns]])
    for first in range(0, len(track), _ROWS):
        part = [column[first : first + _ROWS] for column in columns.values()]
        yield _rows(zip(*part, strict=True))


def write(track: TrackColumns) -> bytes:
    """The whole table."""
    return b"".join(chunks(track))


def safe_text(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: a leading apostrophe where needed."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _rows(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8", errors="replace")
