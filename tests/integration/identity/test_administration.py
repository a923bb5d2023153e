from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import structlog

from volary.core.errors import Conflict, InvalidInput, InvalidToken, NotFound
from volary.core.identity import AccountChange, Actor, Identity, Profile

OPERATOR = Actor(origin="cli")
PASSWORD = "thermik über Aletsch"


def test_a_new_server_has_no_account_and_three_groups(identity: Identity) -> None:
    assert identity.accounts.all() == []
    assert [(g.name, g.track_access, g.tier) for g in identity.groups.all()] == [
        ("member", True, "member"),
        ("free", True, "free"),
        ("none", False, "free"),
    ]
    identity.prepare()
    assert len(identity.groups.all()) == 3


def test_the_set_up_token_makes_one_administrator(identity: Identity) -> None:
    token = identity.first_admin.token()
    assert token is not None
    admin = identity.first_admin.create(
        token, email="admin@example.com", name="Admin", password=PASSWORD
    )
    assert admin.is_admin
    assert identity.first_admin.token() is None
    with pytest.raises(InvalidToken):
        identity.first_admin.create(token, email="b@example.com", name="B", password=PASSWORD)
    entry = identity.audit.of("account", admin.num)[0]
    assert (entry.action, entry.origin) == ("account.create", "setup")


def test_a_refused_form_does_not_use_the_token_up(identity: Identity) -> None:
    token = identity.first_admin.token()
    assert token is not None
    with pytest.raises(InvalidInput):
        identity.first_admin.create(token, email="a@example.com", name="A", password="12345678")
    identity.first_admin.create(token, email="a@example.com", name="A", password=PASSWORD)


def test_a_set_up_token_expires_and_is_replaced_by_the_next(identity: Identity, clock: Any) -> None:
    first, second = identity.first_admin.token(), identity.first_admin.token()
    assert first is not None
    assert second is not None
    with pytest.raises(InvalidToken):
        identity.first_admin.check(first)
    identity.first_admin.check(second)
    clock.advance(days=2)
    with pytest.raises(InvalidToken):
        identity.first_admin.check(second)


def test_two_people_with_the_token_make_one_administrator(identity: Identity) -> None:
    token = identity.first_admin.token()
    assert token is not None

    def attempt(number: int) -> bool:
        email = f"admin{number}@example.com"
        try:
            identity.first_admin.create(token, email=email, name="Admin", password=PASSWORD)
        except (InvalidToken, Conflict):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]
    assert len(identity.accounts.all()) == 1


def test_organisations_and_their_members(identity: Identity, pilot: Profile) -> None:
    club = identity.organisations.create(OPERATOR, kind="club", name="Aletsch", code="ALE")
    with pytest.raises(Conflict):
        identity.organisations.create(OPERATOR, kind="club", name="Another", code="ALE")
    identity.organisations.create(OPERATOR, kind="team", name="Another", code="ALE")
    with pytest.raises(InvalidInput):
        identity.organisations.create(OPERATOR, kind="sect", name="Another")
    identity.organisations.set_member(OPERATOR, club.num, pilot.num, "pilot")
    identity.organisations.set_member(OPERATOR, club.num, pilot.num, "admin")
    members = identity.organisations.members(club.num)
    assert [(member.email, member.role) for member in members] == [("pilot@example.com", "admin")]
    assert [org.members for org in identity.organisations.of(pilot.num)] == [1]
    with pytest.raises(Conflict):
        identity.organisations.remove(OPERATOR, club.num)
    browser = identity.sessions.create(pilot.num)
    holder = identity.authenticator.verify("web_session", browser.token)
    assert holder.orgs == {club.num}
    identity.organisations.remove_member(OPERATOR, club.num, pilot.num)
    assert identity.authenticator.verify("web_session", browser.token).orgs == frozenset()
    with pytest.raises(NotFound):
        identity.organisations.remove_member(OPERATOR, club.num, pilot.num)
    identity.organisations.remove(OPERATOR, club.num)
    assert [org.name for org in identity.organisations.all()] == ["Another"]
    actions = [entry.action for entry in identity.audit.of("account", pilot.num)]
    assert actions[:3] == ["member.remove", "member.set", "member.set"]


def test_groups_are_made_changed_and_removed_while_empty(
    identity: Identity, pilot: Profile
) -> None:
    identity.groups.create(OPERATOR, "guests", track_access=True, tier="free")
    with pytest.raises(Conflict):
        identity.groups.create(OPERATOR, "guests", track_access=True, tier="free")
    identity.accounts.change(OPERATOR, pilot.num, AccountChange(group="guests"))
    with pytest.raises(Conflict):
        identity.groups.remove(OPERATOR, "guests")
    with pytest.raises(Conflict):
        identity.groups.remove(OPERATOR, "free")
    identity.accounts.change(OPERATOR, pilot.num, AccountChange(group="member"))
    identity.groups.remove(OPERATOR, "guests")
    assert len(identity.groups.all()) == 3


def test_the_trail_names_the_request_and_pages_backwards(identity: Identity) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        for number in range(5):
            identity.accounts.create(OPERATOR, email=f"p{number}@example.com", name="P")
    page = identity.audit.latest(limit=3)
    assert {entry.request_id for entry in page} == {"r-1"}
    rest = identity.audit.latest(limit=3, before_num=page[-1].num)
    assert len(rest) == 2
    assert rest[0].num < page[-1].num
