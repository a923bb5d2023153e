"""Cutting a byte buffer into lines, and lines into fixed columns, without a Python loop."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]

LF, CR, SPACE = 10, 13, 32
WIDEST = 99  # an I record names columns with two digits
_BLOCK = 1 << 20


class Lines(NamedTuple):
    """The non-empty lines: first byte, byte after the last one, and 1-based line number."""

    start: Int32
    end: Int32
    number: Int32

    def pick(self, mask: npt.NDArray[np.bool_]) -> "Lines":
        return Lines(self.start[mask], self.end[mask], self.number[mask])


def padded(data: bytes) -> Bytes:
    """``data`` followed by enough blanks for a full row to be cut at its last byte."""
    return np.frombuffer(data + b" " * WIDEST, dtype=np.uint8)


def split_lines(data: bytes) -> Lines:
    r"""Cut at ``\n``, ``\r\n`` and a lone ``\r``, also where a file mixes them."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    ends = _terminators(buffer, lone_cr=data.count(b"\r") != data.count(b"\r\n"))
    starts = np.empty_like(ends)
    starts[0] = 0
    starts[1:] = ends[:-1] + 1
    after_cr = buffer[np.maximum(ends - 1, 0)] == CR if buffer.size else np.zeros(1, dtype=np.bool_)
    ends -= after_cr & (ends > starts)
    filled = np.flatnonzero(ends > starts).astype(np.int32)
    return Lines(starts[filled], ends[filled], filled + 1)


def _terminators(buffer: Bytes, *, lone_cr: bool) -> Int32:
    """Positions of line ends, the end of the buffer last; in blocks, to keep the masks small."""
    found: list[Int32] = []
    for first in range(0, buffer.size, _BLOCK):
        block = buffer[first : first + _BLOCK]
        mask = block == LF
        if lone_cr:
            following = np.zeros_like(block)
            rest = buffer[first + 1 : first + 1 + _BLOCK]
            following[: rest.size] = rest
            mask |= (block == CR) & (following != LF)
        found.append((np.flatnonzero(mask) + first).astype(np.int32))
    found.append(np.array([buffer.size], dtype=np.int32))
    return np.concatenate(found)


def cut_columns(buffer: Bytes, start: Int32, end: Int32, width: int) -> Bytes:
    """The first ``width`` bytes of each line as an array (width, lines); blanks past its end.

    ``buffer`` comes from ``padded``. Column ``i`` of the file (counted from 1) is row ``i - 1``.
    """
    row = np.dtype((np.void, width))
    windows: npt.NDArray[np.void] = np.ndarray(
        (buffer.size - width + 1,), dtype=row, buffer=buffer, strides=(1,)
    )
    cells = windows[start].view(np.uint8).reshape(start.size, width)
    columns = np.ascontiguousarray(cells.T)
    length = end - start
    if length.size and int(length.min()) < width:
        columns[np.arange(width, dtype=np.int32)[:, None] >= length[None, :]] = SPACE
    return columns
