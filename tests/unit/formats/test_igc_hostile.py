"""Files made to hurt: whatever comes, time and memory stay in proportion to the input."""

import tracemalloc
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import igc_fuzz

from volary.formats import igc
from volary.formats.errors import ParseError

FIX = b"B1101355206343N00006198WA0058700558\r\n"
LINES = 200_000
WIDE = b"I64" + b"".join(b"%02d%02dX%02d" % (at, at, at) for at in range(36, 100)) + b"\n"


def one_a_second(count: int) -> bytes:
    times = (b"%02d%02d%02d" % (s // 3600 % 24, s // 60 % 60, s % 60) for s in range(count))
    return b"HFDTE160701\n" + b"".join(b"B" + time + FIX[7:] for time in times)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"X\n" * LINES, id="unknown lines"),
        pytest.param(b"B\n" * LINES, id="cut-off fixes"),
        pytest.param((b"B" + b"z" * 34 + b"\n") * LINES, id="corrupt fixes"),
        pytest.param(FIX + b"L\n" * LINES, id="comments"),
        pytest.param(FIX + b"K\n" * LINES, id="samples"),
        pytest.param(FIX + b"C\n" * LINES, id="tasks"),
        pytest.param(FIX + b"E\n" * LINES, id="events"),
        pytest.param(b"I00\n" * LINES + FIX, id="layouts"),
        pytest.param(b"HFDTE010101\n" * LINES + FIX, id="dates"),
        pytest.param((b"HFDTE010101\n" + FIX) * (LINES // 10), id="a date for each fix"),
        pytest.param((b"I013636XXX\n" + FIX) * (LINES // 10), id="a layout for each fix"),
        pytest.param(b"\n" * 5 * LINES + FIX, id="blank lines"),
        pytest.param(b"\r" * 5 * LINES + FIX, id="carriage returns"),
        pytest.param(b"B" * 10 * LINES, id="one endless fix"),
        pytest.param(FIX + b"L" * 10 * LINES, id="one endless comment"),
        pytest.param(FIX + b"\0" * 10 * LINES, id="zeros"),
        pytest.param(FIX * LINES, id="one fix again and again"),
        pytest.param(WIDE + one_a_second(LINES), id="64 blank extensions"),
        pytest.param(one_a_second(LINES).replace(b"00587", b"    x"), id="odd altitudes"),
    ],
)
def test_memory_is_in_proportion(data: bytes) -> None:
    tracemalloc.start()
    try:
        file = igc.read(data)
        assert len(file.diagnostics) <= 100 * len(file.diagnostic_counts)
    except ParseError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 25 * len(data) + 1_000_000


def test_a_million_fixes() -> None:
    file = igc.read(one_a_second(1_000_000))
    assert len(file.fixes) == 1_000_000
    assert (np.diff(file.fixes.t_ms) == 1000).all()
    assert not file.diagnostics


@given(st.binary(max_size=2000))
def test_arbitrary_bytes(data: bytes) -> None:
    igc_fuzz.check(data)


@given(st.binary(max_size=60), st.integers(0, 2000), st.integers(0, 60))
def test_a_flight_with_a_piece_exchanged(piece: bytes, at: int, length: int) -> None:
    flight = igc_fuzz.SEED
    igc_fuzz.check(flight[:at] + piece + flight[at + length :])


@given(st.integers(0, 2**32))
def test_mutated_flights(seed: int) -> None:
    for data in islice(igc_fuzz.inputs(seed), 5):
        igc_fuzz.check(data)


FIELD = st.sampled_from(
    ["0", "9", "60", "99", "  ", "-", "A", "V", "N", "S", "E", "W", "00587", "-0012", "é", "\0"]
)
LINE = st.builds(
    lambda kind, fields: kind + "".join(fields),
    st.sampled_from(
        [
            "AXXX",
            "B110135",
            "B1101355206343N00006198WA",
            "B2359595206343N00006198WA0058700558",
            "B0000005206343S00006198EV-001200558",
            "HFDTE",
            "HFDTE160701",
            "HFDTEDATE:160701,",
            "HFTZN",
            "I02",
            "I033637LAD3839LOD4041TDS",
            "J010810WDI",
            "K110135",
            "C1507012138411607010001",
            "C5111359N00101899W",
            "E110135",
            "F110135",
            "G",
            "L",
        ]
    ),
    st.lists(FIELD, max_size=8),
)


@given(st.lists(LINE, max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_that_are_nearly_right(lines: list[str], end: str) -> None:
    igc_fuzz.check(end.join(lines).encode())
