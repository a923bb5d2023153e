"""A small flight simulator: what is planted here is what an analysis has to find."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from volary.core.tracks import Track
from volary.geo.geodesy import ECCENTRICITY_SQ, SEMI_MAJOR_M

QUANTUM_PER_DEGREE = 60_000


@dataclass
class Pilot:
    """Flies on a plane around ``lat, lon``, pushed by the wind, and writes a fix each ``dt_s``."""

    lat: float = 46.5
    lon: float = 8.0
    alt_m: float = 1000.0
    dt_s: float = 1.0
    wind: tuple[float, float] = (0.0, 0.0)
    start_ms: int = 1_690_000_000_000
    heading: float = 0.0
    east: list[float] = field(default_factory=lambda: [0.0])
    north: list[float] = field(default_factory=lambda: [0.0])
    alt: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        self.alt = [self.alt_m]

    def wait(self, seconds: float) -> "Pilot":
        """Stand on the ground."""
        for _ in self._ticks(seconds):
            self._move(0.0, 0.0, 0.0)
        return self

    def glide(self, seconds: float, heading: float, speed: float, climb: float) -> "Pilot":
        """Fly straight; speed through the air."""
        self.heading = heading
        for _ in self._ticks(seconds):
            self._fly(speed, climb)
        return self

    def circle(self, seconds: float, turn_deg_s: float, speed: float, climb: float) -> "Pilot":
        """Circle, to the right with a positive rate."""
        for _ in self._ticks(seconds):
            self.heading += turn_deg_s * self.dt_s
            self._fly(speed, climb)
        return self

    def _ticks(self, seconds: float) -> Iterator[int]:
        return iter(range(round(seconds / self.dt_s)))

    def _fly(self, speed: float, climb: float) -> None:
        angle = np.radians(self.heading)
        east, north = self.wind
        self._move(speed * np.sin(angle) + east, speed * np.cos(angle) + north, climb)

    def _move(self, east: float, north: float, climb: float) -> None:
        self.east.append(self.east[-1] + east * self.dt_s)
        self.north.append(self.north[-1] + north * self.dt_s)
        self.alt.append(self.alt[-1] + climb * self.dt_s)

    def track(self, *, quantised: bool = False) -> Track:
        """What a recorder with both altitudes saw."""
        phi = np.radians(self.lat)
        root = np.sqrt(1 - ECCENTRICITY_SQ * np.sin(phi) ** 2)
        lat = self.lat + np.degrees(
            np.array(self.north) / (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQ) / root**3)
        )
        lon = self.lon + np.degrees(np.array(self.east) / (SEMI_MAJOR_M / root * np.cos(phi)))
        lon = (lon + 180) % 360 - 180
        alt = np.array(self.alt)
        if quantised:
            lat = np.rint(lat * QUANTUM_PER_DEGREE) / QUANTUM_PER_DEGREE
            lon = np.rint(lon * QUANTUM_PER_DEGREE) / QUANTUM_PER_DEGREE
            alt = np.rint(alt)
        n = len(alt)
        return Track(
            t_ms=self.start_ms + np.rint(1000 * self.dt_s * np.arange(n)).astype(np.int64),
            lat=lat,
            lon=lon,
            alt_pressure_m=alt,
            alt_gnss_m=alt + 50,
            fix_3d=np.ones(n, dtype=np.bool_),
        )


@pytest.fixture
def pilot() -> Callable[..., Pilot]:
    return Pilot


@pytest.fixture
def day_out() -> Callable[..., Pilot]:
    """A flight with two thermals (right, then left), a spiral and four glides between waits."""

    def fly(**settings: object) -> Pilot:
        pilot = Pilot(**settings)  # type: ignore[arg-type]
        pilot.wait(120).glide(200, 90, 10, -1.0)
        pilot.circle(300, 15, 9, 2.5).glide(240, 45, 11, -1.1)
        pilot.circle(200, -18, 9, 1.5).glide(300, 200, 12, -1.3)
        pilot.circle(90, 20, 10, -4.0).glide(200, 90, 10, -1.0)
        return pilot.wait(120)

    return fly
