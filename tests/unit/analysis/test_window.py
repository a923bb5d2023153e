"""Take-off and landing are found as the definition says, checked against it loop by loop."""

from collections.abc import Callable

import numpy as np
import pytest

from volary.core.analysis.motion import motion_of
from volary.core.analysis.window import find_flights
from volary.core.tracks import Track
from volary.geo.geodesy import distance_m


def slow_averages(track: Track, seconds: list[float]) -> tuple[list[float], list[float]]:
    """Ground and absolute vertical speed, each the mean of the fixes up to 5 s either side."""
    alt = track.alt_pressure_m
    assert alt is not None
    ground, vertical = [0.0], [0.0]
    for i in range(1, len(track)):
        gap = seconds[i] - seconds[i - 1]
        ends = (track.lat[i - 1], track.lon[i - 1], track.lat[i], track.lon[i])
        ground.append(float(distance_m(*ends)) / gap)
        vertical.append(abs(float(alt[i] - alt[i - 1])) / gap)
    means: tuple[list[float], list[float]] = ([], [])
    for i, now in enumerate(seconds):
        first = last = i
        while first > 0 and seconds[first] > now - 5:
            first -= 1
        while last < len(track) - 1 and seconds[last] < now + 5:
            last += 1
        for mean, values in zip(means, (ground, vertical), strict=True):
            mean.append(sum(values[first : last + 1]) / (last + 1 - first))
    return means


def slow_flights(track: Track) -> list[tuple[int, int]]:
    """The definition in plain loops: averages, hold times, last ground before, first after."""
    n = len(track)
    seconds = [(int(t) - int(track.t_ms[0])) / 1000 for t in track.t_ms]
    means = list(zip(*slow_averages(track, seconds), strict=True))
    flying, grounded = [False] * n, [False] * n
    since: float | None = None
    for i, (ground, vertical) in enumerate(means):
        if since is None and ground > 5 and vertical > 0.9:
            since = seconds[i]
        since = since if ground > 1.5 and vertical > 0.05 else None
        flying[i] = since is not None and seconds[i] > since + 60
    since = None
    for i, (ground, vertical) in enumerate(means):
        low = ground < 2.5 and vertical < 0.1
        since = (seconds[i] if since is None else since) if low else None
        grounded[i] = since is not None and seconds[i] > since + 20
    return pieces(flying, grounded)


def pieces(flying: list[bool], grounded: list[bool]) -> list[tuple[int, int]]:
    flights, i, n = [], 0, len(flying)
    while i < n:
        if flying[i]:
            launch = i
            while launch > 0 and not grounded[launch]:
                launch -= 1
            while i < n - 1 and not grounded[i]:
                i += 1
            flights.append((launch, i))
        i += 1
    return flights


def merged(flights: list[tuple[int, int]], track: Track) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for flight in flights:
        if out and track.t_ms[flight[0]] - track.t_ms[out[-1][1]] < 120_000:
            out[-1] = (out[-1][0], flight[1])
        else:
            out.append(flight)
    return out


def found(track: Track) -> list[tuple[int, int]]:
    motion = motion_of(track, np.arange(len(track)))
    return find_flights(motion, track.alt_pressure_m)


def test_a_day_out_lasts_from_the_last_standing_fix_to_the_first(day_out: Callable) -> None:
    track = day_out().track()
    [(launch, landing)] = found(track)
    assert abs(launch - 120) <= 10  # the averages look 5 s ahead
    assert 1650 <= landing - 20 <= 1660 + 10  # and need 20 s on the ground


@pytest.mark.parametrize("seed", range(12))
def test_flights_are_those_of_the_definition(pilot: Callable, seed: int) -> None:
    rng = np.random.default_rng(seed)
    bird = pilot(dt_s=float(rng.choice([1.0, 2.0, 5.0])), wind=tuple(rng.normal(0, 2, 2)))
    for _ in range(12):
        kind = rng.integers(4)
        seconds = float(rng.integers(10, 200))
        if kind == 0:
            bird.wait(seconds)
        elif kind == 1:
            bird.circle(seconds, rng.normal(0, 15), rng.uniform(3, 12), rng.normal(0, 2))
        else:
            bird.glide(seconds, rng.uniform(0, 360), rng.uniform(0, 15), rng.normal(0, 1))
    track = bird.track(quantised=True)
    assert found(track) == merged(slow_flights(track), track)


def test_two_flights_are_two(pilot: Callable) -> None:
    bird = pilot().wait(60).glide(300, 0, 10, -1).wait(300)
    bird.glide(400, 90, 10, -1).wait(60)
    (first, second) = found(bird.track())
    assert first[1] < second[0]


def test_a_short_stop_does_not_cut_a_flight(pilot: Callable) -> None:
    bird = pilot().wait(60).glide(300, 0, 10, -1).wait(60).glide(400, 90, 10, -1).wait(60)
    assert len(slow_flights(bird.track())) == 2
    assert len(found(bird.track())) == 1


def test_without_altitudes_ground_speed_decides(day_out: Callable) -> None:
    track = day_out().track()
    motion = motion_of(track, np.arange(len(track)))
    [(launch, landing)] = find_flights(motion, None)
    assert abs(launch - 120) <= 10
    assert 1650 <= landing - 20 <= 1670


def test_standing_still_is_no_flight(pilot: Callable) -> None:
    assert found(pilot().wait(600).track()) == []
    assert found(pilot().track()) == []
