"""Numbers in fixed columns against Python's own idea of a number."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from volary.formats.igc.numbers import cell_values
from volary.formats.igc.writer import cell_width, put_numbers

NUMBER = re.compile(r" *[+-]?(\d+\.?\d*|\.\d+) *")
CELLS = st.lists(st.text("0123456789+-. x", min_size=5, max_size=5), min_size=1, max_size=20)


def columns_of(cells: list[str]) -> np.ndarray:
    joined = np.frombuffer("".join(cells).encode(), dtype=np.uint8)
    return np.ascontiguousarray(joined.reshape(len(cells), -1).T)


@given(CELLS)
def test_a_cell_is_what_python_reads(cells: list[str]) -> None:
    found = cell_values(columns_of(cells))
    for cell, value, bad in zip(cells, found.value, found.bad, strict=True):
        if NUMBER.fullmatch(cell):
            assert value == float(cell)
            assert not bad
        else:
            assert np.isnan(value)
            assert bad == bool(cell.strip(" "))


@given(
    st.lists(st.floats(-99_999, 99_999).map(lambda x: round(x, 4)) | st.just(np.nan), min_size=1)
)
def test_a_number_reads_back_from_the_width_that_it_needs(values: list[float]) -> None:
    column = np.array(values)
    cells = np.full((cell_width(column), len(values)), ord(" "), dtype=np.uint8)
    put_numbers(cells, column)
    found = cell_values(cells)
    np.testing.assert_array_equal(found.value, column)
    assert not found.bad.any()


def test_a_fraction_without_its_zero_keeps_its_place() -> None:
    cells = np.full((2, 1), ord(" "), dtype=np.uint8)
    put_numbers(cells, np.array([0.5]))
    assert cells.T.tobytes() == b".5"
