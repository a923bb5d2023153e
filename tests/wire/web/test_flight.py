"""The page of a flight: what is shown to whom, and what its pilot may change."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from tests.wire.support import Pilot, make_igc
from tests.wire.web.browser import Browser

from volary.app.volary import Volary
from volary.core.logbook.model import Flight, FlightAnalysis, FlightScore

LEVELS = ("private", "unlisted", "authenticated", "public")


@pytest.fixture
def flight(ada: Pilot, fresh_igc: bytes) -> int:
    """Ada's flight, private."""
    num: int = ada.upload(fresh_igc, title="Round the valley", file_name="valley.igc")["num"]
    return num


def path(num: int) -> str:
    return f"/flights/{num}"


def test_the_page_tells_the_flight(browser: Browser, flight: int) -> None:
    page = browser.get(path(flight))
    assert page.status == 200
    assert "Round the valley" in page.text
    assert "Thursday, 12 Jun 2025" in page.text
    assert "UTC+2" in page.text
    assert "12:3" in page.text  # 10:30 UTC and the first minute on the ground
    assert "Test Wing" in page.text
    assert "Ada Aloft" in page.text
    assert "none in the file" in page.text
    assert 'title="2025-06-12 10:3' in page.html


def test_it_draws_the_track_and_the_barogram(browser: Browser, flight: int) -> None:
    page = browser.get(path(flight))
    drawings = [attributes for tag, attributes in page.tags if attributes.get("role") == "img"]
    assert [tag["class"] for tag in drawings] == ["map", "baro"]
    assert all(tag["aria-label"] for tag in drawings)
    assert "Take-off" in page.text
    assert page.html.count('class="tp"') >= 3


def test_every_league_can_be_looked_at_and_every_shape_that_was_flown(
    browser: Browser, flight: int
) -> None:
    page = browser.get(path(flight), params={"league": "ffvl"})
    assert "FFVL" in page.text
    links = re.findall(r'href="(/flights/\d+\?league=ffvl&amp;shape=[^"#]+)', page.html)
    assert links
    other = browser.get(links[0].replace("&amp;", "&"))
    assert other.status == 200
    assert browser.get(path(flight), params={"shape": "no-such"}).status == 200
    assert browser.get(path(flight), params={"league": "no-such"}).status == 404


def test_a_flight_that_is_not_analysed_yet_says_so(
    volary: Volary, browser: Browser, flight: int
) -> None:
    with volary.db.write() as session:
        row = session.get_one(Flight, flight)
        row.analysis_status, row.league, row.xc_points = "pending", None, None
        session.query(FlightScore).filter_by(flight_num=flight).delete()
    page = browser.get(path(flight))
    assert "The score is not final yet" in page.text
    assert "no score yet" in page.text
    with volary.db.write() as session:
        session.query(FlightAnalysis).filter_by(flight_num=flight).delete()
    page = browser.get(path(flight))
    assert page.status == 200
    assert "This flight is being analysed" in page.text
    assert "no track to draw yet" in page.text


def test_a_failed_analysis_is_shown_with_its_reason_to_the_pilot_only(
    volary: Volary, browser: Browser, stranger: Browser, flight: int
) -> None:
    with volary.db.write() as session:
        row = session.get_one(Flight, flight)
        row.analysis_status, row.analysis_error = "failed", "ValueError: <b>odd</b>"
        row.visibility = "public"
    page = browser.get(path(flight))
    assert "The analysis did not succeed" in page.text
    assert "ValueError: <b>odd</b>" in page.text
    guest = stranger.get(path(flight))
    assert "The analysis did not succeed" in guest.text
    assert "ValueError" not in guest.text


@pytest.fixture
def elsewhere(make_pilot: Callable[..., Pilot], sign_in: Callable[[Pilot], Browser]) -> Browser:
    """The browser of another pilot."""
    return sign_in(make_pilot("Other Pilot", password=True))


@pytest.mark.parametrize("level", LEVELS)
def test_who_may_open_the_page(
    browser: Browser, elsewhere: Browser, stranger: Browser, flight: int, level: str
) -> None:
    page = browser.submit(browser.get(path(flight)), path(flight), visibility=level)
    assert "Saved." in page.text
    readable = {"public": (200, 200), "authenticated": (200, 404)}.get(level, (404, 404))
    assert (elsewhere.get(path(flight)).status, stranger.get(path(flight)).status) == readable
    assert browser.get(path(flight)).status == 200


