"""Browsers for the tests of the pages: one that nobody has signed in with, and signed-in ones."""

from collections.abc import Callable

import pytest
from tests.wire.support import PASSWORD, Pilot
from tests.wire.web.browser import Browser

from volary.app.volary import Volary
from volary.core.identity import Actor
from volary.platform.http.asgi import App


@pytest.fixture(scope="session", autouse=True)
def _an_operator(volary: Volary) -> None:
    """A server that has been set up; set-up itself has a test of its own."""
    volary.identity.accounts.create(
        Actor(origin="cli"), email="operator@example.org", name="Operator", is_admin=True
    )


@pytest.fixture
def stranger(app: App) -> Browser:
    return Browser(app)


@pytest.fixture
def sign_in(app: App) -> Callable[[Pilot], Browser]:
    """A browser with which that pilot (who has PASSWORD) has signed in."""

    def signed_in(pilot: Pilot) -> Browser:
        browser = Browser(app)
        page = browser.submit(
            browser.get("/sign-in"), "/sign-in", email=pilot.email, password=PASSWORD
        )
        assert page.status == 200, page.text
        return browser

    return signed_in


@pytest.fixture
def ada(make_pilot: Callable[..., Pilot]) -> Pilot:
    return make_pilot("Ada Aloft", password=True)


@pytest.fixture
def browser(ada: Pilot, sign_in: Callable[[Pilot], Browser]) -> Browser:
    """Ada's browser."""
    return sign_in(ada)
