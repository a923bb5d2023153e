"""Demo flights are made up, but nothing in them is impossible."""

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from volary.app.demo.air import Float
from volary.app.demo.craft import Craft, crafts
from volary.app.demo.generator import DemoFlight, Order, generate, sites
from volary.geo.geodesy import bearing_deg, distance_m

DAY = dt.date(2026, 6, 14)
ORDERS = {
    "paraglider triangle": Order(
        "paraglider", "fiesch", "fai_triangle", 40_000, DAY, dt.time(12, 10), seed=3
    ),
    "paraglider flat triangle": Order(
        "paraglider", "manilla", "flat_triangle", 36_000, DAY, dt.time(12, 30), seed=4
    ),
    "hang glider out and return": Order(
        "hang_glider", "porterville", "out_and_return", 60_000, DAY, dt.time(12), seed=5
    ),
    "sailplane triangle": Order(
        "sailplane", "unterwoessen", "fai_triangle", 220_000, DAY, dt.time(11, 30), seed=6
    ),
    "paraglider downwind": Order(
        "paraglider",
        "koessen",
        "free_distance",
        50_000,
        DAY,
        dt.time(12),
        seed=7,
        wind_mps=5,
        wind_from_deg=345,
    ),
    "paraglider at the dunes": Order(
        "paraglider",
        "zoutelande",
        "soaring",
        1_400,
        DAY,
        dt.time(17),
        seed=8,
        strength_mps=1,
        wind_mps=8,
        wind_from_deg=230,
    ),
}
FLIGHTS = {name: generate(order) for name, order in ORDERS.items()}
every_flight = pytest.mark.parametrize("flight", FLIGHTS.values(), ids=FLIGHTS)
cross_country = pytest.mark.parametrize(
    "flight", [flight for name, flight in FLIGHTS.items() if "dunes" not in name]
)


def test_the_same_order_gives_the_same_flight() -> None:
    order = ORDERS["paraglider at the dunes"]
    once, again = generate(order), generate(order)
    assert np.array_equal(once.lat, again.lat)
    assert np.array_equal(once.alt_pressure_m, again.alt_pressure_m)


def test_another_seed_gives_another_flight() -> None:
    order = ORDERS["paraglider at the dunes"]
    other = generate(Order(**{**_fields(order), "seed": 99}))
    shorter = min(len(other.lat), len(FLIGHTS["paraglider at the dunes"].lat))
    assert not np.array_equal(other.lat[:shorter], FLIGHTS["paraglider at the dunes"].lat[:shorter])


@every_flight
def test_it_begins_and_ends_standing_on_the_ground(flight: DemoFlight) -> None:
    path, site = flight.truth, flight.site
    step = _steps_m(path.lat, path.lon)
    assert step[:60].max() == 0
    assert step[-60:].max() == 0
    assert path.alt_m[0] == site.launch_m
    assert path.alt_m[-1] == pytest.approx(site.landing_alt_m)
    assert path.alt_m.min() >= site.landing_alt_m - 0.01
    assert path.alt_m.max() < site.base_m + 50


@every_flight
def test_speeds_are_those_of_the_craft_and_the_wind(flight: DemoFlight) -> None:
    path = flight.truth
    ground = _steps_m(path.lat, path.lon)
    thin_air = np.exp(path.alt_m.max() / 20_800)
    tow_mps = 33.0 if flight.craft.launch == "tow" else 0.0
    fastest = max(flight.craft.fastest_mps * thin_air, tow_mps) + flight.order.wind_mps
    assert ground.max() < fastest + 0.5
    assert np.abs(np.diff(ground)).max() < 6  # no jumps: about half a g at most


@every_flight
def test_the_vario_shows_what_a_vario_can_show(flight: DemoFlight) -> None:
    climb = np.diff(flight.truth.alt_m)
    strongest = 1.5 * flight.order.strength_mps
    assert climb.max() < max(strongest, 3.0)
    assert climb.min() > -1.6 * flight.order.strength_mps - flight.craft.sink_out_mps
    assert np.abs(np.diff(climb)).max() < 2.5


