"""The track seen from above, with the scored shape, a grid, a scale bar and north.

The projection is equirectangular about the middle latitude, which keeps shapes over the size of a
flight; longitudes are unwrapped, so that the antimeridian is an ordinary place.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from volary.web import mapping
from volary.web.svg.scales import round_step, short

Float = npt.NDArray[np.float64]
Place = tuple[float, float]
"""Latitude and longitude in degrees."""

WIDTH: Final = 640
HEIGHT: Final = 560
_MARGIN: Final = 46
_LEAST_SPAN_M: Final = 200.0
_METRES_PER_DEGREE: Final = 111_195.0  # of a sphere of 6371 km
_FLATTEST: Final = 0.01  # cosine of the latitude; nearer to a pole the drawing is squeezed
_BAR_SHARE: Final = 3.2
_NEAR: Final = 26.0
_MOST_LINES: Final = 24


@dataclass(frozen=True, slots=True)
class Shape:
    """The scored shape: labelled turnpoints, legs in their order, and the closing pair."""

    turnpoints: Sequence[tuple[str, Place]]
    legs: Sequence[Place]
    closing: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its words beside it; ``anchor`` is SVG's text-anchor."""

    x: str
    y: str
    text: str
    text_x: str
    text_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Outline:
    track: str
    climbs: str
    legs: str
    closing: str
    turnpoints: tuple[Mark, ...]
    takeoff: Mark
    landing: Mark | None
    grid: str
    bar: str
    bar_x: str
    bar_y: str
    bar_label: str
    width: int = WIDTH
    height: int = HEIGHT


class _Frame:
    """Degrees to places in the drawing."""

    def __init__(self, lat: Float, lon: Float) -> None:
        self._lat = (float(lat.min()) + float(lat.max())) / 2
        self._lon = (float(lon.min()) + float(lon.max())) / 2
        self._narrow = max(_FLATTEST, math.cos(math.radians(self._lat)))
        high = (float(lat.max()) - float(lat.min())) * _METRES_PER_DEGREE
        wide = (float(lon.max()) - float(lon.min())) * _METRES_PER_DEGREE * self._narrow
        self.per_metre = min(
            (WIDTH - 2 * _MARGIN) / max(wide, _LEAST_SPAN_M),
            (HEIGHT - 2 * _MARGIN) / max(high, _LEAST_SPAN_M),
        )

    def project(self, lat: Float, lon: Float) -> tuple[Float, Float]:
        scale = _METRES_PER_DEGREE * self.per_metre
        x = WIDTH / 2 + (lon - self._lon) * self._narrow * scale
        return x, HEIGHT / 2 - (lat - self._lat) * scale

    def place(self, place: Place) -> tuple[float, float]:
        """One point, on the turn of the earth that is nearest to the middle."""
        lat, lon = place
        lon += 360 * round((self._lon - lon) / 360)
        x, y = self.project(np.array([lat]), np.array([lon]))
        return float(x[0]), float(y[0])


def outline(
    lat: Float,
    lon: Float,
    *,
    climbs: Sequence[tuple[int, int]] = (),
    shape: Shape | None = None,
) -> Outline:
    """Draw a track of at least one fix; ``climbs`` are index ranges, last one included."""
    lon = np.rad2deg(np.unwrap(np.deg2rad(lon)))
    frame = _Frame(*_all_points(lat, lon, shape))
    x, y = frame.project(lat, lon)
    takeoff, landing = _ends((float(x[0]), float(y[0])), (float(x[-1]), float(y[-1])))
    bar_m, bar_px = _bar(frame.per_metre)
    left, low = _MARGIN / 2, HEIGHT - _MARGIN / 2
    return Outline(
        track=_path(x, y),
        climbs="".join(_path(x[a : b + 1], y[a : b + 1]) for a, b in climbs if b > a),
        legs=_places(frame, shape.legs if shape else ()),
        closing=_places(frame, shape.closing if shape else ()),
        turnpoints=tuple(_turnpoint(frame, *item) for item in (shape.turnpoints if shape else ())),
        takeoff=takeoff,
        landing=landing,
        grid=_grid(bar_px),
        bar=f"M{short(left)} {short(low - 5)}v5h{short(bar_px)}v-5",
        bar_x=short(left),
        bar_y=short(low - 11),
        bar_label=mapping.scale(bar_m),
    )


def _all_points(lat: Float, lon: Float, shape: Shape | None) -> tuple[Float, Float]:
    """The track with the shape's points, which need not be fixes."""
    if shape is None:
        return lat, lon
    extra = [place for _, place in shape.turnpoints] + list(shape.closing)
    middle = float(lon[0])
    turned = [place[1] + 360 * round((middle - place[1]) / 360) for place in extra]
    return np.append(lat, [place[0] for place in extra]), np.append(lon, turned)


def _path(x: Float, y: Float) -> str:
    pairs = [f"{short(a)} {short(b)}" for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    if len(pairs) == 1:
        pairs *= 2
    return "M" + "L".join(pairs)


def _places(frame: _Frame, places: Sequence[Place]) -> str:
    pairs = [frame.place(place) for place in places]
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in pairs) if pairs else ""


def _turnpoint(frame: _Frame, label: str, place: Place) -> Mark:
    x, y = frame.place(place)
    return Mark(short(x), short(y), label, short(x), short(y), "middle")


def _ends(start: tuple[float, float], end: tuple[float, float]) -> tuple[Mark, Mark | None]:
    """Take-off and landing, in one mark when they are close together."""
    if math.dist(start, end) < _NEAR:
        return _end(start, "Take-off, landing", start[1] - 14), None
    upper = start[1] <= end[1]
    return (
        _end(start, "Take-off", start[1] + (-14 if upper else 24)),
        _end(end, "Landing", end[1] + (24 if upper else -14)),
    )


def _end(at: tuple[float, float], text: str, text_y: float) -> Mark:
    x, y = at
    third = WIDTH / 4
    anchor = "start" if x < third else "end" if x > WIDTH - third else "middle"
    shift = {"start": -8.0, "end": 8.0, "middle": 0.0}[anchor]
    text_y = min(HEIGHT - 8.0, max(20.0, text_y))
    return Mark(short(x), short(y), text, short(x + shift), short(text_y), anchor)


def _bar(per_metre: float) -> tuple[float, float]:
    """The scale bar's length in metres and in the drawing: a round number."""
    metres = round_step(WIDTH / _BAR_SHARE / per_metre, 2)
    return metres, metres * per_metre


def _grid(step: float) -> str:
    """Lines every length of the scale bar, counted from the bar's left end."""
    left, low = _MARGIN / 2, HEIGHT - _MARGIN / 2
    step = max(step, WIDTH / _MOST_LINES)
    first_x = left - math.floor(left / step) * step
    first_y = low - math.floor(low / step) * step
    across = (f"M{short(x)} 0V{HEIGHT}" for x in np.arange(first_x, WIDTH, step).tolist())
    down = (f"M0 {short(y)}H{WIDTH}" for y in np.arange(first_y, HEIGHT, step).tolist())
    return "".join((*across, *down))
