import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from volary.gateways.native.charts import thin

ALTITUDES = arrays(
    np.float64, st.integers(0, 200), elements=st.floats(-500, 9000) | st.just(float("nan"))
)


@given(ALTITUDES, st.integers(3, 100))
def test_a_choice_is_in_order_within_bounds_and_keeps_both_ends(
    values: np.ndarray, most: int
) -> None:
    chosen = thin(values, len(values), most).tolist()

    assert len(chosen) <= max(most, 0)
    assert chosen == sorted(set(chosen))
    if len(values):
        assert (chosen[0], chosen[-1]) == (0, len(values) - 1)
    if len(values) <= most:
        assert chosen == list(range(len(values)))


@given(arrays(np.float64, st.integers(1, 200), elements=st.floats(-500, 9000)), st.integers(4, 50))
def test_no_peak_is_lost(values: np.ndarray, most: int) -> None:
    kept = values[thin(values, len(values), most)]

    assert kept.max() == values.max()
    assert kept.min() == values.min()


@pytest.mark.parametrize("values", [None, np.full(100, np.nan)])
def test_without_altitudes_points_are_evenly_spread(values: np.ndarray | None) -> None:
    chosen = thin(values, 100, 10)

    assert chosen.tolist() == [0, 11, 22, 33, 44, 55, 66, 77, 88, 99]
