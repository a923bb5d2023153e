"""Signing in and out: cookies, limits, and where one gets to afterwards."""

from collections.abc import Callable

import pytest
from tests.wire.support import OPERATOR, PASSWORD, Pilot
from tests.wire.web.browser import Browser, Page

from volary.app.volary import Volary
from volary.platform.http.asgi import App


def attempt(browser: Browser, email: str, password: str, next_path: str = "") -> Page:
    page = browser.get("/sign-in", params={"next": next_path})
    return browser.submit(page, "/sign-in", email=email, password=password)


def test_the_right_password_leads_to_the_logbook(ada: Pilot, stranger: Browser) -> None:
    page = stranger.submit(
        stranger.get("/sign-in"), "/sign-in", email=ada.email.upper(), password=PASSWORD
    )
    assert (page.status, page.url) == (200, "/flights")
    assert stranger.get("/").url == "/flights"


def test_a_wrong_password_and_an_unknown_address_look_the_same(
    ada: Pilot, stranger: Browser
) -> None:
    wrong = attempt(stranger, ada.email, "not this one")
    unknown = attempt(stranger, "nobody@example.org", "not this one")
    assert (wrong.status, unknown.status) == (401, 401)
    assert wrong.text == unknown.text
    assert "E-mail or password is wrong." in wrong.text
    assert wrong.form("/sign-in").fields["email"] == ada.email
    assert wrong.form("/sign-in").fields["password"] == ""


def test_too_many_wrong_passwords_have_to_wait(make_pilot: Callable[..., Pilot], app: App) -> None:
    pilot, browser = make_pilot(password=True), Browser(app, address="198.51.100.77")
    for _ in range(10):
        assert attempt(browser, pilot.email, "guess").status == 401
    page = attempt(browser, pilot.email, PASSWORD)
    assert page.status == 429
    assert 1 <= int(page.headers["retry-after"]) <= 60
    assert "Try again in" in page.text


def test_on_plain_http_the_session_cookie_is_out_of_reach_of_scripts(
    ada: Pilot, stranger: Browser
) -> None:
    page = stranger.get("/sign-in")
    fields = {**page.form("/sign-in").fields, "email": ada.email, "password": PASSWORD}
    answer = stranger.api.post("/sign-in", data=fields)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert cookie.startswith("volary_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_on_tls_both_cookies_belong_to_this_host_alone(ada: Pilot, app: App) -> None:
    browser = Browser(app, scheme="https")
    page = browser.get("/sign-in")
    fields = {**page.form("/sign-in").fields, "email": ada.email, "password": PASSWORD}
    answer = browser.api.post("/sign-in", data=fields)
    for cookie in (page.headers["set-cookie"], answer.headers["set-cookie"]):
        assert cookie.startswith("__Host-volary_")
        assert "; Secure" in cookie
        assert "Domain" not in cookie
    assert browser.get("/flights").status == 200


def test_signing_in_makes_a_new_session_whatever_cookie_was_there(
    ada: Pilot, stranger: Browser
) -> None:
    stranger.api.cookies.set("volary_session", "f" * 64, domain="volary.test")
    attempt(stranger, ada.email, PASSWORD)
    tokens = [item.value for item in stranger.api.cookies.jar if item.name == "volary_session"]
    assert tokens
    assert tokens[-1] != "f" * 64


def test_after_signing_out_the_old_cookie_is_worth_nothing(browser: Browser) -> None:
    token = browser.api.cookies["volary_session"]
    page = browser.submit(browser.get("/flights"), "/sign-out")
    assert page.url == "/"
    assert "You are signed out." in page.text
    assert "volary_session" not in browser.api.cookies
    again = browser.api.get("/flights", headers={"Cookie": f"volary_session={token}"})
    assert again.headers["location"] == "/sign-in?next=/flights"


def test_a_message_is_shown_once(browser: Browser) -> None:
    page = browser.submit(browser.get("/flights"), "/sign-out")
    assert "You are signed out." in page.text
    assert "You are signed out." not in browser.get("/").text


def test_a_page_for_the_signed_in_is_reached_after_signing_in(
    ada: Pilot, stranger: Browser
) -> None:
    page = stranger.get("/account")
    assert page.url == "/sign-in"
    page = stranger.submit(page, "/sign-in", email=ada.email, password=PASSWORD)
    assert page.url == "/account"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/ok\r\nSet-Cookie: x=y",
        "flights",
    ],
)
def test_signing_in_never_leads_to_another_site(
    ada: Pilot, stranger: Browser, elsewhere: str
) -> None:
    page = stranger.get("/sign-in", params={"next": elsewhere})
    fields = {**page.form("/sign-in").fields, "email": ada.email, "password": PASSWORD}
    fields["next"] = elsewhere
    assert stranger.api.post("/sign-in", data=fields).headers["location"] == "/flights"


def test_a_disabled_account_is_out_at_once(volary: Volary, ada: Pilot, browser: Browser) -> None:
    volary.identity.accounts.disable(OPERATOR, ada.num)
    assert browser.get("/flights").url == "/sign-in"
