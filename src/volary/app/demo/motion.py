"""Integrating airspeed, heading and climb second by second into a path over the ground."""

import math
from dataclasses import dataclass, field

import numpy as np

from volary.app.demo.air import Float, Wind
from volary.app.demo.routes import Point
from volary.geo.geodesy import ECCENTRICITY_SQ, SEMI_MAJOR_M

_ACCELERATION_MPS2 = 0.8
_RESPONSE_S = 3.0  # how fast a vario follows when the air changes


@dataclass(frozen=True, slots=True)
class Path:
    """One row a second: seconds since the recorder was switched on, degrees, metres MSL."""

    t_s: Float
    lat: Float
    lon: Float
    alt_m: Float


@dataclass
class Body:
    """Where the glider is and how it moves; ``heading`` in radians from true north."""

    lat: float
    lon: float
    alt_m: float
    heading: float
    wind: Wind
    airspeed_mps: float = 0.0
    climb_mps: float = 0.0
    t_s: int = 0
    _rows: list[tuple[Float, ...]] = field(default_factory=list[tuple[Float, ...]])

    @property
    def here(self) -> Point:
        return Point(self.lat, self.lon)

    def seconds(self, count: int) -> Float:
        """The instants of the next ``count`` seconds."""
        return self.t_s + np.arange(1.0, count + 1)

    def fly(self, headings: Float, airspeed_mps: float, climb_mps: Float) -> None:
        """Move for as many seconds as there are headings.

        Airspeed changes as fast as a pilot changes it, and the climb settles within seconds, so
        that manoeuvres join without steps.
        """
        count = np.arange(1.0, len(headings) + 1)
        step = airspeed_mps - self.airspeed_mps
        ramp = np.minimum(abs(step), _ACCELERATION_MPS2 * count)
        speed = self.airspeed_mps + math.copysign(1.0, step) * ramp
        settle = (self.climb_mps - climb_mps[0]) * np.exp(-count / _RESPONSE_S)
        self.roll(headings, speed, climb_mps + settle, np.ones(len(headings)))

    def roll(self, headings: Float, speed: Float, climb_mps: Float, freedom: Float) -> None:
        """The same with given speeds; ``freedom`` 0 to 1 says how far air and wind move it."""
        alt = self.alt_m + np.cumsum(climb_mps)
        east, north = self.wind.at(alt)
        east = (east + speed * np.sin(headings)) * freedom
        north = (north + speed * np.cos(headings)) * freedom
        phi = math.radians(self.lat)
        bend = 1 - ECCENTRICITY_SQ * math.sin(phi) ** 2
        across = SEMI_MAJOR_M / math.sqrt(bend)
        along = across * (1 - ECCENTRICITY_SQ) / bend
        lat = self.lat + np.degrees(np.cumsum(north) / (along + alt))
        lon = self.lon + np.degrees(np.cumsum(east) / ((across + alt) * math.cos(phi)))
        self._rows.append((self.seconds(len(headings)), lat, lon, alt))
        self.t_s += len(headings)
        self.lat, self.lon, self.alt_m = float(lat[-1]), float(lon[-1]), float(alt[-1])
        self.heading, self.airspeed_mps = float(headings[-1]), float(speed[-1])
        self.climb_mps = float(climb_mps[-1])

    def stand(self, seconds: int) -> None:
        """Stay on the ground."""
        still = np.zeros(seconds)
        self.roll(np.full(seconds, self.heading), still, still, still)

    def path(self) -> Path:
        return Path(*(np.concatenate(column) for column in zip(*self._rows, strict=True)))


def turning(start: float, target: float, rate: float, seconds: int) -> Float:
    """Headings from ``start`` to ``target`` the short way, at most ``rate`` rad/s, then steady."""
    delta = (target - start + math.pi) % (2 * math.pi) - math.pi
    turned = np.minimum(abs(delta), rate * np.arange(1.0, seconds + 1))
    return np.asarray(start + math.copysign(1.0, delta) * turned)


def wind_corrected(
    course: float, airspeed_mps: float, east_mps: float, north_mps: float
) -> tuple[float, float]:
    """Heading (radians) that holds a course over ground in a wind, and the speed made good."""
    cross = east_mps * math.cos(course) - north_mps * math.sin(course)
    along = east_mps * math.sin(course) + north_mps * math.cos(course)
    drift = math.asin(max(-0.9, min(0.9, -cross / airspeed_mps)))
    return course + drift, max(0.5, airspeed_mps * math.cos(drift) + along)
