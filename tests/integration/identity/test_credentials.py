import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, select

from volary.core.errors import (
    InvalidKey,
    InvalidToken,
    NotFound,
    TokenExpired,
    TokenNotForClient,
    TokenRevoked,
)
from volary.core.identity import (
    AccountChange,
    Actor,
    Identity,
    Principal,
    Profile,
    csrf_fits,
)
from volary.core.identity.clients import NewKey
from volary.core.identity.model import AuditEntry, Credential

OPERATOR = Actor(origin="cli")


@pytest.fixture
def key(identity: Identity) -> NewKey:
    return identity.clients.create_key(OPERATOR, client="phone app")


def test_a_key_opens_the_api_without_being_anybody(identity: Identity, key: NewKey) -> None:
    assert identity.authenticator.verify("api_key", key.key) == Principal(
        account=None, client=key.client, credential=key.num
    )


def test_a_personal_key_is_its_owner(identity: Identity, pilot: Profile) -> None:
    made = identity.clients.create_key(Actor(pilot.num), client="my script", owner=pilot.num)
    holder = identity.authenticator.verify("api_key", made.key)
    assert (holder.account, holder.client) == (pilot.num, made.client)
    assert holder.track_access


def test_only_the_hash_and_a_short_prefix_of_a_secret_are_stored(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    browser = identity.sessions.create(pilot.num)
    with identity.store.db.read() as session:
        stored = [repr(row) for row in session.execute(select(Credential.__table__)).all()]
        stored += [repr(row) for row in session.execute(select(AuditEntry.__table__)).all()]
    everything = "".join(stored)
    for secret in (key.key, pair.access, pair.refresh, browser.token, browser.csrf):
        assert secret not in everything
    assert key.prefix == key.key[:11]
    assert len(pair.access) == len(pair.refresh) == 64


def test_rotation_kills_the_old_key_and_spares_the_tokens(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    identity.authenticator.verify("api_key", key.key)
    new = identity.clients.rotate(OPERATOR, key.num)
    with pytest.raises(InvalidKey):
        identity.authenticator.verify("api_key", key.key)
    assert identity.authenticator.verify("api_key", new.key).client == key.client
    assert identity.authenticator.verify("access_token", pair.access).client == key.client
    with pytest.raises(NotFound):
        identity.clients.rotate(OPERATOR, key.num)


def test_a_client_that_is_switched_off_lets_nobody_in(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    identity.authenticator.verify("access_token", pair.access)
    identity.clients.set_active(OPERATOR, key.client, active=False)
    with pytest.raises(InvalidKey):
        identity.authenticator.verify("api_key", key.key)
    with pytest.raises(TokenRevoked):
        identity.authenticator.verify("access_token", pair.access)
    identity.clients.set_active(OPERATOR, key.client, active=True)
    assert identity.authenticator.verify("access_token", pair.access).account == pilot.num


def test_nobody_touches_the_keys_of_others(identity: Identity, pilot: Profile) -> None:
    other = identity.accounts.create(OPERATOR, email="other@example.com", name="Other")
    made = identity.clients.create_key(OPERATOR, client="phone", owner=pilot.num)
    with pytest.raises(NotFound):
        identity.clients.revoke(Actor(other.num), made.num, owner=other.num)
    with pytest.raises(NotFound):
        identity.clients.rotate(Actor(other.num), made.num, owner=other.num)
    assert identity.clients.keys(owner=other.num) == []
    identity.clients.revoke(Actor(pilot.num), made.num, owner=pilot.num)
    assert identity.clients.keys(owner=pilot.num) == []
    assert [k.active for k in identity.clients.keys(owner=pilot.num, revoked=True)] == [False]


def test_tokens_end_after_a_day_and_after_ninety(
    identity: Identity, key: NewKey, pilot: Profile, clock: Any
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    identity.authenticator.verify("access_token", pair.access)
    clock.advance(days=1, seconds=1)
    with pytest.raises(TokenExpired):
        identity.authenticator.verify("access_token", pair.access)
    identity.tokens.refresh(pair.refresh, key.client)
    clock.advance(days=89)
    with pytest.raises(TokenExpired):
        identity.tokens.refresh(pair.refresh, key.client)


def test_a_sign_in_that_is_not_remembered_ends_after_a_day(
    identity: Identity, key: NewKey, pilot: Profile, clock: Any
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client, remember=False)
    clock.advance(days=1, seconds=1)
    with pytest.raises(TokenExpired):
        identity.tokens.refresh(pair.refresh, key.client)


def test_refreshing_keeps_the_old_access_token_and_the_refresh_token(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    again = identity.tokens.refresh(pair.refresh, key.client)
    assert again.refresh == pair.refresh
    assert again.access != pair.access
    for text in (pair.access, again.access):
        assert identity.authenticator.verify("access_token", text).account == pilot.num


def test_a_refresh_token_works_for_its_client_only(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    stranger = identity.clients.create_key(OPERATOR, client="other app")
    pair = identity.tokens.issue(pilot.num, key.client)
    with pytest.raises(TokenNotForClient):
        identity.tokens.refresh(pair.refresh, stranger.client)
    with pytest.raises(InvalidToken):
        identity.tokens.refresh("0" * 64, key.client)
    with pytest.raises(InvalidToken):
        identity.tokens.refresh(pair.access, key.client)


def test_logging_out_ends_both_tokens_but_never_another_user_s(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    other = identity.accounts.create(OPERATOR, email="other@example.com", name="Other")
    mine, theirs = (identity.tokens.issue(num, key.client) for num in (pilot.num, other.num))
    holder = identity.authenticator.verify("access_token", mine.access)
    identity.tokens.revoke(holder, refresh=theirs.refresh)
    with pytest.raises(TokenRevoked):
        identity.authenticator.verify("access_token", mine.access)
    identity.tokens.refresh(theirs.refresh, key.client)
    again = identity.tokens.refresh(mine.refresh, key.client)
    holder = identity.authenticator.verify("access_token", again.access)
    identity.tokens.revoke(holder, refresh=mine.refresh)
    with pytest.raises(TokenRevoked):
        identity.tokens.refresh(mine.refresh, key.client)


def test_a_browser_session_ends_when_idle_and_in_any_case_one_day(
    build: Callable[..., Identity], pilot: Profile, clock: Any, ticks: Any
) -> None:
    identity = build(session_idle_s=3600, session_absolute_s=10_000)
    used, forgotten = identity.sessions.create(pilot.num), identity.sessions.create(pilot.num)
    for _ in range(3):
        clock.advance(seconds=3000)
        ticks.now += 3000
        assert identity.authenticator.verify("web_session", used.token).account == pilot.num
    with pytest.raises(TokenExpired):
        identity.authenticator.verify("web_session", forgotten.token)
    clock.advance(seconds=1500)
    ticks.now += 1500
    with pytest.raises(TokenExpired):
        identity.authenticator.verify("web_session", used.token)


def test_a_session_s_csrf_token_fits_that_session_only(identity: Identity, pilot: Profile) -> None:
    one, two = identity.sessions.create(pilot.num), identity.sessions.create(pilot.num)
    assert csrf_fits(one.token, one.csrf)
    assert not csrf_fits(one.token, two.csrf)


def test_a_user_sees_and_ends_where_they_are_signed_in(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    browser = identity.sessions.create(pilot.num, label="Firefox")
    pair = identity.tokens.issue(pilot.num, key.client)
    listed = identity.sessions.all(pilot.num)
    assert [(item.kind, item.label) for item in listed] == [
        ("refresh_token", "phone app"),
        ("web_session", "Firefox"),
    ]
    identity.authenticator.verify("access_token", pair.access)
    identity.sessions.end_one(Actor(pilot.num), pilot.num, listed[0].num)
    with pytest.raises(TokenRevoked):
        identity.authenticator.verify("access_token", pair.access)
    other = identity.accounts.create(OPERATOR, email="other@example.com", name="Other")
    with pytest.raises(NotFound):
        identity.sessions.end_one(Actor(other.num), other.num, listed[1].num)
    assert identity.authenticator.verify("web_session", browser.token).account == pilot.num


def test_a_verified_credential_is_answered_from_memory(
    identity: Identity, key: NewKey, pilot: Profile, ticks: Any
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    assert identity.authenticator.cached("access_token", pair.access) is None
    holder = identity.authenticator.verify("access_token", pair.access)
    statements: list[str] = []

    @event.listens_for(identity.store.db.engine, "before_cursor_execute")
    def _(*args: Any) -> None:
        if args[2].startswith("SELECT"):
            statements.append(args[2])

    assert identity.authenticator.verify("access_token", pair.access) == holder
    assert identity.authenticator.cached("access_token", pair.access) == holder
    assert statements == []
    ticks.now += 1.0
    assert identity.authenticator.cached("access_token", pair.access) is None
    assert identity.authenticator.verify("access_token", pair.access) == holder
    assert len(statements) == 1
    ticks.now += 60.0
    identity.authenticator.verify("access_token", pair.access)
    assert len(statements) > 2


def test_a_failure_is_never_remembered(identity: Identity, pilot: Profile) -> None:
    with pytest.raises(InvalidToken):
        identity.authenticator.verify("access_token", "f" * 64)
    assert identity.authenticator.cached("access_token", "f" * 64) is None


def test_another_process_s_revocation_is_seen_within_a_second(
    build: Callable[..., Identity], pilot: Profile, ticks: Any
) -> None:
    server, command = build(), build()
    key = command.clients.create_key(OPERATOR, client="phone", owner=pilot.num)
    pair = server.tokens.issue(pilot.num, key.client)
    server.authenticator.verify("api_key", key.key)
    server.authenticator.verify("access_token", pair.access)
    command.clients.revoke(OPERATOR, key.num)
    command.accounts.change(OPERATOR, pilot.num, AccountChange(group="none"))
    ticks.now += 1.0
    with pytest.raises(InvalidKey):
        server.authenticator.verify("api_key", key.key)
    assert not server.authenticator.verify("access_token", pair.access).track_access


def test_a_change_of_entitlements_holds_from_the_next_request_on(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    assert identity.authenticator.verify("access_token", pair.access).tier == "member"
    identity.accounts.change(OPERATOR, pilot.num, AccountChange(group="free", is_admin=True))
    holder = identity.authenticator.verify("access_token", pair.access)
    assert (holder.tier, holder.is_admin) == ("free", True)
    identity.groups.change(OPERATOR, "free", track_access=False)
    assert not identity.authenticator.verify("access_token", pair.access).track_access


def test_revoking_beats_a_look_up_that_began_before_it(
    identity: Identity, key: NewKey, pilot: Profile
) -> None:
    """A holder that was read before the revocation must not be remembered after it."""
    pair = identity.tokens.issue(pilot.num, key.client)
    verified = identity.store.verified
    remember = verified.put

    def revoke_first(*args: Any, **kwargs: Any) -> None:
        identity.tokens.revoke(args[1])
        remember(*args, **kwargs)

    verified.put = revoke_first  # type: ignore[method-assign]
    identity.authenticator.verify("access_token", pair.access)
    verified.put = remember  # type: ignore[method-assign]
    with pytest.raises(TokenRevoked):
        identity.authenticator.verify("access_token", pair.access)


def test_last_use_is_written_in_a_batch(
    identity: Identity, key: NewKey, pilot: Profile, clock: Any
) -> None:
    other = identity.clients.create_key(OPERATOR, client="tablet")
    clock.advance(seconds=90)
    for text in (key.key, key.key, other.key):
        identity.authenticator.verify("api_key", text)
    assert identity.clients.keys()[0].last_used_at is None
    assert identity.usage.flush() == 2
    at = dt.datetime(2025, 6, 13, 18, 23, 31, tzinfo=dt.UTC)
    keys = identity.clients.keys()
    assert [info.last_used_at for info in keys] == [at, at]
    assert identity.usage.flush() == 0


def test_dead_credentials_are_forgotten_after_a_month(
    identity: Identity, key: NewKey, pilot: Profile, clock: Any
) -> None:
    pair = identity.tokens.issue(pilot.num, key.client)
    clock.advance(days=30)
    identity.prune()
    with pytest.raises(TokenExpired):
        identity.authenticator.verify("access_token", pair.access)
    clock.advance(days=2)
    identity.prune()
    with pytest.raises(InvalidToken):
        identity.authenticator.verify("access_token", pair.access)
    assert identity.authenticator.verify("api_key", key.key).client == key.client


def test_parallel_rotations_leave_one_living_key(identity: Identity, key: NewKey) -> None:
    def rotate(_: int) -> bool:
        try:
            identity.clients.rotate(OPERATOR, key.num)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(rotate, range(8))) == [False] * 7 + [True]
    assert len(identity.clients.keys()) == 1
