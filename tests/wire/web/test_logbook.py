"""The logbook page: uploads by form, the table, filters and pages."""

import datetime as dt
from collections.abc import Callable

import pytest
from tests.wire.support import Pilot, make_igc
from tests.wire.web.browser import Browser, Page

from volary.app.volary import Volary
from volary.core.logbook.model import Flight, StoredFile
from volary.platform.ids import new_id

UPLOAD = {"agree": "1", "visibility": "private"}


def upload(browser: Browser, *files: tuple[str, bytes], **fields: str) -> Page:
    sent = {**UPLOAD, **fields}
    return browser.submit(browser.get("/flights"), "/flights", files=list(files), **sent)


@pytest.fixture
def upload_form(browser: Browser) -> Page:
    """The logbook's page, of which the first form is the one for uploads."""
    return browser.get("/flights")


def test_an_empty_logbook_says_what_to_do(upload_form: Page) -> None:
    assert "Your logbook is empty" in upload_form.text
    assert "curl" in upload_form.html
    assert "http://volary.test/api/v1/flights/upload" in upload_form.html
    assert ("details", {"class": "adder", "open": None}) in upload_form.tags


def test_one_file_leads_to_its_flight(browser: Browser, fresh_igc: bytes) -> None:
    page = upload(browser, ("abend.igc", fresh_igc), title="Evening glide", visibility="public")
    assert page.url.startswith("/flights/")
    assert "The flight is filed." in page.text
    assert "Evening glide" in page.text
    row = browser.get("/flights")
    assert "Evening glide" in row.text
    assert "Everyone" in row.text
    assert "12 Jun 2025" in row.text


def test_several_files_have_a_result_each(browser: Browser) -> None:
    good = [make_igc(seed=seed) for seed in (9001, 9002)]
    page = upload(
        browser,
        ("one.igc", good[0]),
        ("two.igc", good[1]),
        ("one again.igc", good[0]),
        ("photo.igc", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("nothing.igc", b""),
    )
    assert page.status == 200
    assert "3 of 5 files filed" in page.text
    assert page.text.count("Filed") == 2
    assert "You had it already" in page.text
    assert page.text.count("Not taken") == 2
    assert "The file is empty." in page.text
    assert len(browser.get("/flights").html.split('class="title"')) == 3


def test_a_log_without_a_date_asks_for_one_and_takes_it(browser: Browser) -> None:
    data = make_igc(seed=9003, date_record=False)
    page = upload(browser, ("old.igc", data))
    assert page.status == 422
    assert "give the date" in page.text
    page = upload(browser, ("old.igc", data), date="1999-08-07")
    assert "Filed" in page.text
    assert "7 Aug 1999" in browser.get("/flights").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"agree": ""}, "Please agree"),
        ({"date": "yesterday"}, "not a date"),
        ({"visibility": "everybody"}, "Choose who may see"),
        ({"visibility": "org"}, "Choose who may see"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"visibility": "org:999999"}, "no such organisation"),
    ],
)
def test_what_is_wrong_with_an_upload_is_said(
    browser: Browser, fresh_igc: bytes, fields: dict[str, str], words: str
) -> None:
    page = upload(browser, ("a.igc", fresh_igc), **fields)
    assert page.status in {400, 422}
    assert words in page.text
    assert "Your logbook is empty" in browser.get("/flights").text


def test_a_form_without_a_file_asks_for_one(browser: Browser) -> None:
    assert "Choose at least one file." in upload(browser).text


def test_a_hostile_title_and_file_name_are_only_text(browser: Browser, fresh_igc: bytes) -> None:
    evil = '"><script>alert(1)</script>'
    name = '../../<img src=x onerror="alert(2)">.igc'
    page = upload(browser, (name, fresh_igc), title=evil)
    assert evil in page.text
    for shown in (page, browser.get("/flights")):
        assert "<script" not in shown.html
        assert "<img" not in shown.html
        assert not any("onerror" in attributes for _, attributes in shown.tags)


def test_without_track_access_there_is_no_upload_form(
    make_pilot: Callable[..., Pilot], sign_in: Callable[[Pilot], Browser]
) -> None:
    page = sign_in(make_pilot(group="none", password=True)).get("/flights")
    assert "no track access" in page.text
    assert not any(form.multipart for form in page.forms)


def test_a_stranger_is_asked_to_sign_in_before_anything_is_read(stranger: Browser) -> None:
    answer = stranger.api.post("/flights", files={"file": ("a.igc", b"A")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/flights")


def test_only_ones_own_flights_are_in_the_logbook(
    browser: Browser, other: Pilot, fresh_igc: bytes
) -> None:
    other.upload(fresh_igc, title="Somebody else's", visibility="public")
    assert "Somebody else's" not in browser.get("/flights").text


def test_the_logbook_can_be_narrowed_to_a_year_and_a_visibility(
    browser: Browser, ada: Pilot
) -> None:
    for seed, year, level in (
        (9010, 2023, "public"),
        (9011, 2024, "private"),
        (9012, 2024, "public"),
    ):
        data = make_igc(dt.date(year, 7, 1), seed=seed)
        ada.upload(data, title=f"{level} of {year}", visibility=level)
    page = browser.get("/flights")
    assert all(
        f"{level} of {year}" in page.text for year, level in ((2023, "public"), (2024, "private"))
    )
    filters = next(form for form in page.forms if form.method == "get")
    assert filters.fields == {"year": "", "visibility": ""}
    page = browser.get("/flights", params={"year": "2024", "visibility": "public"})
    assert "public of 2024" in page.text
    assert "private of 2024" not in page.text
    assert "public of 2023" not in page.text
    assert "<dt>Flights</dt><dd>1</dd>" in page.html
    page = browser.get("/flights", params={"year": "2024", "visibility": "unlisted"})
    assert "Nothing fits this choice" in page.text


@pytest.mark.parametrize(
    "query", ["year=0", "year=99999", "year=x", "visibility=x", "page=-1", "page=99999999999"]
)
def test_a_filter_that_means_nothing_filters_nothing(
    browser: Browser, ada: Pilot, fresh_igc: bytes, query: str
) -> None:
    ada.upload(fresh_igc, title="Here I am")
    page = browser.get(f"/flights?{query}")
    assert page.status == 200
    assert "Here I am" in page.text


def test_a_long_logbook_has_pages(
    volary: Volary, browser: Browser, ada: Pilot, fresh_igc: bytes
) -> None:
    copy_flight(volary, ada.upload(fresh_igc)["num"], times=60)
    first = browser.get("/flights")
    assert "1 to 50 of 61" in first.text
    assert "Older" in first.text
    last = browser.get("/flights?page=2")
    assert "51 to 61 of 61" in last.text
    assert "Newer" in last.text


def copy_flight(volary: Volary, num: int, *, times: int) -> None:
    """The same row again and again, each with a file of its own that is not there."""
    with volary.db.write() as session:
        row = session.get_one(Flight, num)
        columns = {item.key: getattr(row, item.key) for item in Flight.__table__.columns}
        for count in range(times):
            digest = f"{num:032d}{count:032d}"
            session.add(StoredFile(digest=digest, size=1, created_at=row.created_at))
            session.flush()
            new = {"num": None, "id": new_id(), "file_digest": digest}
            session.add(Flight(**columns | new))
