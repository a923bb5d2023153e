"""What the identity services share: the database, the clock, and telling when identities change."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from volary.core.errors import NotFound
from volary.core.identity.model import Account, IdentityGeneration
from volary.core.identity.verified import Affected, VerifiedCache
from volary.platform.clock import Clock
from volary.platform.db import Database, insert_or_ignore

GENERATION_ROW = 1


def generation(session: Session) -> int:
    query = select(IdentityGeneration.value).where(IdentityGeneration.num == GENERATION_ROW)
    return session.scalar(query) or 0


def _bump(session: Session) -> int:
    insert_or_ignore(session, IdentityGeneration, num=GENERATION_ROW, value=0)
    statement = (
        update(IdentityGeneration)
        .where(IdentityGeneration.num == GENERATION_ROW)
        .values(value=IdentityGeneration.value + 1)
        .returning(IdentityGeneration.value)
    )
    return session.scalars(statement).one()


@dataclass(frozen=True, slots=True)
class IdentityStore:
    db: Database
    clock: Clock
    verified: VerifiedCache

    def now(self) -> dt.datetime:
        return self.clock()

    @contextmanager
    def changing(self, affected: Affected) -> Generator[Session]:
        """A write after which the affected identities have to be verified anew, everywhere."""
        with self.db.write() as session:
            yield session
            session.flush()
            value = _bump(session)
        self.verified.changed(value, affected)


def of_account(num: int) -> Affected:
    return lambda principal: principal.account == num


def of_credential(num: int) -> Affected:
    return lambda principal: principal.credential == num


def of_client(num: int) -> Affected:
    return lambda principal: principal.client == num


def load_account(session: Session, num: int) -> Account:
    account = session.get(Account, num)
    if account is None:
        raise NotFound("There is no such account.")
    return account
