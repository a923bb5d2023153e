"""Every line that is not a fix, kept as the bytes that it was."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from volary.formats.igc.lines import Lines


class RawRecord(NamedTuple):
    """One line without its terminator; ``kind`` is its first character."""

    line: int
    raw: bytes

    @property
    def kind(self) -> str:
        return chr(self.raw[0])

    @property
    def text(self) -> str:
        return decode(self.raw)


class RawRecords:
    """Lines in the order of the file, cut from one buffer only when they are asked for.

    A million comment lines cost three numbers each until someone reads them. Two are equal when
    their lines hold the same bytes in the same order; line numbers do not count.
    """

    __slots__ = ("_data", "_kinds", "_lines")

    def __init__(self, data: bytes, lines: Lines) -> None:
        self._data = data
        self._lines = lines
        self._kinds = _kinds(np.frombuffer(data, dtype=np.uint8), lines)

    @classmethod
    def of(cls, records: Iterable[tuple[int, bytes]]) -> "RawRecords":
        """Build from line numbers and bytes; the lines must be neither empty nor broken."""
        numbers: list[int] = []
        raws: list[bytes] = []
        for number, raw in records:
            if not raw or b"\n" in raw or b"\r" in raw:
                raise ValueError("a record is one non-empty line")
            numbers.append(number)
            raws.append(raw)
        end = np.cumsum([len(raw) for raw in raws], dtype=np.int32)
        start = end - np.array([len(raw) for raw in raws], dtype=np.int32)
        return cls(b"".join(raws), Lines(start, end, np.array(numbers, dtype=np.int32)))

    def __len__(self) -> int:
        return len(self._lines.start)

    def __getitem__(self, index: int) -> RawRecord:
        start, end, number = (int(column[index]) for column in self._lines)
        return RawRecord(number, self._data[start:end])

    def __iter__(self) -> Iterator[RawRecord]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RawRecords):
            return NotImplemented
        return len(self) == len(other) and all(
            mine.raw == theirs.raw for mine, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]  # compared by content, like a list

    def kind(self, letter: str) -> "RawRecords":
        """Only the records of one letter."""
        return self.select(self._kinds == ord(letter))

    def select(self, mask: npt.NDArray[np.bool_]) -> "RawRecords":
        return RawRecords(self._data, self._lines.pick(mask))

    @property
    def lines(self) -> Lines:
        """Where the records lie in ``data``."""
        return self._lines

    @property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """First byte of each record; ``H`` also for a header in small letters."""
        return self._kinds


def _kinds(buffer: npt.NDArray[np.uint8], lines: Lines) -> npt.NDArray[np.uint8]:
    kinds = buffer[lines.start]
    small = np.flatnonzero(kinds == ord("h"))
    if small.size:
        second = buffer[np.minimum(lines.start[small] + 1, lines.end[small] - 1)]
        kinds[small[np.isin(second, list(b"fopFOP"))]] = ord("H")
    return kinds


def decode(raw: bytes) -> str:
    """Text of a line: UTF-8 where it is valid, else Latin-1, which every byte is."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
