"""Leagues: what a cross-country flight is worth, as data files with their sources."""

from functools import cache
from importlib import resources
from typing import Annotated, Literal

import msgspec

from volary.core.errors import InvalidInput

ShapeKind = Literal["free_distance", "triangle", "out_and_return", "turn_at_midpoint"]
Share = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Length = Annotated[float, msgspec.Meta(ge=0)]


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far apart the ends of a closed shape may be.

    Allowed is the larger of ``fixed_km`` and ``relative`` of the distance. A gap of more than
    ``free_km`` is deducted from the distance.
    """

    fixed_km: Length = 0.0
    relative: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.0
    free_km: Length = 0.0


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One shape of a league.

    ``free_distance`` runs over a start, up to three turnpoints and a finish. ``triangle`` has
    three turnpoints, each side at least ``min_side`` and at most ``max_side`` of the sum.
    ``out_and_return`` counts twice the way between two turnpoints. ``turn_at_midpoint`` counts
    twice the way from one turnpoint to the middle of the line between the closing points (FAI
    Sporting Code, section 7D).
    """

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]+$")]
    name: str
    kind: ShapeKind
    multiplier: Annotated[float, msgspec.Meta(gt=0)]
    closing: Closing | None = None
    min_side: Share | None = None
    max_side: Share | None = None
    min_distance_km: Length = 0.0

    def __post_init__(self) -> None:
        """Refuse a closed shape without a closing rule, and the reverse."""
        if (self.kind == "free_distance") != (self.closing is None):
            raise ValueError("closed shapes need a closing rule, free distance has none")
        if self.kind != "triangle" and (self.min_side or self.max_side):
            raise ValueError("only triangles have limits of their sides")


class League(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shapes of a league; points (and FCC kilometres) are rounded to ``decimals``."""

    key: str
    name: str
    sources: tuple[str, ...]
    decimals: Literal[1, 2]
    shapes: Annotated[tuple[Shape, ...], msgspec.Meta(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse two shapes of one key."""
        if len({shape.key for shape in self.shapes}) != len(self.shapes):
            raise ValueError(f"two shapes of {self.key} have the same key")


@cache
def leagues() -> dict[str, League]:
    """All leagues by key, in alphabetical order."""
    found = (
        msgspec.toml.decode(entry.read_bytes(), type=League)
        for entry in resources.files("volary.core.scoring").joinpath("leagues").iterdir()
        if entry.name.endswith(".toml")
    )
    return {league.key: league for league in sorted(found, key=lambda item: item.key)}


def league(key: str) -> League:
    """The league of that key, in any case; `InvalidInput` names the known ones."""
    try:
        return leagues()[key.strip().lower()]
    except KeyError:
        known = ", ".join(leagues())
        raise InvalidInput(f"There is no league {key!r}; known are {known}.") from None
