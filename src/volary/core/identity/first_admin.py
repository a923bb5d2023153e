"""The first administrator: made with a token that only who started the server has seen."""

import datetime as dt

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from volary.core.errors import Conflict, InvalidToken
from volary.core.identity.addresses import clean_email, clean_name
from volary.core.identity.groups import DEFAULT_GROUP
from volary.core.identity.model import Account, Credential
from volary.core.identity.passwords import Passwords
from volary.core.identity.principal import Actor
from volary.core.identity.profiles import Profile, add_account
from volary.core.identity.settings import IdentitySettings
from volary.core.identity.store import IdentityStore
from volary.platform.crypto import new_token, token_hash

_KIND = Credential.kind == "setup_token"
_ORIGIN = Actor(origin="setup")


class FirstAdmin:
    def __init__(
        self, store: IdentityStore, passwords: Passwords, settings: IdentitySettings
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._lifetime = dt.timedelta(seconds=settings.setup_token_s)

    def needed(self) -> bool:
        """Whether nobody administers this server yet."""
        with self._store.db.read() as session:
            return not _has_admin(session)

    def token(self) -> str | None:
        """A new set-up token, which ends every earlier one; None when there is an administrator."""
        if not self.needed():
            return None
        text, now = new_token(), self._store.now()
        with self._store.db.write() as session:
            self._end_tokens(session)
            session.add(
                Credential(
                    kind="setup_token",
                    hash=token_hash(text),
                    prefix="",
                    created_at=now,
                    expires_at=now + self._lifetime,
                )
            )
        return text

    def check(self, token: str) -> None:
        """InvalidToken unless the token would be taken now."""
        with self._store.db.read() as session:
            if session.scalar(select(Credential.num).where(self._alive(token))) is None:
                raise InvalidToken

    def create(self, token: str, *, email: str, name: str, password: str) -> Profile:
        """The administrator; the token is used up with it, or not at all.

        InvalidToken, InvalidInput, or Conflict when there is an administrator already.
        """
        self.check(token)
        email, name = clean_email(email), clean_name(name)
        hashed = self._passwords.hash(password, email=email)
        values = {
            "email": email,
            "name": name,
            "password_hash": hashed,
            "is_admin": True,
            "public": False,
            "demo": False,
        }
        with self._store.db.write() as session:
            now = self._store.now()
            used = update(Credential).where(self._alive(token)).values(revoked_at=now)
            if session.execute(used.returning(Credential.num)).first() is None:
                raise InvalidToken
            if _has_admin(session):
                raise Conflict("This server has an administrator already.")
            self._end_tokens(session)
            return add_account(session, _ORIGIN, values, group=DEFAULT_GROUP, now=now)

    def _alive(self, token: str) -> ColumnElement[bool]:
        return (
            _KIND
            & (Credential.hash == token_hash(token))
            & Credential.revoked_at.is_(None)
            & (Credential.expires_at > self._store.now())
        )

    def _end_tokens(self, session: Session) -> None:
        living = update(Credential).where(_KIND, Credential.revoked_at.is_(None))
        session.execute(living.values(revoked_at=self._store.now()))


def _has_admin(session: Session) -> bool:
    query = select(Account.num).where(Account.is_admin.is_(True), Account.disabled_at.is_(None))
    return session.scalar(query.limit(1)) is not None
