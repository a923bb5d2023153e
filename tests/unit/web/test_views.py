"""What the flight page makes of a score, and the small words around it."""

import datetime as dt

import pytest

from volary.core.errors import InvalidInput, NotFound
from volary.core.scoring import ClosingPoints, Point, Score, ShapeScore, league
from volary.web.render import render, shell_json
from volary.web.views import scores
from volary.web.views.browsers import browser_name
from volary.web.views.levels import Level, chosen, parse
from volary.web.visit import row_num, safe_next


def point(index: int, lat: float = 46.0, lon: float = 7.0) -> Point:
    return Point(index, lat, lon, f"2025-06-13T12:{index:02d}:00Z")


def shape(
    key: str, turnpoints: list[Point], legs_m: list[float], closing: ClosingPoints | None = None
) -> ShapeScore:
    return ShapeScore(
        shape=key,
        name=key,
        points=10.0,
        distance_m=sum(legs_m),
        multiplier=1.0,
        optimal=True,
        bound=10.0,
        turnpoints=turnpoints,
        legs_m=legs_m,
        closing=closing,
    )


CLOSING = ClosingPoints(point(1), point(50), 120.0, 0.0)


def test_a_free_distance_runs_from_start_to_finish() -> None:
    found = scores.drawn(shape("free3", [point(i) for i in range(5)], [1.0, 2.0, 3.0, 4.0]))
    assert [row.label for row in found.rows] == [
        "Start",
        "Turnpoint 1",
        "Turnpoint 2",
        "Turnpoint 3",
        "Finish",
    ]
    assert [row.leg_m for row in found.rows] == [None, 1.0, 2.0, 3.0, 4.0]
    assert [label for label, _ in found.outline.turnpoints] == ["S", "1", "2", "3", "F"]
    assert found.rows[2].at == dt.datetime(2025, 6, 13, 12, 2, tzinfo=dt.UTC)


def test_a_triangle_comes_back_to_its_first_turnpoint() -> None:
    corners = [point(10, 46.0), point(20, 46.2), point(30, 46.1)]
    found = scores.drawn(shape("fai", corners, [10.0, 11.0, 12.0], CLOSING))
    assert [(row.label, row.leg_m) for row in found.rows] == [
        ("Turnpoint 1", None),
        ("Turnpoint 2", 10.0),
        ("Turnpoint 3", 11.0),
        ("Back to 1", 12.0),
    ]
    assert found.outline.legs[0] == found.outline.legs[-1] == (46.0, 7.0)
    assert len(found.outline.closing) == 2


def test_an_out_and_return_has_two_legs_of_the_same_way() -> None:
    found = scores.drawn(shape("oar", [point(10, 46.0), point(20, 46.2)], [9.0, 9.0], CLOSING))
    assert [row.leg_m for row in found.rows] == [None, 9.0, 9.0]
    assert len(found.outline.legs) == 3


def test_a_turn_at_one_point_is_joined_to_both_ends() -> None:
    found = scores.drawn(shape("oar", [point(20, 46.2)], [9.0, 9.0], CLOSING))
    assert found.outline.legs == [(46.0, 7.0), (46.2, 7.0), (46.0, 7.0)]
    assert [(row.label, row.leg_m) for row in found.rows] == [("Turnpoint 1", None), ("Back", 9.0)]


def a_score() -> Score:
    flown = shape("free3", [point(i) for i in range(5)], [1.0] * 4)
    shapes = {item.key: None for item in league("xcontest").shapes} | {"free3": flown}
    return Score("xcontest", "wgs84", "free3", "free3", True, 10.0, shapes)


def test_every_shape_of_the_league_has_a_row_and_only_flown_ones_a_link_to_choose() -> None:
    rows = scores.shape_rows(a_score(), league("xcontest"), "free3", "/flights/1")
    assert len(rows) == len(league("xcontest").shapes)
    assert [row.flown for row in rows] == [True] + [False] * (len(rows) - 1)
    assert rows[0].chosen
    assert rows[0].href == "/flights/1?league=xcontest&shape=free3#score"
    assert rows[1].points is None


@pytest.mark.parametrize("wanted", [None, "fai", "no-such", ""])
def test_a_shape_that_was_not_flown_gives_way_to_the_best(wanted: str | None) -> None:
    assert scores.chosen_shape(a_score(), wanted) == "free3"


@pytest.mark.parametrize("value", ["private", "unlisted", "authenticated", "public"])
def test_a_level_is_read_as_it_is_written(value: str) -> None:
    level = parse(value)
    assert level == Level(value)
    assert chosen(level.visibility, level.org_num) == value


def test_an_organisation_is_part_of_its_level() -> None:
    assert parse("org:12") == Level("org", 12)
    assert chosen("org", 12) == "org:12"


@pytest.mark.parametrize(
    "value", ["", "org", "org:", "org:x", "org:-1", "public:3", "all", "org:" + "9" * 30]
)
def test_what_is_not_offered_is_no_level(value: str) -> None:
    with pytest.raises(InvalidInput):
        parse(value)


@pytest.mark.parametrize("path", ["/", "/flights", "/flights/12?league=ffvl", "/s/abc#x"])
def test_a_path_of_ours_may_be_gone_on_to(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "flights",
        "//evil.example",
        "/\\evil.example",
        "http://x",
        "/a b",
        "/\n/x",
        "/\x00",
        "/ü",
    ],
)
def test_an_address_that_could_lead_elsewhere_may_not(path: str) -> None:
    assert safe_next(path) is None


@pytest.mark.parametrize("num", [0, -1, 2**63])
def test_a_number_beyond_the_database_is_not_found(num: int) -> None:
    with pytest.raises(NotFound):
        row_num(num)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome on Android",
        ),
        ("curl/8.14.1", "curl/8.14.1"),
        ("", "A browser"),
        ("\x07\x08", "A browser"),
    ],
)
def test_a_session_is_named_after_its_browser(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


def test_a_command_to_copy_cannot_be_broken_out_of() -> None:
    assert shell_json({"email": "o'neil@example.org"}) == (
        '\'{"email": "o\'"\'"\'neil@example.org"}\''
    )


def test_templates_escape_what_they_are_given() -> None:
    site = {"url": str, "asset": str, "viewer": None, "flash": None, "version": "<v>"}
    page = render(
        "error.html",
        {"site": site, "heading": "<b>", "text": "&", "sign_in": None, "request_id": '"'},
    ).decode()
    assert "&lt;b&gt;" in page
    assert "&lt;v&gt;" in page
    assert "<b>" not in page
