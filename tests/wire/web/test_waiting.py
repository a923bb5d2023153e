"""Late uploads wait for an administrator."""

from collections.abc import Callable

import pytest
from tests.wire.support import Pilot
from tests.wire.web.browser import Browser

from volary.app.volary import Volary
from volary.core.logbook.model import Flight


@pytest.fixture
def late(volary: Volary, ada: Pilot, fresh_igc: bytes) -> int:
    """Ada's flight, uploaded late."""
    num: int = ada.upload(fresh_igc, title="Late in the day")["num"]
    with volary.db.write() as session:
        row = session.get_one(Flight, num)
        row.locked = row.late_upload = True
    return num


@pytest.fixture
def admin(make_pilot: Callable[..., Pilot], sign_in: Callable[[Pilot], Browser]) -> Browser:
    return sign_in(make_pilot("Some Admin", is_admin=True, password=True))


def test_an_administrator_sees_and_approves_it(admin: Browser, browser: Browser, late: int) -> None:
    assert "Waiting for approval" in browser.get(f"/flights/{late}").text
    page = admin.get("/admin/waiting")
    assert "Late in the day" in page.text
    assert "Ada Aloft" in page.text
    assert admin.get(f"/flights/{late}").status == 200
    page = admin.submit(page, f"/admin/waiting/{late}/approve")
    assert "Approved." in page.text
    assert not page.has_form(f"/admin/waiting/{late}/approve")
    assert "Waiting for approval" not in browser.get(f"/flights/{late}").text


def test_a_waiting_flight_cannot_be_published(browser: Browser, late: int) -> None:
    path = f"/flights/{late}"
    page = browser.submit(browser.get(path), path, visibility="public")
    assert page.status == 403
    assert "until an administrator approves it" in page.text


def test_pilots_do_not_approve(browser: Browser, late: int) -> None:
    assert browser.get("/admin/waiting").status == 403
    token = browser.get("/flights").form("/sign-out").fields["csrf"]
    answer = browser.post(f"/admin/waiting/{late}/approve", data={"csrf": token})
    assert answer.status == 403
    assert "/admin/waiting" not in browser.get("/flights").html
