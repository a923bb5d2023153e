"""One column of a track blob: integers, or doubles that are integers over a known denominator.

A column is written as differences of order 0, 1 or 2, whichever spreads least, folded to unsigned
(zigzag) and split into byte planes, which are compressed one by one: the noise of a recorder is a
narrow distribution that entropy coding of single bytes gets close to. All arithmetic is modulo
2**64, so no value can overflow and every column comes back exactly.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from volary.core.tracks.errors import TrackBlobCorrupt
from volary.core.tracks.model import Float, Int
from volary.core.tracks.planes import Reader, Writer

_MAX_ORDER = 2
_ORDER_BITS = 0x03
_MISSING_BIT = 0x04
_DOUBLES_BIT = 0x08
_WIDTH_SHIFT = 4
_SAMPLE = 64
_COST_SAMPLE = 2048
_MAX_EXACT = 2.0**53

_Unsigned = npt.NDArray[np.uint64]


def write_integers(writer: Writer, values: Int) -> None:
    """Write a column of integers in units of the greatest common divisor of its steps."""
    unit = _common_step(values)
    _write(writer, values, unit=unit, step=unit, flags=0)


def read_integers(reader: Reader, n: int) -> Int:
    """Read what ``write_integers`` wrote."""
    flags = reader.raw(1)[0]
    unit = reader.varint()
    if flags & (_MISSING_BIT | _DOUBLES_BIT):
        raise TrackBlobCorrupt
    return _read(reader, n, flags, unit)


def write_doubles(writer: Writer, values: Float, denominators: Sequence[int]) -> None:
    """Write a column of doubles; NaN marks a missing value and comes back as NaN.

    The first of ``denominators`` over which every value is exactly an integer sets the quantum;
    when none fits, the bits of the doubles are written instead.
    """
    missing = np.isnan(values)
    flags = 0
    filled = values
    if missing.any():
        flags |= _MISSING_BIT
        filled = _carried_forward(values, missing)
    denominator, integers = _as_integers(filled, denominators)
    if denominator == 0:
        flags |= _DOUBLES_BIT
    _write(writer, integers, unit=denominator, step=1, flags=flags, missing=missing)


def read_doubles(reader: Reader, n: int) -> Float:
    """Read what ``write_doubles`` wrote."""
    flags = reader.raw(1)[0]
    denominator = reader.varint()
    missing = None
    if flags & _MISSING_BIT:
        missing = np.unpackbits(reader.plane((n + 7) // 8), count=n).view(np.bool_)
    integers = _read(reader, n, flags, 1)
    if flags & _DOUBLES_BIT:
        values = integers.view(np.float64)
    elif 0 < denominator < _MAX_EXACT:
        values = integers / denominator
    else:
        raise TrackBlobCorrupt
    if missing is not None:
        values[missing] = np.nan
    return values


def quantum_of(values: Float, denominators: Sequence[int]) -> int:
    """Return the denominator that ``write_doubles`` would choose, 0 for none."""
    missing = np.isnan(values)
    return _as_integers(_carried_forward(values, missing), denominators)[0]


def _write(
    writer: Writer,
    values: Int,
    *,
    unit: int,
    step: int,
    flags: int,
    missing: npt.NDArray[np.bool_] | None = None,
) -> None:
    order, seeds, folded = _best_differences(values, step)
    width = (int(folded.max(initial=0)).bit_length() + 7) // 8
    writer.raw(bytes([flags | order | width << _WIDTH_SHIFT]))
    writer.varint(unit)
    if missing is not None and flags & _MISSING_BIT:
        writer.plane(np.packbits(missing))
    for seed in seeds:
        writer.varint(seed)
    planes = folded.astype("<u8", copy=False).view(np.uint8).reshape(-1, 8)
    for index in range(width):
        writer.plane(np.ascontiguousarray(planes[:, index]))


def _read(reader: Reader, n: int, flags: int, unit: int) -> Int:
    order = flags & _ORDER_BITS
    width = flags >> _WIDTH_SHIFT
    if order > min(_MAX_ORDER, n) or width > 8:  # noqa: PLR2004  # bytes of an integer
        raise TrackBlobCorrupt
    seeds = [_unfold_one(reader.varint()) for _ in range(order)]
    planes = np.zeros((n - order, 8), dtype=np.uint8)
    for index in range(width):
        planes[:, index] = reader.plane(n - order)
    folded = planes.reshape(-1).view("<u8").astype(np.uint64, copy=False)
    steps = (folded >> np.uint64(1)).view(np.int64) ^ -(folded & np.uint64(1)).view(np.int64)
    if unit != 1:
        steps *= np.uint64(unit).view(np.int64)
    for seed in reversed(seeds):
        steps = np.cumsum(np.concatenate((np.array([seed], dtype=np.int64), steps)))
    return steps


def _best_differences(values: Int, step: int) -> tuple[int, list[int], _Unsigned]:
    """Return the order whose folded differences need the fewest bits, its seeds and them."""
    best: tuple[float, int, list[int], _Unsigned] | None = None
    seeds: list[int] = []
    steps = values
    for order in range(min(_MAX_ORDER, len(values)) + 1):
        if order:
            seeds = [*seeds, _fold_one(int(steps[0]))]
            steps = np.diff(steps)
        if step != 1 and order == 0:
            continue  # only differences are multiples of the step
        scaled = steps // step if step != 1 else steps
        folded = ((scaled << 1) ^ (scaled >> 63)).view(np.uint64)
        cost = float(np.log2(folded[:: 1 + len(folded) // _COST_SAMPLE] + 1.0).sum())
        if best is None or cost < best[0]:
            best = (cost, order, seeds, folded)
    assert best is not None
    return best[1:]


def _common_step(values: Int) -> int:
    steps = np.diff(values)
    if len(steps) == 0 or int(np.abs(steps).max()) >= 1 << 62 or int(steps.min()) < -(1 << 62):
        return 1
    return int(np.gcd.reduce(steps)) or 1


def _as_integers(values: Float, denominators: Sequence[int]) -> tuple[int, Int]:
    if np.isfinite(values).all():
        sample = values[:: max(1, len(values) // _SAMPLE)]
        for denominator in denominators:
            if _exact(sample, denominator) is None:
                continue
            integers = _exact(values, denominator)
            if integers is not None:
                return denominator, integers
    return 0, values.view(np.int64)


def _exact(values: Float, denominator: int) -> Int | None:
    if float(np.abs(values).max(initial=0.0)) * denominator >= _MAX_EXACT:
        return None
    integers = np.rint(values * denominator).astype(np.int64)
    # Compared as bits, because -0.0 equals 0.0 and would come back without its sign.
    same = np.array_equal((integers / denominator).view(np.int64), values.view(np.int64))
    return integers if same else None


def _carried_forward(values: Float, missing: npt.NDArray[np.bool_]) -> Float:
    """Fill gaps with the value before them, the start with the first value, so steps are zero."""
    if missing.all():
        return np.zeros(len(values))
    index = np.where(missing, 0, np.arange(len(values)))
    index = np.maximum.accumulate(index)
    first = int(np.argmin(missing))
    index[:first] = first
    return np.ascontiguousarray(values[index])


def _fold_one(value: int) -> int:
    return (value << 1) ^ (value >> 63) if value >= 0 else (~value << 1) | 1


def _unfold_one(folded: int) -> int:
    if folded >= 1 << 64:
        raise TrackBlobCorrupt
    return (folded >> 1) ^ -(folded & 1)
