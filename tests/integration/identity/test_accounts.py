import pytest
from sqlalchemy import select

from volary.core.errors import Conflict, InvalidCredentials, InvalidInput, NotFound, TokenRevoked
from volary.core.identity import AccountChange, Actor, Identity, Profile
from volary.core.identity.model import Account, Credential

OPERATOR = Actor(origin="cli")
PASSWORD = "thermik über Aletsch"


def test_a_new_account_may_upload_and_is_nobody_s_administrator(pilot: Profile) -> None:
    assert pilot.email == "pilot@example.com"
    assert pilot.group.name == "member"
    assert pilot.group.track_access
    assert not pilot.is_admin
    assert pilot.id.version == 7


def test_an_address_is_found_however_it_is_written(identity: Identity, pilot: Profile) -> None:
    assert identity.accounts.find(" Pilot@EXAMPLE.com ").num == pilot.num


def test_two_accounts_cannot_share_an_address(identity: Identity, pilot: Profile) -> None:
    with pytest.raises(Conflict):
        identity.accounts.create(OPERATOR, email="PILOT@example.com", name="Another")
    other = identity.accounts.create(OPERATOR, email="other@example.com", name="Another")
    with pytest.raises(Conflict):
        identity.accounts.change(OPERATOR, other.num, AccountChange(email="Pilot@Example.com"))
    assert identity.accounts.get(other.num).email == "other@example.com"


def test_the_password_is_stored_as_argon2id_only(identity: Identity, pilot: Profile) -> None:
    with identity.store.db.read() as session:
        row = session.scalars(select(Account).where(Account.num == pilot.num)).one()
    assert row.password_hash is not None
    assert row.password_hash.startswith("$argon2id$")


def test_a_change_is_applied_and_told_with_before_and_after(
    identity: Identity, pilot: Profile
) -> None:
    change = AccountChange(name="New Name", group="free", public=True)
    after = identity.accounts.change(OPERATOR, pilot.num, change)
    assert (after.name, after.group.tier, after.public) == ("New Name", "free", True)
    entry = identity.audit.of("account", pilot.num)[0]
    assert entry.action == "account.change"
    assert entry.origin == "cli"
    assert entry.before == {
        "name": "Pilot Name",
        "group_num": pilot.group.num,
        "public": False,
    }
    assert entry.after == {"name": "New Name", "group_num": after.group.num, "public": True}


def test_a_change_that_changes_nothing_leaves_no_trace(identity: Identity, pilot: Profile) -> None:
    identity.accounts.change(OPERATOR, pilot.num, AccountChange(name="Pilot Name"))
    assert [entry.action for entry in identity.audit.of("account", pilot.num)] == ["account.create"]


def test_an_unknown_group_is_refused_with_the_names_there_are(
    identity: Identity, pilot: Profile
) -> None:
    with pytest.raises(InvalidInput, match="member, free, none"):
        identity.accounts.change(OPERATOR, pilot.num, AccountChange(group="members"))


def test_disabling_ends_every_credential_at_once(identity: Identity, pilot: Profile) -> None:
    key = identity.clients.create_key(OPERATOR, client="phone", owner=pilot.num)
    pair = identity.tokens.issue(pilot.num, key.client)
    browser = identity.sessions.create(pilot.num)
    authenticate = identity.authenticator.verify
    for kind, text in (
        ("api_key", key.key),
        ("access_token", pair.access),
        ("web_session", browser.token),
    ):
        assert authenticate(kind, text).account == pilot.num

    identity.accounts.disable(OPERATOR, pilot.num)

    with pytest.raises(TokenRevoked):
        authenticate("access_token", pair.access)
    with pytest.raises(TokenRevoked):
        authenticate("web_session", browser.token)
    with pytest.raises(TokenRevoked):
        identity.tokens.refresh(pair.refresh, key.client)
    with pytest.raises(Exception, match="not known or not active"):
        authenticate("api_key", key.key)
    with pytest.raises(InvalidCredentials):
        identity.sign_in.check("pilot@example.com", PASSWORD, address="192.0.2.1")
    with identity.store.db.read() as session:
        assert (
            session.scalars(select(Credential).where(Credential.revoked_at.is_(None))).all() == []
        )


def test_enabling_again_allows_sign_in_and_revives_nothing(
    identity: Identity, pilot: Profile
) -> None:
    browser = identity.sessions.create(pilot.num)
    identity.accounts.disable(OPERATOR, pilot.num)
    identity.accounts.enable(OPERATOR, pilot.num)
    assert identity.sign_in.check("pilot@example.com", PASSWORD, address="192.0.2.1") == pilot.num
    with pytest.raises(TokenRevoked):
        identity.authenticator.verify("web_session", browser.token)


def test_a_new_password_signs_out_everywhere_but_here_and_keeps_keys(
    identity: Identity, pilot: Profile
) -> None:
    key = identity.clients.create_key(OPERATOR, client="phone", owner=pilot.num)
    here, there = identity.sessions.create(pilot.num), identity.sessions.create(pilot.num)
    num = identity.authenticator.verify("web_session", here.token).credential
    identity.accounts.set_password(OPERATOR, pilot.num, "another good one", keep_credential=num)
    assert identity.authenticator.verify("web_session", here.token).account == pilot.num
    assert identity.authenticator.verify("api_key", key.key).account == pilot.num
    with pytest.raises(TokenRevoked):
        identity.authenticator.verify("web_session", there.token)
    with pytest.raises(InvalidCredentials):
        identity.sign_in.check("pilot@example.com", PASSWORD, address="192.0.2.1")
    identity.sign_in.check("pilot@example.com", "another good one", address="192.0.2.1")


def test_the_last_administrator_stays_one(identity: Identity) -> None:
    admin = identity.accounts.create(OPERATOR, email="a@example.com", name="A", is_admin=True)
    for attempt in (
        lambda: identity.accounts.disable(OPERATOR, admin.num),
        lambda: identity.accounts.change(OPERATOR, admin.num, AccountChange(is_admin=False)),
        lambda: identity.accounts.remove(OPERATOR, admin.num),
    ):
        with pytest.raises(Conflict, match="last administrator"):
            attempt()
    identity.accounts.create(OPERATOR, email="b@example.com", name="B", is_admin=True)
    identity.accounts.disable(OPERATOR, admin.num)


def test_removing_an_account_takes_its_credentials_along(
    identity: Identity, pilot: Profile
) -> None:
    identity.clients.create_key(OPERATOR, client="phone", owner=pilot.num)
    identity.sessions.create(pilot.num)
    identity.accounts.remove(OPERATOR, pilot.num)
    with pytest.raises(NotFound):
        identity.accounts.get(pilot.num)
    with identity.store.db.read() as session:
        assert session.scalars(select(Credential)).all() == []
    removed = identity.audit.of("account", pilot.num)[0]
    assert removed.action == "account.remove"
    assert removed.before is not None
    assert removed.before["email"] == "pilot@example.com"


@pytest.mark.parametrize("text", ["\ud800@example.com", "a\0b@example.com", "x" * 100_000])
def test_texts_that_are_no_address_are_simply_not_found(identity: Identity, text: str) -> None:
    with pytest.raises(NotFound):
        identity.accounts.find(text)
    with pytest.raises(InvalidInput):
        identity.accounts.create(OPERATOR, email=text, name="Name")
