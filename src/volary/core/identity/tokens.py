"""Opaque access and refresh tokens, each bound to the API client that it was issued through."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from volary.core.errors import InvalidToken, TokenExpired, TokenNotForClient, TokenRevoked
from volary.core.identity.audit import record
from volary.core.identity.model import Account, Credential
from volary.core.identity.principal import Actor, Principal
from volary.core.identity.settings import IdentitySettings
from volary.core.identity.store import IdentityStore
from volary.platform.crypto import new_token, token_hash


@dataclass(frozen=True, slots=True)
class TokenPair:
    """Two texts of 64 hexadecimal digits, given once."""

    access: str
    refresh: str
    account: int


class Tokens:
    def __init__(self, store: IdentityStore, settings: IdentitySettings) -> None:
        self._store = store
        self._access = dt.timedelta(seconds=settings.access_token_s)
        self._refresh = dt.timedelta(seconds=settings.refresh_token_s)
        self._short_refresh = dt.timedelta(seconds=settings.short_refresh_token_s)

    def issue(self, account: int, client: int, *, remember: bool = True) -> TokenPair:
        """A pair for an account that has just signed in; not remembered, it lasts a day."""
        actor = Actor(account, client)
        pair = TokenPair(new_token(), new_token(), account)
        lifetime = self._refresh if remember else self._short_refresh
        now = self._store.now()
        with self._store.db.write() as session:
            ensure_enabled(session, account)
            self._add(session, "access_token", pair.access, actor, self._access)
            refresh = self._add(session, "refresh_token", pair.refresh, actor, lifetime)
            record(
                session,
                actor,
                "token.issue",
                ("credential", refresh.num),
                at=now,
                after={"account": account, "client": client, "remember": remember},
            )
        return pair

    def refresh(self, text: str, client: int) -> TokenPair:
        """A new access token beside the old one, which stays valid; the refresh token stays too.

        InvalidToken, TokenNotForClient, TokenRevoked or TokenExpired.
        """
        access = new_token()
        with self._store.db.write() as session:
            row = self._load_refresh(session, text)
            if row.client_num != client:
                raise TokenNotForClient
            if row.revoked_at is not None:
                raise TokenRevoked
            if row.expires_at is not None and row.expires_at <= self._store.now():
                raise TokenExpired
            account = row.account_num
            assert account is not None
            ensure_enabled(session, account)
            row.last_used_at = self._store.now()
            self._add(session, "access_token", access, Actor(account, client), self._access)
        return TokenPair(access, text, account)

    def revoke(self, principal: Principal, *, refresh: str | None = None) -> None:
        """End the access token that was shown, and the refresh token if it is the same user's.

        The refresh token of another user, or one that does not exist, is left alone silently.
        """
        gone = {principal.credential}
        with self._store.changing(lambda holder: holder.credential in gone) as session:
            own = Credential.account_num == principal.account
            shown = Credential.num == principal.credential
            if refresh is not None:
                is_refresh = Credential.kind == "refresh_token"
                shown |= is_refresh & (Credential.hash == token_hash(refresh))
            revoked = session.scalars(
                update(Credential)
                .where(own, shown, Credential.revoked_at.is_(None))
                .values(revoked_at=self._store.now())
                .returning(Credential.num)
            ).all()
            for num in revoked:
                record(
                    session,
                    principal.actor,
                    "token.revoke",
                    ("credential", num),
                    at=self._store.now(),
                    before={"revoked": False},
                    after={"revoked": True},
                )

    def _add(
        self, session: Session, kind: str, text: str, holder: Actor, lifetime: dt.timedelta
    ) -> Credential:
        now = self._store.now()
        row = Credential(
            kind=kind,
            hash=token_hash(text),
            prefix="",
            account_num=holder.account,
            client_num=holder.client,
            created_at=now,
            expires_at=now + lifetime,
        )
        session.add(row)
        session.flush()
        return row

    def _load_refresh(self, session: Session, text: str) -> Credential:
        row = session.scalars(
            select(Credential).where(
                Credential.hash == token_hash(text), Credential.kind == "refresh_token"
            )
        ).first()
        if row is None:
            raise InvalidToken
        return row


def ensure_enabled(session: Session, account: int) -> None:
    """A lock on the account's row, so that disabling it cannot overtake what is issued here."""
    query = select(Account.disabled_at).where(Account.num == account).with_for_update()
    row = session.execute(query).first()
    if row is None or row.disabled_at is not None:
        raise TokenRevoked
