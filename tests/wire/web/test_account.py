"""The account page: profile, password, keys, and where one is signed in."""

from collections.abc import Callable

import pytest
from tests.wire.support import PASSWORD, Pilot
from tests.wire.web.browser import Browser, Page

from volary.app.volary import Volary

NEW = "another good pass phrase"


def test_name_and_publication_can_be_changed(volary: Volary, browser: Browser, ada: Pilot) -> None:
    page = browser.submit(browser.get("/account"), "/account", name="Ada <b>", public="1")
    assert "Saved." in page.text
    assert "Ada <b>" in page.text
    assert volary.identity.accounts.get(ada.num).public
    page = browser.submit(page, "/account", name=" ")
    assert page.status == 400
    assert "A name has" in page.text


def test_a_new_password_needs_the_present_one(browser: Browser) -> None:
    page = browser.submit(browser.get("/account"), "/account/password", current="no", new=NEW)
    assert page.status == 403
    assert "The present password is wrong." in page.text
    page = browser.submit(page, "/account/password", current=PASSWORD, new="short")
    assert page.status == 400
    assert "8 to 1024" in page.text


def test_a_new_password_signs_out_every_other_browser(
    browser: Browser, ada: Pilot, sign_in: Callable[[Pilot], Browser], stranger: Browser
) -> None:
    elsewhere = sign_in(ada)
    page = browser.submit(browser.get("/account"), "/account/password", current=PASSWORD, new=NEW)
    assert "The password is changed" in page.text
    assert browser.get("/account").url == "/account"
    assert elsewhere.get("/account").url == "/sign-in"
    old = stranger.submit(stranger.get("/sign-in"), "/sign-in", email=ada.email, password=PASSWORD)
    assert old.status == 401
    new = stranger.submit(old, "/sign-in", email=ada.email, password=NEW)
    assert new.url == "/flights"


def test_a_key_is_shown_once_and_works(browser: Browser, stranger: Browser) -> None:
    page = browser.submit(browser.get("/account"), "/account/keys", client="My phone")
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    key = next(word for word in page.text.split() if word.startswith("vk_"))
    assert len(key) > 60
    assert f"X-Api-Key: {key}" in page.html
    listed = browser.get("/account")
    assert "My phone" in listed.text
    assert key not in listed.html
    assert key[:11] in listed.html
    answer = stranger.api.get("/core/v1/flights", headers={"X-Api-Key": key})
    assert answer.status_code == 200


def test_a_replaced_or_revoked_key_is_dead_at_once(browser: Browser, stranger: Browser) -> None:
    def works(key: str) -> bool:
        answer = stranger.api.get("/core/v1/flights", headers={"X-Api-Key": key})
        return answer.status_code == 200

    first = shown_key(browser.submit(browser.get("/account"), "/account/keys", client="Tablet"))
    listed = browser.get("/account")
    second = shown_key(browser.submit(listed, last_action(listed, "/rotate")))
    assert (works(first), works(second)) == (False, True)
    listed = browser.get("/account")
    page = browser.submit(listed, last_action(listed, "/revoke"))
    assert "does not work any more" in page.text
    assert not works(second)


def shown_key(page: Page) -> str:
    return next(word for word in page.text.split() if word.startswith("vk_"))


def last_action(page: Page, end: str) -> str:
    """Where the newest key's form of that kind leads."""
    return [form.action for form in page.forms if form.action.endswith(end)][-1]


def test_a_key_needs_a_name(browser: Browser) -> None:
    page = browser.submit(browser.get("/account"), "/account/keys", client=" ")
    assert page.status == 400


def test_nobody_touches_the_keys_and_sessions_of_others(
    volary: Volary,
    browser: Browser,
    make_pilot: Callable[..., Pilot],
    sign_in: Callable[[Pilot], Browser],
) -> None:
    pilot = make_pilot(password=True)
    theirs = sign_in(pilot)
    key = volary.identity.clients.keys(owner=pilot.num)[0].num
    session = volary.identity.sessions.all(pilot.num)[0].num
    token = browser.get("/account").form("/account").fields["csrf"]
    for path in (
        f"/account/keys/{key}/rotate",
        f"/account/keys/{key}/revoke",
        f"/account/sessions/{session}/end",
        f"/account/keys/{2**70}/revoke",
    ):
        assert browser.post(path, data={"csrf": token}).status == 404
    assert theirs.get("/account").url == "/account"
    assert pilot.api.get("/core/v1/flights").status_code == 200


def test_another_browser_can_be_signed_out_from_here(
    browser: Browser, ada: Pilot, sign_in: Callable[[Pilot], Browser]
) -> None:
    elsewhere = sign_in(ada)
    page = browser.get("/account")
    assert page.text.count("this one") == 1
    action = next(form.action for form in page.forms if form.action.endswith("/end"))
    assert "Signed out there." in browser.submit(page, action).text
    assert elsewhere.get("/account").url == "/sign-in"
    others = [sign_in(ada), sign_in(ada)]
    browser.submit(browser.get("/account"), "/account/sessions/end-others")
    assert [item.get("/account").url for item in others] == ["/sign-in"] * 2
    assert browser.get("/account").url == "/account"


@pytest.mark.parametrize("path", ["/account", "/flights", "/admin/waiting"])
def test_these_pages_are_for_the_signed_in(stranger: Browser, path: str) -> None:
    answer = stranger.api.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")


def test_the_page_says_how_to_use_the_account_with_other_clients(
    browser: Browser, ada: Pilot
) -> None:
    page = browser.get("/account")
    assert "http://volary.test/api/v1" in page.html
    assert ada.email in page.html