@every_flight
def test_turns_are_as_tight_as_the_craft_can_turn(flight: DemoFlight) -> None:
    """Seen from the air: over ground a slow craft in a wind seems to turn faster."""
    path = flight.truth
    north, east = _air_steps(flight)
    heading = np.unwrap(np.arctan2(east, north))
    flying = slice(120, len(path.t_s) - 140)
    rate = np.abs(np.diff(heading))[flying]
    assert rate.max() < 1.35 * flight.craft.turn_rate


@cross_country
def test_circles_have_the_radius_of_bank_and_speed(flight: DemoFlight) -> None:
    north, east = _air_steps(flight)
    heading = np.unwrap(np.arctan2(east, north))
    rate = np.abs(np.diff(heading))
    circling = np.flatnonzero(rate > 0.8 * flight.craft.turn_rate)
    assert 0.2 < len(circling) / len(rate) < 0.7
    radius = np.hypot(north, east)[circling] / rate[circling]
    assert np.median(radius) == pytest.approx(flight.craft.circle_radius_m, rel=0.25)


@cross_country
def test_circling_climbs_and_gliding_sinks(flight: DemoFlight) -> None:
    climb = np.diff(flight.truth.alt_m)
    north, east = _air_steps(flight)
    rate = np.abs(np.diff(np.unwrap(np.arctan2(east, north)), append=0.0))
    airborne = slice(400, len(climb) - 900)
    circling = rate[airborne] > 0.8 * flight.craft.turn_rate
    assert 0.5 < climb[airborne][circling].mean() < flight.order.strength_mps
    assert climb[airborne][~circling].mean() < -0.5


def test_thermals_drift_with_the_wind() -> None:
    flight = FLIGHTS["paraglider downwind"]
    path = flight.truth
    north, east = _air_steps(flight)
    rate = np.abs(np.diff(np.unwrap(np.arctan2(east, north)), append=0.0))
    circling = np.convolve(rate > 0.8 * flight.craft.turn_rate, np.ones(120), "valid") == 120
    starts = np.flatnonzero(circling)[::120]
    assert len(starts) > 5
    towards = []
    for at in starts:
        # Over whole circles nothing but the drift is left.
        turn_s = round(2 * np.pi / flight.craft.turn_rate)
        first, last = slice(at, at + turn_s), slice(at + 4 * turn_s, at + 5 * turn_s)
        ends = [(path.lat[part].mean(), path.lon[part].mean()) for part in (first, last)]
        towards.append(float(bearing_deg(*ends[0], *ends[1])))
        drift = float(distance_m(*ends[0], *ends[1])) / (4 * turn_s)
        assert 1.0 < drift < flight.order.wind_mps + 1.5
    leeward = (flight.order.wind_from_deg + 180 + 10) % 360
    assert np.median(towards) == pytest.approx(leeward, abs=25)


@every_flight
def test_every_turnpoint_is_flown_over(flight: DemoFlight) -> None:
    path = flight.truth
    reached = [
        float(distance_m(path.lat, path.lon, point.lat, point.lon).min())
        for point in flight.turnpoints
    ]
    assert max(reached) < 60


@pytest.mark.parametrize("name", [name for name in FLIGHTS if "triangle" in name])
def test_a_triangle_is_closed_and_has_the_legs_that_were_planned(name: str) -> None:
    flight = FLIGHTS[name]
    path, start = flight.truth, flight.start
    last = flight.turnpoints[-2]
    after = int(np.argmin(distance_m(path.lat, path.lon, last.lat, last.lon)))
    home = distance_m(path.lat[after:], path.lon[after:], start.lat, start.lon)
    assert home.min() < 60
    corners = [start, *flight.turnpoints]
    legs = np.array([float(distance_m(a.lat, a.lon, b.lat, b.lon)) for a, b in pairwise(corners)])
    assert legs.sum() == pytest.approx(flight.order.distance_m, rel=0.01)
    assert bool(legs.min() / legs.sum() >= 0.28) is (flight.order.shape == "fai_triangle")


