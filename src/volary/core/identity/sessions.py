"""Browser sessions, and the list of where an account is signed in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from volary.core.errors import NotFound
from volary.core.identity.audit import record
from volary.core.identity.model import ApiClient, Credential
from volary.core.identity.principal import Actor, Principal
from volary.core.identity.settings import IdentitySettings
from volary.core.identity.store import IdentityStore
from volary.core.identity.tokens import ensure_enabled
from volary.platform.crypto import keyed_digest, new_token, same, token_hash

_LABEL = 200


@dataclass(frozen=True, slots=True)
class NewSession:
    """``token`` is for the cookie, ``csrf`` for every form and call that changes something."""

    token: str
    csrf: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser session (``label``: the browser's name for itself) or an app's refresh token."""

    num: int
    kind: str
    label: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    expires_at: dt.datetime | None


class Sessions:
    def __init__(self, store: IdentityStore, settings: IdentitySettings) -> None:
        self._store = store
        self._absolute = dt.timedelta(seconds=settings.session_absolute_s)

    def create(self, account: int, *, label: str = "") -> NewSession:
        """A session with a new token, for an account that has just signed in."""
        token, now = new_token(), self._store.now()
        with self._store.db.write() as session:
            ensure_enabled(session, account)
            row = Credential(
                kind="web_session",
                hash=token_hash(token),
                prefix="",
                label=label[:_LABEL],
                account_num=account,
                created_at=now,
                expires_at=now + self._absolute,
            )
            session.add(row)
            session.flush()
            after = {"account": account}
            actor = Actor(account)
            record(session, actor, "session.create", ("credential", row.num), at=now, after=after)
        return NewSession(token, csrf_token(token), now + self._absolute)

    def all(self, account: int) -> list[SignedIn]:
        """Where an account is signed in now, newest first."""
        query = (
            select(Credential, ApiClient.name)
            .outerjoin(ApiClient, Credential.client_num == ApiClient.num)
            .where(
                Credential.account_num == account,
                Credential.kind.in_(("web_session", "refresh_token")),
                Credential.revoked_at.is_(None),
                Credential.expires_at > self._store.now(),
            )
            .order_by(Credential.num.desc())
        )
        with self._store.db.read() as session:
            return [
                SignedIn(
                    row.num,
                    row.kind,
                    client or row.label or "",
                    row.created_at,
                    row.last_used_at,
                    row.expires_at,
                )
                for row, client in session.execute(query)
            ]

    def end(self, principal: Principal) -> None:
        """Sign out of the session that was shown."""
        self._revoke(principal.actor, Credential.num == principal.credential)

    def end_one(self, actor: Actor, account: int, num: int) -> None:
        """End one entry of ``all``; with an app's refresh token its access tokens end too."""
        with self._store.db.read() as session:
            row = session.get(Credential, num)
        if row is None or row.account_num != account:
            raise NotFound("There is no such session.")
        bound = Credential.num == num
        if row.kind == "refresh_token":
            app = Credential.client_num == row.client_num
            bound |= app & Credential.kind.in_(("access_token", "refresh_token"))
        self._revoke(actor, Credential.account_num == account, bound)

    def end_all(self, actor: Actor, account: int, *, keep_credential: int | None = None) -> None:
        """End every session and token of an account; its API keys stay."""
        bounds: list[Any] = [Credential.account_num == account, Credential.kind != "api_key"]
        if keep_credential is not None:
            bounds.append(Credential.num != keep_credential)
        self._revoke(actor, *bounds)

    def _revoke(self, actor: Actor, *bounds: Any) -> None:
        gone: set[int] = set()
        with self._store.changing(lambda principal: principal.credential in gone) as session:
            now = self._store.now()
            nums = session.scalars(
                update(Credential)
                .where(*bounds, Credential.revoked_at.is_(None))
                .values(revoked_at=now)
                .returning(Credential.num)
            ).all()
            states = {"before": {"revoked": False}, "after": {"revoked": True}}
            gone.update(nums)
            for num in nums:
                record(session, actor, "session.end", ("credential", num), at=now, **states)


def csrf_token(session_token: str) -> str:
    """The CSRF token of a session: a keyed digest, so that it needs no place in the database."""
    return keyed_digest(session_token.encode(), "csrf").hex()


def csrf_fits(session_token: str, given: str) -> bool:
    return same(csrf_token(session_token), given)
