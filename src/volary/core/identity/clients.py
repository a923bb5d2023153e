"""API clients and their keys. The text of a key is given once, when it is made."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from volary.core.errors import NotFound
from volary.core.identity.addresses import clean_name
from volary.core.identity.audit import record
from volary.core.identity.model import Account, ApiClient, Credential
from volary.core.identity.principal import Actor
from volary.core.identity.store import IdentityStore, load_account, of_client, of_credential
from volary.platform.crypto import new_token, token_hash
from volary.platform.ids import new_id

KEY_MARK = "vk_"
_SHOWN = len(KEY_MARK) + 8


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that has just been made; nothing but ``key`` can be asked for again."""

    num: int
    key: str
    prefix: str
    client: int
    client_name: str


@dataclass(frozen=True, slots=True)
class KeyInfo:
    num: int
    prefix: str
    client: int
    client_name: str
    client_active: bool
    owner: int | None
    owner_email: str | None
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None

    @property
    def active(self) -> bool:
        return self.client_active and self.revoked_at is None


class Clients:
    """Methods with ``owner`` keep to the keys of that account; None means an operator's view."""

    def __init__(self, store: IdentityStore) -> None:
        self._store = store

    def create_key(self, actor: Actor, *, client: str, owner: int | None = None) -> NewKey:
        """A key for the owner's client of that name, which is made when there is none.

        Keys of one client share its tokens.
        """
        name = clean_name(client, field="client")
        with self._store.db.write() as session:
            if owner is not None:
                load_account(session, owner)
            row = self._find_client(session, name, owner) or self._add_client(session, name, owner)
            return self._add_key(session, actor, row)

    def keys(self, *, owner: int | None = None, revoked: bool = False) -> list[KeyInfo]:
        query = (
            select(Credential, ApiClient, Account.email)
            .join(ApiClient, Credential.client_num == ApiClient.num)
            .outerjoin(Account, ApiClient.owner_num == Account.num)
            .where(Credential.kind == "api_key")
            .order_by(Credential.num)
        )
        if owner is not None:
            query = query.where(ApiClient.owner_num == owner)
        if not revoked:
            query = query.where(Credential.revoked_at.is_(None))
        with self._store.db.read() as session:
            return [_info(*row) for row in session.execute(query)]

    def rotate(self, actor: Actor, num: int, *, owner: int | None = None) -> NewKey:
        """Replace a key: the old one is dead when this returns, tokens of its client live on."""
        with self._store.changing(of_credential(num)) as session:
            key, client = self._load_key(session, num, owner)
            self._kill(session, actor, key)
            return self._add_key(session, actor, client)

    def revoke(self, actor: Actor, num: int, *, owner: int | None = None) -> None:
        with self._store.changing(of_credential(num)) as session:
            key, _ = self._load_key(session, num, owner)
            self._kill(session, actor, key)

    def set_active(self, actor: Actor, client: int, *, active: bool) -> None:
        """Switch a client with all its keys off or on."""
        with self._store.changing(of_client(client)) as session:
            row = session.get(ApiClient, client)
            if row is None:
                raise NotFound("There is no such client.")
            before, row.active = {"active": row.active}, active
            record(
                session,
                actor,
                "client.change",
                ("api_client", client),
                at=self._store.now(),
                before=before,
                after={"active": active},
            )

    def _find_client(self, session: Session, name: str, owner: int | None) -> ApiClient | None:
        query = select(ApiClient).where(ApiClient.name == name, ApiClient.owner_num == owner)
        if owner is None:
            query = select(ApiClient).where(ApiClient.name == name, ApiClient.owner_num.is_(None))
        return session.scalars(query.order_by(ApiClient.num)).first()

    def _add_client(self, session: Session, name: str, owner: int | None) -> ApiClient:
        client = ApiClient(
            id=new_id(), name=name, owner_num=owner, active=True, created_at=self._store.now()
        )
        session.add(client)
        session.flush()
        return client

    def _add_key(self, session: Session, actor: Actor, client: ApiClient) -> NewKey:
        text = KEY_MARK + new_token()
        now = self._store.now()
        row = Credential(
            kind="api_key",
            hash=token_hash(text),
            prefix=text[:_SHOWN],
            client_num=client.num,
            created_at=now,
        )
        session.add(row)
        session.flush()
        after = {"client": client.name, "owner": client.owner_num, "prefix": row.prefix}
        record(session, actor, "key.create", ("credential", row.num), at=now, after=after)
        return NewKey(row.num, text, row.prefix, client.num, client.name)

    def _kill(self, session: Session, actor: Actor, key: Credential) -> None:
        now = self._store.now()
        living = (Credential.num == key.num) & Credential.revoked_at.is_(None)
        changed = session.execute(
            update(Credential).where(living).values(revoked_at=now).returning(Credential.num)
        ).first()
        if changed is None:
            raise NotFound("This key has been revoked already.")
        states = {"before": {"revoked": False}, "after": {"revoked": True}}
        record(session, actor, "key.revoke", ("credential", key.num), at=now, **states)

    def _load_key(
        self, session: Session, num: int, owner: int | None
    ) -> tuple[Credential, ApiClient]:
        query = (
            select(Credential, ApiClient)
            .join(ApiClient, Credential.client_num == ApiClient.num)
            .where(Credential.num == num, Credential.kind == "api_key")
        )
        if owner is not None:
            query = query.where(ApiClient.owner_num == owner)
        row = session.execute(query).first()
        if row is None:
            raise NotFound("There is no such key.")
        return row


def _info(key: Credential, client: ApiClient, email: str | None) -> KeyInfo:
    return KeyInfo(
        num=key.num,
        prefix=key.prefix,
        client=client.num,
        client_name=client.name,
        client_active=client.active,
        owner=client.owner_num,
        owner_email=email,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
