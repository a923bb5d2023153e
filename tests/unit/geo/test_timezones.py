"""Where it is what time."""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from volary.geo.timezones import nautical_zone, utc_offset_s, zone_at


def at(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (46.5, 8.0, "Europe/Zurich"),
        (-44.5, 169.9, "Pacific/Auckland"),
        (27.7, 85.3, "Asia/Kathmandu"),
        (37.75, -122.45, "America/Los_Angeles"),
        (-17.8, 178.0, "Pacific/Fiji"),
    ],
)
def test_a_place_on_land_is_in_its_zone(lat: float, lon: float, zone: str) -> None:
    assert zone_at(lat, lon) == zone


@pytest.mark.parametrize(
    ("lat", "lon"), [(0.0, -30.0), (0.0, 180.0), (0.0, -180.0), (90.0, 0.0), (-90.0, 0.0)]
)
def test_every_place_has_a_zone_that_the_database_knows(lat: float, lon: float) -> None:
    assert ZoneInfo(zone_at(lat, lon)).key == zone_at(lat, lon)


def test_longitudes_go_round() -> None:
    assert zone_at(46.5, 368.0) == zone_at(46.5, 8.0)


@pytest.mark.parametrize(
    ("lon", "hours"), [(0.0, 0), (7.4, 0), (7.6, 1), (-30.0, -2), (172.0, 11), (-180.0, -12)]
)
def test_a_nautical_zone_is_fifteen_degrees_an_hour(lon: float, hours: int) -> None:
    assert utc_offset_s(nautical_zone(lon), 0) == hours * 3600


@pytest.mark.parametrize(
    ("zone", "moment", "hours"),
    [
        ("Europe/Zurich", "2024-03-31T00:59:59+00:00", 1),
        ("Europe/Zurich", "2024-03-31T01:00:00+00:00", 2),
        ("Pacific/Auckland", "2009-11-06T23:48:08+00:00", 13),
        ("Asia/Kathmandu", "2024-10-07T06:00:00+00:00", 5.75),
        ("America/St_Johns", "2024-01-07T06:00:00+00:00", -3.5),
    ],
)
def test_offsets_follow_the_clock_changes(zone: str, moment: str, hours: float) -> None:
    assert utc_offset_s(zone, at(moment)) == hours * 3600


def test_times_before_1970_have_an_offset() -> None:
    assert utc_offset_s("Europe/Zurich", at("1950-07-01T12:00:00+00:00")) == 3600


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        utc_offset_s("Europe/Atlantis", 0)
