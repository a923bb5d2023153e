"""The air of one day: wind by altitude, thermals, and the unrest between them."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]

_BEST_HOUR = 14.5  # local; strongest lift follows the highest sun by about two hours
_HALF_DAY_H = 7.0
_TOP = 0.8  # clouds form, or the inversion stops the climb, at this part of the mixed layer
_PEAK = (1 / 4.4) ** (1 / 3) * 0.75
_CORE_M = 200.0


@dataclass(frozen=True, slots=True)
class Wind:
    """Wind at some altitudes above sea level (ascending): m/s, and degrees true it comes from."""

    alt_m: tuple[float, ...]
    speed_mps: tuple[float, ...]
    from_deg: tuple[float, ...]

    def at(self, alt_m: Float | float) -> tuple[Float, Float]:
        """East and north components in m/s, between the given altitudes by interpolation."""
        speed, towards = np.array(self.speed_mps), np.radians(self.from_deg) + np.pi
        east = np.interp(alt_m, self.alt_m, speed * np.sin(towards))
        north = np.interp(alt_m, self.alt_m, speed * np.cos(towards))
        return np.asarray(east), np.asarray(north)

    def heading_into(self, alt_m: float) -> float:
        """Heading against the wind, radians from true north."""
        east, north = self.at(alt_m)
        return math.atan2(-float(east), -float(north))


@dataclass(frozen=True, slots=True)
class Sky:
    """Thermals between the ground and the base of the clouds, both above sea level.

    ``strength_mps`` is the updraught in the middle of a thermal at its best height and hour.
    The profile over height is Allen's, ``(z/zi)^(1/3) (1 - 1.1 z/zi)`` (M. J. Allen, Updraft
    Model for Development of Autonomous Soaring Uninhabited Air Vehicles, AIAA 2006-1510).
    """

    ground_m: float
    base_m: float
    strength_mps: float

    def updraught(self, alt_m: float, local_hour: float, radius_m: float) -> float:
        """Rising air in m/s met on a circle of ``radius_m`` around the middle."""
        layer = (self.base_m - self.ground_m) / _TOP
        height = min(0.9, max(0.02, (alt_m - self.ground_m) / layer))
        profile: float = height ** (1 / 3) * (1 - 1.1 * height) / _PEAK
        day = max(0.35, math.cos((local_hour - _BEST_HOUR) / _HALF_DAY_H * math.pi / 2))
        met: float = self.strength_mps * profile * day * math.exp(-((radius_m / _CORE_M) ** 2))
        return met


class Unrest:
    """Weak lift and sink between the thermals: a sum of waves with periods of 25 s to 4 min."""

    def __init__(self, rng: np.random.Generator, mean_mps: float, deviation_mps: float) -> None:
        self._mean = mean_mps
        self._rate = 2 * np.pi / rng.uniform(25, 240, size=8)
        self._phase = rng.uniform(0, 2 * np.pi, size=8)
        self._amplitude = deviation_mps * math.sqrt(2 / 8)

    def at(self, t_s: Float) -> Float:
        """Vertical speed of the air in m/s."""
        waves = np.sin(np.outer(t_s, self._rate) + self._phase)
        return np.asarray(self._mean + self._amplitude * waves.sum(axis=1))
