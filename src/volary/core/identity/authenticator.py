"""From the text of a credential to its holder."""

import datetime as dt
from collections.abc import Callable
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from volary.core.errors import InvalidKey, InvalidToken, TokenExpired, TokenRevoked
from volary.core.identity.addresses import email_key
from volary.core.identity.model import Account, ApiClient, Credential, MemberGroup, Membership
from volary.core.identity.principal import Principal, Tier
from volary.core.identity.settings import IdentitySettings
from volary.core.identity.sign_in import SignIn
from volary.core.identity.store import IdentityStore, generation, load_account
from volary.core.identity.usage import Usage
from volary.platform.crypto import token_hash

Kind = Literal["api_key", "access_token", "web_session"]
NO_CREDENTIAL = 0
"""The credential number of a principal that was verified by password."""


class Authenticator:
    """``cached`` answers from memory and may be called on the event loop; ``verify`` may not."""

    def __init__(
        self, store: IdentityStore, settings: IdentitySettings, sign_in: SignIn, usage: Usage
    ) -> None:
        self._store = store
        self._idle = dt.timedelta(seconds=settings.session_idle_s)
        self._sign_in = sign_in
        self._usage = usage

    def cached(self, kind: Kind, text: str) -> Principal | None:
        """The holder, when the credential was verified within the last minute."""
        verified = self._store.verified
        return verified.get(verified.key(kind, text), self._store.now())

    def verify(self, kind: Kind, text: str) -> Principal:
        """The holder; InvalidKey for an API key, else InvalidToken, TokenRevoked, TokenExpired."""
        return self._remembered((kind, text), lambda session: self._load(session, kind, text))

    def verify_password(self, email: str, password: str, *, address: str) -> Principal:
        """For clients that send e-mail and password with every request (HTTP Basic).

        InvalidCredentials or RateLimited. While a success is remembered, nothing is hashed.
        """
        checked: list[int] = []

        def load(session: Session) -> tuple[Principal, dt.datetime | None]:
            return self._of_account(session, checked[0]), None

        def check() -> None:
            checked.append(self._sign_in.check(email, password, address=address))

        return self._remembered(("password", email_key(email), password), load, before=check)

    def acting_for(self, account: int) -> Principal:
        """The account as if it had signed in; for the operator's own commands.

        NotFound when there is none, TokenRevoked when it is disabled.
        """
        with self._store.db.read() as session:
            load_account(session, account)
            return self._of_account(session, account)

    def cached_password(self, email: str, password: str) -> Principal | None:
        verified = self._store.verified
        key = verified.key("password", email_key(email), password)
        return verified.get(key, self._store.now())

    def _remembered(
        self,
        parts: tuple[str, ...],
        load: Callable[[Session], tuple[Principal, dt.datetime | None]],
        *,
        before: Callable[[], None] | None = None,
    ) -> Principal:
        verified = self._store.verified
        key = verified.key(*parts)
        if verified.stale():
            asked_at = verified.monotonic()
            with self._store.db.read() as session:
                verified.observe(generation(session), asked_at=asked_at)
        if (known := verified.get(key, self._store.now())) is not None:
            return known
        epoch = verified.epoch
        if before is not None:
            before()
        asked_at = verified.monotonic()
        with self._store.db.read() as session:
            value = generation(session)
            principal, expires_at = load(session)
        verified.observe(value, asked_at=asked_at)
        verified.put(key, principal, expires_at, epoch=epoch)
        return principal

    def _load(
        self, session: Session, kind: Kind, text: str
    ) -> tuple[Principal, dt.datetime | None]:
        query = (
            select(Credential, ApiClient.active, ApiClient.owner_num)
            .outerjoin(ApiClient, Credential.client_num == ApiClient.num)
            .where(Credential.hash == token_hash(text), Credential.kind == kind)
        )
        row, active, owner = session.execute(query).first() or (None, None, None)
        if kind == "api_key":
            if row is None or row.revoked_at is not None or not active:
                raise InvalidKey
            account = owner
        else:
            row = self._alive(row, active=active is not False)
            account = row.account_num
        self._usage.note(row.num, self._store.now())
        return self._holder(session, account, row.client_num, row.num), row.expires_at

    def _alive(self, row: Credential | None, *, active: bool) -> Credential:
        if row is None:
            raise InvalidToken
        if row.revoked_at is not None or not active:
            raise TokenRevoked
        now = self._store.now()
        if row.expires_at is not None and row.expires_at <= now:
            raise TokenExpired
        if row.kind == "web_session":
            times = (row.created_at, row.last_used_at, self._usage.last(row.num))
            if max(at for at in times if at is not None) + self._idle <= now:
                raise TokenExpired
        return row

    def _of_account(self, session: Session, account: int) -> Principal:
        return self._holder(session, account, None, NO_CREDENTIAL)

    def _holder(
        self, session: Session, account: int | None, client: int | None, credential: int
    ) -> Principal:
        if account is None:
            return Principal(None, client, credential)
        query = (
            select(
                Account.is_admin,
                Account.disabled_at,
                Account.group_num,
                MemberGroup.track_access,
                MemberGroup.tier,
            )
            .join(MemberGroup, Account.group_num == MemberGroup.num)
            .where(Account.num == account)
        )
        row = session.execute(query).one()
        if row.disabled_at is not None:
            raise TokenRevoked
        orgs = session.scalars(select(Membership.org_num).where(Membership.account_num == account))
        tier: Tier = "member" if row.tier == "member" else "free"
        return Principal(
            account=account,
            client=client,
            credential=credential,
            is_admin=row.is_admin,
            orgs=frozenset(orgs),
            group=row.group_num,
            track_access=row.track_access,
            tier=tier,
        )
