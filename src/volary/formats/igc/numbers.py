"""Numbers in fixed columns: whole columns of digits at once, odd cells by a small automaton."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from volary.formats.igc.lines import Bytes

Int64 = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

_ZERO, _PLUS, _MINUS, _DOT, _BLANK = 48, 43, 45, 46, 32
_NINE = 9


class Cells(NamedTuple):
    """Values of one field (NaN where there is none), and which cells were not a number."""

    value: Float
    bad: Bool


def all_digits(columns: Bytes) -> Bool:
    """Which lines have only digits in these columns (columns, lines)."""
    digits: Bool = np.logical_and.reduce(columns - np.uint8(_ZERO) <= _NINE, axis=0)
    return digits


def digits_value(columns: Bytes) -> Int64:
    """The number that the digits spell; meaningless where ``all_digits`` is False."""
    value = np.zeros(columns.shape[1], dtype=np.int64)
    for column in columns:
        value *= 10
        value += column - np.uint8(_ZERO)
    return value


def cell_values(columns: Bytes) -> Cells:
    """Read a field as ``[blanks][sign]digits[.digits][blanks]``; an all-blank cell is NaN."""
    digits = all_digits(columns)
    if bool(digits.all()):
        return Cells(_horner(columns), np.zeros(columns.shape[1], dtype=np.bool_))
    value = _horner(columns)
    odd = np.flatnonzero(~digits)
    slow = _scan(np.ascontiguousarray(columns[:, odd]))
    value[odd] = slow.value
    bad = np.zeros(columns.shape[1], dtype=np.bool_)
    bad[odd] = slow.bad
    return Cells(value, bad)


def _horner(columns: Bytes) -> Float:
    value = np.zeros(columns.shape[1], dtype=np.float64)
    for column in columns:
        value *= 10
        value += column - np.uint8(_ZERO)
    return value


def _scan(columns: Bytes) -> Cells:
    size = columns.shape[1]
    value = np.zeros(size, dtype=np.float64)
    decimals = np.zeros(size, dtype=np.int64)
    sign, dot, digit, ended, bad = np.zeros((5, size), dtype=np.bool_)
    negative = np.zeros(size, dtype=np.bool_)
    for column in columns:
        is_digit = column - np.uint8(_ZERO) <= _NINE
        is_sign = (column == _MINUS) | (column == _PLUS)
        is_dot = column == _DOT
        is_blank = column == _BLANK
        started = sign | digit | dot
        bad |= ~(is_digit | is_sign | is_dot | is_blank)
        bad |= (ended & ~is_blank) | (is_sign & started) | (is_dot & dot)
        value = np.where(is_digit, value * 10 + (column - np.uint8(_ZERO)), value)
        decimals += is_digit & dot
        ended |= is_blank & started
        negative |= column == _MINUS
        sign |= is_sign
        dot |= is_dot
        digit |= is_digit
    bad |= (sign | dot) & ~digit
    value = np.where(negative, -value, value) / 10.0**decimals
    value[bad | ~digit] = np.nan
    return Cells(value, bad)
