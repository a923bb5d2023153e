"""From times of day to instants: the spellings of the date, and midnight in every direction."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.formats import igc

DAY = date(2026, 6, 6)


def fix(time: str) -> str:
    return f"B{time}5206343N00006198WA0058700558"


def moments(*lines: str, given: date | None = None) -> list[str]:
    file = igc.read("\n".join(lines).encode(), date=given)
    by_line = sorted(zip(file.fixes.line.tolist(), file.fixes.t_ms.tolist(), strict=True))
    return [f"{datetime.fromtimestamp(t_ms / 1000, UTC):%d %H%M%S}" for _, t_ms in by_line]


@pytest.mark.parametrize(
    "line",
    [
        "HFDTE060626",
        "HFDTE:060626",
        "HFDTE 060626",
        "HFDTEDATE:060626",
        "HFDTEDATE: 060626",
        "HFDTEDATE:060626,01",
        "HFDTEDATE: 060626 , 02",
        "HFDTEDATE060626",
        "HODTEDATE060626",
        "HPDTE060626",
        "hfdtedate:060626,01",
        "HFDTEDATE:06062026",
        "HFDTE06.06.2026",
        "HFDTEDATE:6-6-26",
    ],
)
def test_every_spelling_of_the_date(line: str) -> None:
    file = igc.read(f"{line}\n{fix('120000')}".encode())
    assert file.date == DAY
    assert datetime.fromtimestamp(int(file.fixes.t_ms[0]) / 1000, UTC).date() == DAY
    assert not file.diagnostics


def test_two_digit_years_are_of_the_age_of_flight_recorders() -> None:
    assert igc.read(f"HFDTE010196\n{fix('120000')}".encode()).date == date(1996, 1, 1)


@pytest.mark.parametrize("line", ["HFDTE", "HFDTE310226", "HFDTE000000", "HFDTEDATE:NKN"])
def test_a_date_that_is_none_is_reported(line: str) -> None:
    file = igc.read(f"{line}\n{fix('120000')}".encode())
    assert dict(file.diagnostic_counts) == {"bad_date": 1, "no_date": 1}


def test_without_a_date_times_count_from_1970_unless_the_caller_knows_better() -> None:
    data = f"AXXX\n{fix('120000')}".encode()
    unknown = igc.read(data)
    assert unknown.date is None
    assert unknown.fixes.t_ms.tolist() == [12 * 3_600_000]
    known = igc.read(data, date=DAY)
    assert known.date == DAY
    assert known.fixes.t_ms.tolist() == [
        int(datetime(2026, 6, 6, 12, tzinfo=UTC).timestamp() * 1000)
    ]
    assert [entry.code for entry in known.diagnostics] == ["no_date"]


def test_the_file_is_believed_before_the_caller() -> None:
    assert moments("HFDTE060626", fix("120000"), given=date(2000, 1, 1)) == ["06 120000"]


def test_the_clock_wraps_at_midnight() -> None:
    assert moments("HFDTE060626", fix("235958"), fix("000002")) == ["06 235958", "07 000002"]


def test_a_flight_may_cross_midnight_more_than_once() -> None:
    assert moments("HFDTE060626", *map(fix, ["220000", "080000", "180000", "040000"])) == [
        "06 220000",
        "07 080000",
        "07 180000",
        "08 040000",
    ]


def test_a_second_date_at_midnight_says_the_same_as_the_wrap() -> None:
    assert moments("HFDTE060626", fix("235958"), "HFDTE070626", fix("000002")) == [
        "06 235958",
        "07 000002",
    ]


def test_a_second_date_may_come_shortly_before_midnight() -> None:
    assert moments("HFDTE060626", fix("235950"), "HFDTE070626", fix("235955"), fix("000000")) == [
        "06 235950",
        "06 235955",
        "07 000000",
    ]


def test_a_repeated_date_after_midnight_does_not_turn_the_clock_back() -> None:
    assert moments("HFDTE060626", fix("235950"), fix("000000"), "HFDTE060626", fix("000005")) == [
        "06 235950",
        "07 000000",
        "07 000005",
    ]


def test_dates_of_the_evening_and_the_morning_above_the_first_fix() -> None:
    assert moments("HFDTE060626", "HFDTE070626", fix("235950"), fix("000000")) == [
        "06 235950",
        "07 000000",
    ]
    assert moments("HFDTE060626", "HFDTE070626", fix("100000")) == ["07 100000"]


def test_fixes_above_the_first_date_are_counted_back_from_it() -> None:
    assert moments(fix("235950"), "HFDTE070626", fix("000000")) == ["06 235950", "07 000000"]
    assert moments(fix("115950"), "HFDTE070626", fix("120000")) == ["07 115950", "07 120000"]


def test_flights_of_two_days_in_one_file() -> None:
    assert moments(
        "HFDTE060626", fix("100000"), fix("110000"), "HFDTE070626", fix("090000"), fix("110005")
    ) == ["06 100000", "06 110000", "07 090000", "07 110005"]


def test_a_small_step_back_is_no_new_day() -> None:
    assert moments("HFDTE060626", fix("120010"), fix("120005"), fix("120015")) == [
        "06 120010",
        "06 120005",
        "06 120015",
    ]


def test_a_small_step_back_over_midnight_is_no_day_forward() -> None:
    assert moments("HFDTE060626", fix("235959"), fix("000001"), fix("235958"), fix("000002")) == [
        "06 235959",
        "07 000001",
        "06 235958",
        "07 000002",
    ]


def test_a_long_pause_stays_on_its_day() -> None:
    assert moments("HFDTE060626", fix("060000"), fix("200000")) == ["06 060000", "06 200000"]


def test_a_date_below_the_last_fix_is_better_than_none() -> None:
    assert moments(fix("120000"), "HFDTE060626") == ["06 120000"]


def test_events_and_samples_lie_on_the_day_of_the_fixes_beside_them() -> None:
    file = igc.read(
        "\n".join(
            [
                "HFDTE060626",
                "J010810WDI",
                "E235940PEV",
                fix("235950"),
                "E235955PEV",
                "E000001PEV",
                "K000002270",
                fix("000005"),
                "K000010280",
            ]
        ).encode()
    )
    start = int(datetime(2026, 6, 6, 23, 59, 40, tzinfo=UTC).timestamp() * 1000)
    assert [event.t_ms - start for event in file.events()] == [0, 15_000, 21_000]
    assert file.samples is not None
    assert (file.samples.t_ms - start).tolist() == [22_000, 30_000]


@given(
    start=st.integers(0, 86_399),
    steps=st.lists(st.integers(1, 11 * 3600), max_size=30),
)
def test_any_flight_without_pauses_of_half_a_day_keeps_its_times(
    start: int, steps: list[int]
) -> None:
    true = [datetime(2026, 6, 6, tzinfo=UTC) + timedelta(seconds=start)]
    for step in steps:
        true.append(true[-1] + timedelta(seconds=step))
    lines = ["HFDTE060626", *(fix(f"{moment:%H%M%S}") for moment in true)]
    file = igc.read("\n".join(lines).encode())
    assert file.fixes.t_ms.tolist() == [int(moment.timestamp()) * 1000 for moment in true]
