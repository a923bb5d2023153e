from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from volary.core.errors import InvalidCredentials, RateLimited
from volary.core.identity import Actor, Identity, IdentitySettings, Profile, build_identity
from volary.core.identity.model import Account
from volary.platform.crypto import PasswordPool
from volary.platform.db import Database

PASSWORD = "thermik über Aletsch"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def fail(identity: Identity, email: str, times: int, *, address: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(InvalidCredentials):
            identity.sign_in.check(email, "wrong password", address=address)


def test_the_right_password_gives_the_account(identity: Identity, pilot: Profile) -> None:
    assert identity.sign_in.check("PILOT@example.com ", PASSWORD, address=HOME) == pilot.num


def test_a_wrong_password_and_an_unknown_account_get_the_same_words(
    identity: Identity, pilot: Profile
) -> None:
    said: list[str] = []
    for email in ("pilot@example.com", "nobody@example.com", "\ud800", "a\0b"):
        with pytest.raises(InvalidCredentials) as caught:
            identity.sign_in.check(email, "wrong password", address=HOME)
        said.append(caught.value.message)
    assert len(set(said)) == 1


@pytest.mark.parametrize("password", ["x" * 2000, "half \ud800 surrogate", "", "nul \0"])
def test_passwords_that_cannot_be_are_merely_wrong(
    identity: Identity, pilot: Profile, password: str
) -> None:
    with pytest.raises(InvalidCredentials):
        identity.sign_in.check("pilot@example.com", password, address=HOME)


def test_ten_failures_a_minute_reach_the_hash_and_then_it_waits(
    identity: Identity, pilot: Profile, ticks: Any
) -> None:
    fail(identity, "pilot@example.com", 10)
    with pytest.raises(RateLimited) as caught:
        identity.sign_in.check("Pilot@example.com", PASSWORD, address=ELSEWHERE)
    assert 1 <= caught.value.retry_after_s <= 60
    ticks.now += caught.value.retry_after_s
    assert identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME) == pilot.num


def test_an_unknown_account_is_limited_just_like_a_known_one(identity: Identity) -> None:
    fail(identity, "nobody@example.com", 10)
    with pytest.raises(RateLimited):
        identity.sign_in.check("nobody@example.com", PASSWORD, address=HOME)


def test_sixty_failures_a_minute_from_one_address(identity: Identity, pilot: Profile) -> None:
    for number in range(60):
        fail(identity, f"guess{number}@example.com", 1)
    with pytest.raises(RateLimited):
        identity.sign_in.check("another@example.com", PASSWORD, address=HOME)
    assert identity.sign_in.check("pilot@example.com", PASSWORD, address=ELSEWHERE) == pilot.num


def test_successes_are_never_throttled(identity: Identity, pilot: Profile) -> None:
    for _ in range(100):
        assert identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME) == pilot.num


def test_a_stranger_s_failures_do_not_keep_the_owner_out_at_home(
    identity: Identity, pilot: Profile
) -> None:
    identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME)
    fail(identity, "pilot@example.com", 10, address=ELSEWHERE)
    with pytest.raises(RateLimited):
        identity.sign_in.check("pilot@example.com", PASSWORD, address="203.0.113.9")
    assert identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME) == pilot.num


def test_the_limit_comes_before_the_hash(identity: Identity, pilot: Profile) -> None:
    fail(identity, "pilot@example.com", 10)
    identity.passwords.close()  # whatever is hashed from here on fails loudly
    with pytest.raises(RateLimited):
        identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME)


def test_a_full_pool_asks_to_come_back(database: Database, clock: Any) -> None:
    pool = PasswordPool(threads=1, queue=1, time_cost=1, memory_kib=8)
    part = build_identity(database, clock, IdentitySettings(), pool=pool)
    while pool._places.acquire(blocking=False):
        pass
    with pytest.raises(RateLimited) as caught:
        part.sign_in.check("pilot@example.com", PASSWORD, address=HOME)
    assert caught.value.retry_after_s > 0
    part.close()


def test_an_old_hash_is_renewed_when_the_password_is_right(
    identity: Identity, pilot: Profile
) -> None:
    old = PasswordPool(time_cost=2, memory_kib=16).hash(PASSWORD)
    with identity.store.db.write() as session:
        session.execute(update(Account).values(password_hash=old))
    identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME)
    with identity.store.db.read() as session:
        stored = session.scalar(select(Account.password_hash))
    assert stored is not None
    assert "m=8,t=1" in stored
    identity.sign_in.check("pilot@example.com", PASSWORD, address=HOME)


def test_a_password_with_every_request_is_hashed_once_a_minute(
    identity: Identity, pilot: Profile, ticks: Any
) -> None:
    authenticator = identity.authenticator
    holder = authenticator.verify_password("pilot@example.com", PASSWORD, address=HOME)
    assert holder.account == pilot.num
    checks: list[str] = []
    fits = identity.passwords.fits

    def counting(stored: str | None, password: str) -> bool:
        checks.append(password)
        return fits(stored, password)

    identity.passwords.fits = counting  # type: ignore[method-assign]
    assert authenticator.cached_password("Pilot@example.com", PASSWORD) == holder
    assert authenticator.verify_password("pilot@example.com", PASSWORD, address=HOME) == holder
    assert authenticator.cached_password("pilot@example.com", "wrong") is None
    assert checks == []
    identity.accounts.set_password(Actor(pilot.num), pilot.num, "another good one")
    with pytest.raises(InvalidCredentials):
        authenticator.verify_password("pilot@example.com", PASSWORD, address=HOME)
    assert checks == [PASSWORD]


def test_settings_cannot_go_below_what_must_be_let_through(
    build: Callable[..., Identity], pilot: Profile
) -> None:
    generous = build(failures_per_account=25)
    fail(generous, "pilot@example.com", 25)
    with pytest.raises(RateLimited):
        generous.sign_in.check("pilot@example.com", PASSWORD, address=HOME)
