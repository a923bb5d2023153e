"""Made-up tracks of every awkward kind, from a seed."""

import numpy as np

KINDS = ("walk", "cluster", "line", "repeats", "circle", "laps", "square", "there_and_back")


def place(
    rng: np.random.Generator, east_m: np.ndarray, north_m: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Put plane offsets somewhere on the earth, at times across 180 degrees or far north."""
    lat0 = float(rng.choice([46.5, -33.0, 0.3, 68.0]))
    lon0 = float(rng.choice([11.2, -70.0, 179.98]))
    lat = lat0 + north_m / 111_195
    lon = lon0 + east_m / (111_195 * np.cos(np.radians(lat0)))
    return lat, (lon + 180) % 360 - 180


def offsets(rng: np.random.Generator, kind: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    """East and north in metres, n fixes."""
    scale = float(10 ** rng.uniform(3, 5))
    t = np.linspace(0, 1, n)
    noise = rng.normal(0, scale * 10 ** rng.uniform(-4, -1.5), (2, n))
    turn = 2 * np.pi * t
    if kind == "walk":
        east, north = np.cumsum(rng.normal(0, scale / 8, (2, n)), axis=1)
    elif kind == "cluster":
        heap = np.sort(rng.integers(0, 4, n))
        centre = rng.normal(0, scale, (2, 4))
        east, north = centre[:, heap] + noise
    elif kind == "line":
        east, north = scale * t * rng.uniform(-1, 1), scale * t
    elif kind == "repeats":
        stop = np.sort(rng.integers(0, max(1, n // 4), n))
        east, north = np.cumsum(rng.normal(0, scale / 4, (2, n)), axis=1)[:, stop]
    elif kind == "circle":
        east, north = scale * np.cos(turn), scale * np.sin(turn)
    elif kind == "laps":
        east, north = scale * np.array([np.cos(3 * turn), np.sin(3 * turn)]) + noise
    elif kind == "square":
        east, north = rng.uniform(0, scale, (2, n))
    else:
        east, north = scale * np.sin(turn / 2) + noise[0], noise[1]
    return np.asarray(east), np.asarray(north)


def track(seed: int, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of a track; the seed also chooses its kind."""
    rng = np.random.default_rng(seed)
    return place(rng, *offsets(rng, KINDS[seed % len(KINDS)], n))