def test_a_guest_sees_neither_forms_nor_an_unpublished_name(
    browser: Browser, stranger: Browser, flight: int
) -> None:
    browser.submit(browser.get(path(flight)), path(flight), visibility="public")
    page = stranger.get(path(flight))
    assert page.status == 200
    assert page.forms == []
    assert "Ada Aloft" not in page.text
    assert "Set-Cookie" not in page.headers


def test_title_and_notes_can_be_edited_and_are_only_text(browser: Browser, flight: int) -> None:
    evil = '</textarea><script>alert(1)</script>\n\n<b>bold</b> & "quoted"'
    page = browser.submit(browser.get(path(flight)), path(flight), title="<i>New</i>", notes=evil)
    assert "<i>New</i>" in page.text
    assert "<script" not in page.html
    assert page.form(path(flight)).fields["notes"] == evil
    assert page.form(path(flight)).fields["title"] == "<i>New</i>"


def test_a_flight_needs_a_title(browser: Browser, flight: int) -> None:
    page = browser.submit(browser.get(path(flight)), path(flight), title="  ")
    assert (page.status, "A title is missing." in page.text) == (400, True)
    assert "Round the valley" in browser.get(path(flight)).text


@pytest.mark.parametrize("form", ["igc", "gpx", "kml", "geojson", "csv"])
def test_every_format_is_saved_under_a_name_and_never_shown(
    browser: Browser, flight: int, form: str
) -> None:
    answer = browser.api.get(f"{path(flight)}/download/{form}")
    assert answer.status_code == 200
    assert f'filename="valley.{form}"' in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.content


def test_the_original_comes_back_byte_for_byte(browser: Browser, ada: Pilot) -> None:
    data = make_igc(seed=9100)
    num = ada.upload(data)["num"]
    assert browser.api.get(f"{path(num)}/download/igc").content == data
    assert browser.get(f"{path(num)}/download/exe").status == 404


def test_a_share_link_opens_the_flight_until_it_is_withdrawn(
    browser: Browser, stranger: Browser, flight: int
) -> None:
    page = browser.get(path(flight))
    assert not page.has_form(f"{path(flight)}/share")
    browser.submit(page, path(flight), visibility="unlisted")
    page = browser.submit(browser.get(path(flight)), f"{path(flight)}/share")
    link = re.search(r'value="http://volary\.test(/s/[0-9a-f]{40})"', page.html)
    assert link is not None
    guest = stranger.get(link[1])
    assert guest.status == 200
    assert "Round the valley" in guest.text
    assert "Shared with you by link" in guest.text
    assert guest.forms == []
    assert path(flight) not in guest.html
    assert 'content="noindex"' in guest.html
    assert stranger.api.get(f"{link[1]}/gpx").status_code == 200
    assert stranger.get(link[1], params={"league": "ffvl"}).status == 200
    browser.submit(browser.get(path(flight)), f"{path(flight)}/unshare")
    assert stranger.get(link[1]).status == 404
    assert stranger.get(f"{link[1]}/gpx").status == 404
    assert stranger.get("/s/" + "0" * 40).status == 404


def test_deleting_asks_first_and_then_is_for_good(browser: Browser, flight: int) -> None:
    page = browser.get(f"{path(flight)}/delete")
    assert "Delete this flight?" in page.text
    assert browser.get(path(flight)).status == 200
    page = browser.submit(page, f"{path(flight)}/delete")
    assert page.url == "/flights"
    assert "The flight is deleted." in page.text
    assert browser.get(path(flight)).status == 404


def test_nobody_else_changes_a_flight_they_may_see(
    browser: Browser, elsewhere: Browser, flight: int
) -> None:
    browser.submit(browser.get(path(flight)), path(flight), visibility="public")
    token = elsewhere.get("/flights").form("/sign-out").fields["csrf"]
    for action in ("", "/share", "/unshare", "/delete"):
        sent = {"csrf": token, "title": "Mine", "visibility": "private"}
        assert elsewhere.post(path(flight) + action, data=sent).status == 404
    assert elsewhere.get(f"{path(flight)}/delete").status == 404
    assert "Round the valley" in browser.get(path(flight)).text


@pytest.mark.parametrize("num", ["0", "9" * 30, "-1", "1e3", "x", str(2**63)])
def test_a_number_that_no_flight_has(browser: Browser, num: str) -> None:
    assert browser.get(f"/flights/{num}").status == 404
    assert browser.get(f"/flights/{num}/delete").status == 404


def test_a_long_flight_is_a_small_page(browser: Browser, ada: Pilot) -> None:
    data = make_igc(dt.date(2025, 5, 1), seed=9101, minutes=300, start=dt.time(8))
    num = ada.upload(data)["num"]
    page = browser.get(path(num))
    assert page.status == 200
    assert len(page.html.encode()) < 200_000
