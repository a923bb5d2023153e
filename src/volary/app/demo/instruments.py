"""What a recorder makes of a path: noise, pressure altitude, and an interval."""

import numpy as np

from volary.app.demo.air import Float
from volary.app.demo.motion import Path

_METRES_PER_DEGREE = 111_320.0
_METRES_PER_HPA = 8.3
_STANDARD_HPA = 1013.25
_CORRELATION_S = 60.0


def wander(rng: np.random.Generator, count: int, deviation: float) -> Float:
    """Noise with a correlation time of a minute (a first-order autoregressive process)."""
    keep = np.exp(-1 / _CORRELATION_S)
    # A sum of exponentially weighted shocks, cut after six correlation times.
    kernel = keep ** np.arange(6 * _CORRELATION_S)
    shocks = rng.normal(0, deviation * np.sqrt(1 - keep**2), size=count + len(kernel) - 1)
    return np.convolve(shocks, kernel, mode="valid")


def gnss(path: Path, rng: np.random.Generator) -> tuple[Float, Float, Float]:
    """Latitude, longitude and altitude above mean sea level as a receiver reports them."""
    count = len(path.t_s)
    north = wander(rng, count, 1.5) + rng.normal(0, 0.15, count)
    east = wander(rng, count, 1.5) + rng.normal(0, 0.15, count)
    lat = path.lat + north / _METRES_PER_DEGREE
    lon = path.lon + east / (_METRES_PER_DEGREE * np.cos(np.radians(path.lat)))
    return lat, lon, path.alt_m + wander(rng, count, 3.0) + rng.normal(0, 0.3, count)


def pressure_altitude(path: Path, rng: np.random.Generator, qnh_hpa: float, warmth: float) -> Float:
    """Metres above 1013.25 hPa.

    ``warmth`` is the part by which the air is lighter than the standard atmosphere's (0.03: a
    summer day), which stretches true heights against indicated ones.
    """
    offset = (qnh_hpa - _STANDARD_HPA) * _METRES_PER_HPA
    drift = np.linspace(0, rng.normal(0, 4), len(path.t_s))
    noise = rng.normal(0, 0.25, len(path.t_s))
    return np.asarray(path.alt_m / (1 + warmth) - offset + drift + noise)
