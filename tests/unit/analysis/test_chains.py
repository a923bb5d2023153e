"""What cannot belong to a series is left out, and nothing else."""

import itertools
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from volary.core.analysis.chains import broken_steps, cut, longest_chain

SMALL = st.integers(-50, 50).map(float)


@given(st.lists(st.tuples(SMALL, SMALL, st.integers(1, 4)), min_size=1, max_size=8))
def test_the_chain_is_the_longest_of_all(runs: list[tuple[float, float, int]]) -> None:
    x, first, last = [], [], []
    for begin, end, length in runs:
        first.append(len(x))
        x += [begin] * (length - 1) + [end]
        last.append(len(x) - 1)
    t_s = np.arange(len(x), dtype=np.float64)
    bounds = (np.array(first), np.array(last))
    chosen = longest_chain(bounds, (np.array(x),), t_s, 10.0)

    def reachable(one: int, other: int) -> bool:
        return math.dist([x[last[one]]], [x[first[other]]]) <= 10.0 * (first[other] - last[one])

    def size(kept: tuple[int, ...]) -> int:
        sound = all(reachable(a, b) for a, b in itertools.pairwise(kept))
        return sum(last[i] + 1 - first[i] for i in kept) if sound else 0

    count = len(runs)
    every = (c for k in range(1, count + 1) for c in itertools.combinations(range(count), k))
    picked = tuple(np.flatnonzero(chosen).tolist())
    assert size(picked) == max(map(size, every)) > 0


def test_a_run_of_broken_steps_is_cut_out() -> None:
    first, last = cut(np.array([False, True, True, False, False]))
    assert first.tolist() == [0, 2, 3]
    assert last.tolist() == [1, 2, 5]


def test_a_series_without_broken_steps_is_one_run() -> None:
    first, last = cut(np.zeros(4, dtype=np.bool_))
    assert (first.tolist(), last.tolist()) == ([0], [4])


def test_speed_that_builds_up_is_no_break() -> None:
    take_off = np.minimum(np.arange(100) * 5.0, 260.0)
    assert not broken_steps(take_off, np.ones(100), 120, 1200).any()


def test_speed_out_of_nothing_is_a_break() -> None:
    speed = np.array([10.0, 10.0, 400.0, 390.0, 10.0])
    broken = broken_steps(speed, np.ones(5), 120, 1200)
    assert broken.tolist() == [False, False, True, True, False]


def test_no_build_up_explains_the_impossible() -> None:
    speed = np.linspace(0, 2000, 1000)
    assert broken_steps(speed, np.full(1000, 10.0), 120, 1200).any()
    assert not broken_steps(speed, np.full(1000, 10.0), 120, np.inf).any()


def test_pure_noise_is_cut_in_time_linear_in_its_length() -> None:
    rng = np.random.default_rng(3)
    n = 50_000
    x = rng.uniform(-1e6, 1e6, n)
    singles = np.arange(n)
    chosen = longest_chain((singles, singles), (x,), np.arange(n, dtype=np.float64), 100.0)
    kept = x[chosen]
    assert len(kept) >= 2
    assert (np.abs(np.diff(kept)) <= 100.0 * np.diff(np.flatnonzero(chosen))).all()
