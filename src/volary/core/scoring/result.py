"""What scoring a flight gives: plain records, ready for JSON."""

from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

SCORING_VERSION: Final = 1
"""Grows when the same track would score differently; stored scores of an older one are redone."""

Distance = Literal["wgs84", "fcc"]


class Point(msgspec.Struct, frozen=True):
    """A fix of the track by its index; ``time`` is UTC in ISO 8601 where the times are known."""

    index: int
    lat: float
    lon: float
    time: str | None = None


class ClosingPoints(msgspec.Struct, frozen=True):
    """The fixes that close a shape, their distance and what of it was deducted, in metres."""

    start: Point
    finish: Point
    distance_m: float
    deducted_m: float


class ShapeScore(msgspec.Struct, frozen=True):
    """The best flight of one shape.

    ``distance_m`` is the sum of ``legs_m`` before any deduction. A free distance lists its start
    and finish among the turnpoints; of the other shapes the last leg leads back to the first
    turnpoint. ``bound`` is proven: no choice of fixes gives more points. With ``optimal`` it
    equals ``points``. A shape for which nothing was found before time ran out has no turnpoints.
    """

    shape: str
    name: str
    points: float
    distance_m: float
    multiplier: float
    optimal: bool
    bound: float
    turnpoints: list[Point]
    legs_m: list[float]
    closing: ClosingPoints | None = None


class Score(msgspec.Struct, frozen=True):
    """All shapes of a league; None for one that was not flown.

    ``best`` names the shape with the most points, ``longest`` the one with the longest distance.
    ``optimal`` and ``bound`` are about the best points over all shapes.
    """

    league: str
    distance: Distance
    best: str | None
    longest: str | None
    optimal: bool
    bound: float
    shapes: dict[str, ShapeScore | None]
    cpu_s: float = 0.0

    @property
    def points(self) -> float:
        """Points of the best shape, 0 when nothing was flown."""
        shape = self.shapes[self.best] if self.best else None
        return shape.points if shape else 0.0

    def report(self) -> dict[str, Any]:
        """The best shape in the form that `volary flight analyse --json` prints."""
        shape = self.shapes[self.best] if self.best else None
        row: dict[str, Any] = msgspec.to_builtins(shape) if shape else {}
        return {
            "league": self.league,
            "points": self.points,
            "distance_m": row.get("distance_m", 0.0),
            "shape": self.best,
            "optimal": self.optimal,
            "bound": self.bound,
            "turnpoints": row.get("turnpoints", []),
            "closing": row.get("closing") or {},
            "legs_m": row.get("legs_m", []),
        }


def timestamp(t_ms: int) -> str:
    """UTC in ISO 8601; milliseconds only where there are any."""
    moment = datetime.fromtimestamp(t_ms / 1000, tz=UTC)
    form = "milliseconds" if t_ms % 1000 else "seconds"
    return moment.isoformat(timespec=form).replace("+00:00", "Z")
