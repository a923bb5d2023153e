"""The demo logbook: marked as such, in season, and in the past on whatever day it is loaded."""

import datetime as dt

import pytest

from volary.app.demo.content import logbook
from volary.app.demo.generator import sites

DAYS = [dt.date(2026, 1, 1), dt.date(2026, 4, 2), dt.date(2026, 7, 15), dt.date(2028, 2, 29)]


@pytest.mark.parametrize("today", DAYS)
def test_flights_lie_before_the_day_of_loading(today: dt.date) -> None:
    for entry in logbook(today, seed=1).entries:
        assert entry.order.day < today - dt.timedelta(days=1)
        assert entry.order.day > today - dt.timedelta(days=60)


def test_thermals_are_flown_where_it_is_summer() -> None:
    for today, season in ((dt.date(2026, 7, 1), "north"), (dt.date(2026, 1, 5), "south")):
        places = [sites()[entry.order.site] for entry in logbook(today, seed=1).entries]
        assert {place.season for place in places} == {season}
        assert {place.lat > 0 for place in places} == {season == "north"}


def test_everything_carries_the_word_demo() -> None:
    content = logbook(DAYS[0], seed=1)
    assert all(entry.title.startswith("Demo: ") for entry in content.entries)
    assert all(account.name.startswith("Demo pilot ") for account in content.accounts)
    assert all(account.email.endswith(".invalid") for account in content.accounts)
    assert "Demo" in content.club.name


def test_all_levels_of_visibility_and_all_shapes_appear() -> None:
    entries = logbook(DAYS[2], seed=1).entries
    levels = {entry.visibility for entry in entries}
    assert levels == {"private", "org", "unlisted", "authenticated", "public"}
    shapes = {entry.order.shape for entry in entries}
    assert shapes == {
        "fai_triangle",
        "flat_triangle",
        "out_and_return",
        "free_distance",
        "soaring",
    }
    assert len({entry.file_name for entry in entries}) == len(entries) == 12


def test_every_flight_belongs_to_a_demo_account() -> None:
    content = logbook(DAYS[2], seed=1)
    keys = {account.key for account in content.accounts}
    assert {entry.account for entry in content.entries} == keys
