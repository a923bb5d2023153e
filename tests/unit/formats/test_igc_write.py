"""Writing: what was read comes back, and columns become a file."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.formats import igc

HOUR_MS = 3_600_000
TEXT = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=":"), max_size=20)
EXTENSIONS = st.dictionaries(
    st.text("ABCDEFGHXYZ", min_size=3, max_size=3),
    st.sampled_from([0, 1, 3]),
    max_size=4,
)


@st.composite
def flights(draw: st.DrawFn) -> igc.IgcFile:
    """Any flight that the format can hold, with pauses of up to half a day."""
    count = draw(st.integers(1, 30))
    unit = draw(st.sampled_from([1, 1000]))
    steps = draw(st.lists(st.integers(1, 11 * HOUR_MS // unit), min_size=count, max_size=count))
    start = draw(st.integers(0, 50 * 365 * 24)) * HOUR_MS + 1_000_000 * HOUR_MS // 4
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    extra_digits = draw(st.integers(0, 6))
    altitude = numbers.integers(-9999, 99_999, count).astype(float)
    blank = numbers.random(count) < 0.2
    return igc.from_columns(
        t_ms=start + np.cumsum(steps) * unit,
        lat=numbers.uniform(-90, 90, count),
        lon=numbers.uniform(-180, 180, count),
        alt_pressure_m=np.where(blank, np.nan, altitude),
        alt_gnss_m=draw(st.sampled_from([None, altitude[::-1]])),
        fix_3d=numbers.random(count) < 0.9,
        extensions={
            code: np.where(blank, np.nan, np.round(numbers.uniform(-999, 999, count), decimals))
            for code, decimals in draw(EXTENSIONS).items()
            if code not in {"LAD", "LOD", "TDS"}
        },
        recorder=igc.Recorder("XYZ", "123"),
        headers=[igc.HeaderLine("PLT", "PILOTINCHARGE", draw(TEXT))],
        extra_digits=extra_digits,
    )


@given(flights())
def test_what_is_written_reads_back_the_same(flight: igc.IgcFile) -> None:
    data = igc.write(flight)
    again = igc.read(data)
    assert again == flight
    assert not again.diagnostics
    assert igc.write(again) == data


def test_records_stay_at_their_places_byte_for_byte() -> None:
    data = (
        b"AXXXABC\r\nHFDTE160701\r\nHFPLTPILOT:J\xf6rg \r\nI023637FXA3842VAT\r\nJ010810WDI\r\n"
        b"LXXX one\r\nB1101355206343N00006198WA-058700558 9-12.5\r\nE110135PEV\r\n"
        b"K110136270\r\nB1101365206344S00006199EV     00559  00000\r\n?\r\nGABC\r\n"
    )
    assert igc.write(igc.read(data)) == data.replace(b" 9-12.5", b"09-12.5")


def test_a_date_that_the_caller_gave_is_written() -> None:
    data = b"AXXXABC\r\nHFPLTPILOT:A\r\nB1101355206343N00006198WA0058700558\r\n"
    day = igc.read(b"HFDTE160701\n" + data).date
    file = igc.read(data, date=day)
    again = igc.read(igc.write(file))
    assert again.fixes == file.fixes
    assert again.date == day
    assert igc.write(igc.read(data)) == data


def test_fixes_are_written_in_the_order_of_their_times() -> None:
    data = (
        b"HFDTE160701\r\nB1101365206343N00006198WA0058700558\r\n"
        b"B1101355206343N00006198WA0058700558\r\nB110135520634\r\n"
    )
    file = igc.read(data)
    again = igc.read(igc.write(file))
    assert again == file
    assert not again.diagnostics


def columns(**changes: object) -> dict[str, object]:
    return {
        "t_ms": np.array([0, 1000]),
        "lat": np.array([1.0, 2.0]),
        "lon": np.array([1.0, 2.0]),
        **changes,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"t_ms": np.array([1000, 1000])},
        {"t_ms": np.array([], dtype=np.int64)},
        {"lat": np.array([1.0, 90.1])},
        {"lon": np.array([np.nan, 1.0])},
        {"alt_gnss_m": np.array([0.0, 123_456.0])},
        {"extensions": {"TOOLONG": np.array([1.0, 2.0])}},
        {"extensions": {"LAD": np.array([1.0, 2.0])}, "extra_digits": 1},
        {"extensions": {"TDS": np.array([1.0, 2.0])}},
        {"extensions": {"BIG": np.array([np.inf, 2.0])}},
        {"extensions": {f"X{n}": np.array([123456.0, 2.0]) for n in range(10, 30)}},
        {"extra_digits": 7},
        {"headers": [igc.HeaderLine("PLT", "PILOT", "two\nlines")]},
        {"headers": [igc.HeaderLine("PILOT", "", "code too long")]},
    ],
)
def test_what_has_no_place_in_the_format_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        igc.from_columns(**columns(**changes))  # type: ignore[arg-type]


def test_columns_without_altitudes_read_back_as_never_filled() -> None:
    fixes = igc.read(igc.write(igc.from_columns(**columns()))).fixes  # type: ignore[arg-type]
    assert fixes.alt_pressure_m is None
    assert fixes.alt_gnss_m is None
    assert fixes.fix_3d.all()
