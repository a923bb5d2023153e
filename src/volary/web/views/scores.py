"""A score as the flight page tells it: the table of shapes, and one of them in detail."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from volary.core.scoring import ClosingPoints, League, Point, Score, ShapeScore
from volary.web import mapping
from volary.web.svg.outline import Place, Shape


@dataclass(frozen=True, slots=True)
class Tab:
    """A league to switch to."""

    name: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """A line of the table; distance and points are None when the shape was not flown."""

    name: str
    multiplier: str
    href: str
    flown: bool
    chosen: bool
    distance_m: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point of the shape, and the leg that ends there (None at the first)."""

    label: str
    position: str
    at: dt.datetime | None
    leg_m: float | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shape that is drawn on the track."""

    name: str
    rows: list[PointRow]
    closing: ClosingPoints | None
    outline: Shape
    turns: list[tuple[int, str]]


def tabs(leagues: dict[str, League], chosen: str, page: str) -> list[Tab]:
    return [
        Tab(item.name, f"{page}?{urlencode({'league': key})}", key == chosen)
        for key, item in leagues.items()
    ]


def shape_rows(score: Score, league: League, chosen: str | None, page: str) -> list[ShapeRow]:
    """All shapes of the league in its order."""
    rows: list[ShapeRow] = []
    for shape in league.shapes:
        found = score.shapes.get(shape.key)
        flown = found is not None and bool(found.turnpoints)
        query = urlencode({"league": score.league, "shape": shape.key})
        rows.append(
            ShapeRow(
                name=shape.name,
                multiplier=f"{shape.multiplier:g}",
                href=f"{page}?{query}#score",
                flown=flown,
                chosen=flown and shape.key == chosen,
                distance_m=found.distance_m if found and flown else None,
                points=found.points if found and flown else None,
            )
        )
    return rows


def chosen_shape(score: Score, wanted: str | None) -> str | None:
    """The wanted shape when it was flown, else the best one."""
    found = score.shapes.get(wanted) if wanted else None
    return wanted if found is not None and found.turnpoints else score.best


def drawn(shape: ShapeScore) -> Drawn:
    """Labels, legs and closing of a shape. Without a closing its ends count as turnpoints."""
    labels = _labels(shape)
    legs = list(shape.legs_m)
    closed = shape.closing is not None
    first = None if closed else 0
    rows: list[PointRow] = []
    for index, (label, point) in enumerate(zip(labels, shape.turnpoints, strict=True)):
        # Legs of a closed shape begin at its first turnpoint; the last one leads back there.
        ended = index - 1
        leg_m = legs[ended] if index and ended < len(legs) else None
        rows.append(_row(label if index != first else "Start", point, leg_m))
    if closed and len(legs) >= len(shape.turnpoints):
        back = shape.turnpoints[0] if len(shape.turnpoints) > 1 else None
        name = f"Back to {labels[0]}" if back else "Back"
        rows.append(PointRow(name, "", None, legs[-1]))
    return Drawn(
        name=shape.name,
        rows=rows,
        closing=shape.closing,
        outline=Shape(
            [(label, _place(point)) for label, point in zip(labels, shape.turnpoints, strict=True)],
            _way(shape),
            _closing(shape.closing),
        ),
        turns=[
            (_milliseconds(point.time), label)
            for label, point in zip(labels, shape.turnpoints, strict=True)
            if point.time is not None
        ],
    )


def _labels(shape: ShapeScore) -> list[str]:
    """``1``, ``2``, ``3``; a free distance begins with ``S`` and ends with ``F``."""
    count = len(shape.turnpoints)
    if shape.closing is not None:
        return [str(number) for number in range(1, count + 1)]
    return ["S", *(str(number) for number in range(1, count - 1)), "F"]


def _row(label: str, point: Point, leg_m: float | None) -> PointRow:
    name = {"F": "Finish", "S": "Start"}.get(label, label)
    name = f"Turnpoint {name}" if name.isdecimal() else name
    at = None if point.time is None else dt.datetime.fromisoformat(point.time)
    return PointRow(name, mapping.position(point.lat, point.lon), at, leg_m)


def _way(shape: ShapeScore) -> list[Place]:
    """The points in the order in which the legs join them."""
    way = [_place(point) for point in shape.turnpoints]
    if shape.closing is None or not way:
        return way
    if len(way) > 1:
        return [*way, way[0]]
    return [_place(shape.closing.start), way[0], _place(shape.closing.finish)]


def _closing(closing: ClosingPoints | None) -> list[Place]:
    return [] if closing is None else [_place(closing.start), _place(closing.finish)]


def _place(point: Point) -> Place:
    return point.lat, point.lon


def _milliseconds(time: str) -> int:
    return round(dt.datetime.fromisoformat(time).timestamp() * 1000)