def test_receiver_and_barometer_are_not_perfect() -> None:
    flight = FLIGHTS["sailplane triangle"]
    path = flight.truth
    off = distance_m(flight.lat, flight.lon, path.lat, path.lon)
    assert 1.0 < np.sqrt((off**2).mean()) < 4.0
    error = flight.alt_gnss_m - path.alt_m
    assert 1.5 < error.std() < 5.0
    assert abs(error.mean()) < 2.0
    apart = flight.alt_pressure_m - path.alt_m
    assert np.diff(apart).std() < 0.6  # a barometer is smooth where a receiver wanders
    assert abs(np.median(apart)) > 3  # and refers to another level


def test_the_interval_thins_out_the_same_flight() -> None:
    order = ORDERS["paraglider at the dunes"]
    sparse = generate(Order(**{**_fields(order), "interval_s": 5}))
    assert set(np.diff(sparse.t_ms)) == {5000}
    assert np.array_equal(sparse.lat, FLIGHTS["paraglider at the dunes"].lat[::5])


def test_times_are_the_sites_own() -> None:
    flight = FLIGHTS["paraglider flat triangle"]
    assert flight.utc_offset_s == 36_000  # eastern Australia in June
    begin = dt.datetime.fromtimestamp(flight.t_ms[0] / 1000, dt.UTC)
    assert begin == dt.datetime(2026, 6, 14, 2, 30, 1, tzinfo=dt.UTC)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(KeyError):
        generate(Order("kite", "fiesch", "soaring", 1000, DAY, dt.time(12), seed=1))
    with pytest.raises(KeyError):
        generate(Order("paraglider", "atlantis", "soaring", 1000, DAY, dt.time(12), seed=1))


@pytest.mark.parametrize("craft", crafts().values(), ids=crafts())
def test_speed_to_fly_is_the_best_of_all_speeds(craft: Craft) -> None:
    climb = 1.0
    speeds = np.linspace(craft.slowest_mps, craft.fastest_mps, 400)
    cost = [(craft.sink(speed) + climb) / speed for speed in speeds]
    assert craft.speed_to_fly(climb) == pytest.approx(speeds[int(np.argmin(cost))], abs=0.1)


def test_landing_fields_lie_below_their_launches() -> None:
    for site in sites().values():
        assert site.landing_alt_m <= site.launch_m < site.base_m


def _fields(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in Order.__slots__}


def _steps_m(lat: Float, lon: Float) -> Float:
    return distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])


def _air_steps(flight: DemoFlight) -> tuple[Float, Float]:
    """North and east metres a second through the air: the path less the wind at its altitude."""
    path, order, site = flight.truth, flight.order, flight.site
    course = np.radians(bearing_deg(path.lat[:-1], path.lon[:-1], path.lat[1:], path.lon[1:]))
    step = _steps_m(path.lat, path.lon)
    height = np.clip((path.alt_m[1:] - site.ground_m) / (site.base_m - site.ground_m), 0, 1)
    veer = 20 if site.lat > 0 else -20
    parts = [np.interp(height, [0, 0.5, 1], row) for row in _wind_rows(order, veer)]
    return step * np.cos(course) - parts[0], step * np.sin(course) - parts[1]


def _wind_rows(order: Order, veer: float) -> tuple[Float, Float]:
    speed = order.wind_mps * np.array([0.5, 0.8, 1.0])
    towards = np.radians(order.wind_from_deg + veer * np.array([0, 0.6, 1.0]) + 180)
    return speed * np.cos(towards), speed * np.sin(towards)
