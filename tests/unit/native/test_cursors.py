import datetime as dt
import re
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.core.errors import InvalidInput
from volary.gateways.native.cursors import read_cursor, write_cursor
from volary.gateways.native.schemas import MAX_NUM

ORDERS: st.SearchStrategy[Literal["date_desc", "date_asc"]]
ORDERS = st.sampled_from(("date_desc", "date_asc"))


@given(ORDERS, st.dates(), st.integers(1, MAX_NUM))
def test_a_cursor_comes_back_and_fits_into_an_address(
    order: Literal["date_desc", "date_asc"], day: dt.date, num: int
) -> None:
    cursor = write_cursor(order, day, num)

    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)
    assert read_cursor(cursor, order) == (day, num)


@given(st.text(max_size=60))
def test_anything_else_is_invalid_input(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_cursor(text, "date_desc")
