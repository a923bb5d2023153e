from collections.abc import Callable, Iterator
from typing import Any

import pytest

from volary.core.identity import Actor, Identity, IdentitySettings, Profile, build_identity
from volary.platform.crypto import PasswordPool
from volary.platform.db import Database

OPERATOR = Actor(origin="cli")
PASSWORD = "thermik über Aletsch"


class Ticks:
    """Seconds that pass when the test says so, for the limits and the cache."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def build(database: Database, clock: Any, ticks: Ticks) -> Iterator[Callable[..., Identity]]:
    """Makes identity parts over one database, as several processes would have them."""
    made: list[Identity] = []

    def make(**settings: Any) -> Identity:
        pool = PasswordPool(threads=2, time_cost=1, memory_kib=8)
        part = build_identity(
            database, clock, IdentitySettings(**settings), pool=pool, monotonic=ticks
        )
        part.prepare()
        made.append(part)
        return part

    yield make
    for part in made:
        part.close()


@pytest.fixture
def identity(build: Callable[..., Identity]) -> Identity:
    return build()


@pytest.fixture
def pilot(identity: Identity) -> Profile:
    return identity.accounts.create(
        OPERATOR, email="pilot@example.com", name="Pilot Name", password=PASSWORD
    )
