"""League files: what they say, and that a wrong one or an unknown name is refused."""

import msgspec
import pytest

from volary.core.errors import InvalidInput
from volary.core.scoring import League, Shape, league, leagues


def test_the_leagues_that_are_confirmed_are_there() -> None:
    assert set(leagues()) == {
        "fai",
        "fai-oar",
        "ffvl",
        "leonardo",
        "norway",
        "xcleague",
        "xcontest",
    }


def test_every_league_names_its_sources() -> None:
    assert all(item.sources for item in leagues().values())


def test_a_name_may_be_written_in_capitals() -> None:
    assert league(" XContest ").key == "xcontest"


def test_an_unknown_league_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"known are fai, fai-oar, ffvl, .*xcontest"):
        league("wxc")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("ffvl", {"free3": 1.0, "triangle": 1.2, "fai": 1.4}),
        (
            "xcontest",
            {
                "free3": 1.0,
                "triangle": 1.2,
                "fai": 1.4,
                "closed_triangle": 1.4,
                "closed_fai": 1.6,
            },
        ),
        (
            "norway",
            {
                "free3": 1.0,
                "triangle": 1.5,
                "closed_triangle": 1.7,
                "fai": 2.2,
                "closed_fai": 2.4,
            },
        ),
        ("leonardo", {"free3": 1.5, "triangle": 1.75, "fai": 2.0}),
    ],
)
def test_coefficients(key: str, expected: dict[str, float]) -> None:
    assert {shape.key: shape.multiplier for shape in league(key).shapes} == expected


@pytest.mark.parametrize(
    ("distance_km", "shape", "points"),
    [(59.695, "free3", 89.543), (58.118, "triangle", 101.707), (58.583, "fai", 117.166)],
)
def test_leonardo_gives_the_points_of_its_own_samples(
    distance_km: float, shape: str, points: float
) -> None:
    multiplier = {item.key: item.multiplier for item in league("leonardo").shapes}[shape]
    assert distance_km * multiplier == pytest.approx(points, abs=0.001)


CLOSED = "closing = { relative = 0.2 }"
HEAD = 'key = "x"\nname = "X"\nsources = ["s"]\ndecimals = 2\n'


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ('key = "a"\nname = "A"\nkind = "spiral"\nmultiplier = 1.0', "Invalid enum"),
        ('key = "a"\nname = "A"\nkind = "triangle"\nmultiplier = 1.0', "closing rule"),
        (f'key = "a"\nname = "A"\nkind = "free_distance"\nmultiplier = 1.0\n{CLOSED}', "closing"),
        (f'key = "a"\nname = "A"\nkind = "triangle"\nmultiplier = 0.0\n{CLOSED}', "> 0"),
        (f'key = "a"\nname = "A"\nkind = "triangle"\nmultiplier = 1.0\nside = 1\n{CLOSED}', "side"),
        (
            (
                'key = "a"\nname = "A"\nkind = "out_and_return"\nmultiplier = 1.0\n'
                f"min_side = 0.28\n{CLOSED}"
            ),
            "only triangles",
        ),
    ],
)
def test_a_wrong_league_file_is_refused(shape: str, reason: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=reason):
        msgspec.toml.decode(f"{HEAD}[[shapes]]\n{shape}\n", type=League)


def test_two_shapes_of_one_key_are_refused() -> None:
    free = Shape(key="free3", name="Free", kind="free_distance", multiplier=1.0)
    with pytest.raises(ValueError, match="same key"):
        League(key="x", name="X", sources=("s",), decimals=2, shapes=(free, free))
