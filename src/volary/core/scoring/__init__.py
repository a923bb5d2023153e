"""Cross-country scoring: leagues, and the proven best flight of every shape.

Importing this package is light. `volary.core.scoring.solver` brings in the compiled optimiser
(numba) and belongs into worker processes.
"""

from volary.core.scoring.league import League, Shape, league, leagues
from volary.core.scoring.result import (
    SCORING_VERSION,
    ClosingPoints,
    Distance,
    Point,
    Score,
    ShapeScore,
)

__all__ = [
    "SCORING_VERSION",
    "ClosingPoints",
    "Distance",
    "League",
    "Point",
    "Score",
    "Shape",
    "ShapeScore",
    "league",
    "leagues",
]
