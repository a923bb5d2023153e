"""The first evening: from an empty server to the first account."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.wire.support import PASSWORD
from tests.wire.web.browser import Browser

from volary.app.asgi import create_asgi
from volary.app.config import load
from volary.app.volary import Volary

ADMIN = {"name": "First Admin", "email": "first@example.org", "password": PASSWORD}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Volary]:
    parts = Volary.build(load({"data": str(tmp_path)}, {}))
    yield parts
    parts.close()


def token_of(volary: Volary) -> str:
    token = volary.identity.first_admin.token()
    assert token is not None
    return token


def test_an_empty_server_leads_to_its_set_up_and_from_there_to_the_logbook(empty: Volary) -> None:
    browser = Browser(create_asgi(empty))
    page = browser.get("/")
    assert page.url == "/setup"
    page = browser.submit(page, "/setup", token=token_of(empty), **ADMIN)
    assert page.url == "/flights"
    assert "Your account is ready" in page.text
    assert "Waiting" in page.text
    assert empty.identity.accounts.find("first@example.org").is_admin
    assert browser.get("/setup").url == "/flights"


def test_the_address_from_the_terminal_fills_in_the_token(empty: Volary) -> None:
    token = token_of(empty)
    page = Browser(create_asgi(empty)).get(f"/setup?token={token}")
    assert page.form("/setup").fields["token"] == token


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"token": "0" * 64}, "not valid"),
        ({"token": ""}, "not valid"),
        ({"password": "short"}, "8 to 1024"),
        ({"email": "nobody"}, "not an e-mail"),
        ({"name": " "}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    empty: Volary, change: dict[str, str], words: str
) -> None:
    browser = Browser(create_asgi(empty))
    sent = {"token": token_of(empty), **ADMIN, **change}
    page = browser.submit(browser.get("/setup"), "/setup", **sent)
    assert page.status == 400
    assert words in page.text
    kept = page.form("/setup").fields
    assert kept["name"] == sent["name"].strip()
    assert kept["password"] == ""
    assert empty.identity.first_admin.needed()


def test_a_token_works_once(empty: Volary) -> None:
    app, token = create_asgi(empty), token_of(empty)
    first, second = Browser(app), Browser(app)
    pages = [browser.get("/setup") for browser in (first, second)]
    assert first.submit(pages[0], "/setup", token=token, **ADMIN).url == "/flights"
    again = second.submit(pages[1], "/setup", token=token, **{**ADMIN, "email": "b@example.org"})
    assert again.status == 400
    assert len(empty.identity.accounts.all()) == 1


def test_once_set_up_the_start_page_welcomes_strangers(stranger: Browser) -> None:
    page = stranger.get("/")
    assert page.url == "/"
    assert "A logbook for everything that flies" in page.text
    assert stranger.get("/setup").url == "/sign-in"
