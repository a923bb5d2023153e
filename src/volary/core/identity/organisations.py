"""Organisations of every kind and who belongs to them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from volary.core.errors import Conflict, InvalidInput, NotFound
from volary.core.identity.addresses import clean_name
from volary.core.identity.audit import record
from volary.core.identity.model import ORG_KINDS, ROLES, Account, Membership, Organisation
from volary.core.identity.principal import Actor
from volary.core.identity.store import IdentityStore, load_account, of_account
from volary.platform.db import insert_or_ignore
from volary.platform.ids import new_id


@dataclass(frozen=True, slots=True)
class Org:
    num: int
    id: UUID
    kind: str
    code: str | None
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class Member:
    account: int
    email: str
    name: str
    role: str


class Organisations:
    def __init__(self, store: IdentityStore) -> None:
        self._store = store

    def create(
        self, actor: Actor, *, kind: str, name: str, code: str | None = None, demo: bool = False
    ) -> Org:
        """Conflict when another organisation of the kind has the code."""
        _check("kind", kind, ORG_KINDS)
        name, code = clean_name(name), code and clean_name(code, field="code")
        now = self._store.now()
        values = {"kind": kind, "code": code, "name": name, "demo": demo}
        new = new_id()
        with self._store.db.write() as session:
            row = {**values, "id": new, "created_at": now, "updated_at": now}
            if not insert_or_ignore(session, Organisation, **row):
                raise Conflict("There is an organisation with this code already.")
            org = session.scalars(select(Organisation).where(Organisation.id == new)).one()
            record(session, actor, "org.create", ("organisation", org.num), at=now, after=values)
            return Org(org.num, org.id, kind, code, name, 0)

    def all(self) -> list[Org]:
        return self._list()

    def of(self, account: int) -> list[Org]:
        """The organisations an account is a member of."""
        return self._list(
            Organisation.num.in_(
                select(Membership.org_num).where(Membership.account_num == account)
            )
        )

    def rename(self, actor: Actor, num: int, name: str) -> None:
        name = clean_name(name)
        with self._store.db.write() as session:
            org = _load(session, num)
            before, org.name, org.updated_at = {"name": org.name}, name, self._store.now()
            subject = ("organisation", num)
            at = self._store.now()
            record(
                session, actor, "org.change", subject, at=at, before=before, after={"name": name}
            )

    def remove(self, actor: Actor, num: int) -> None:
        """Delete an organisation that has no members any more."""
        with self._store.db.write() as session:
            org = _load(session, num)
            count = select(func.count()).where(Membership.org_num == num)
            if session.scalar(count):
                raise Conflict("The organisation still has members.")
            before = {"kind": org.kind, "code": org.code, "name": org.name}
            subject = ("organisation", num)
            record(session, actor, "org.remove", subject, at=self._store.now(), before=before)
            session.delete(org)

    def members(self, num: int) -> list[Member]:
        query = (
            select(Account.num, Account.email, Account.name, Membership.role)
            .join(Membership, Membership.account_num == Account.num)
            .where(Membership.org_num == num)
            .order_by(Account.num)
        )
        with self._store.db.read() as session:
            _load(session, num)
            return [Member(*row) for row in session.execute(query)]

    def set_member(self, actor: Actor, num: int, account: int, role: str) -> None:
        """Make the account a member in that role, from its next request on."""
        _check("role", role, ROLES)
        now = self._store.now()
        with self._store.changing(of_account(account)) as session:
            _load(session, num)
            load_account(session, account)
            row = session.get(Membership, (account, num))
            before = None if row is None else {"org": num, "role": row.role}
            if row is None:
                key = {"account_num": account, "org_num": num}
                session.add(Membership(**key, role=role, created_at=now))
            else:
                row.role = role
            after = {"org": num, "role": role}
            subject = ("account", account)
            record(session, actor, "member.set", subject, at=now, before=before, after=after)

    def remove_member(self, actor: Actor, num: int, account: int) -> None:
        """NotFound when the account is no member."""
        with self._store.changing(of_account(account)) as session:
            row = session.get(Membership, (account, num))
            if row is None:
                raise NotFound("This account is not a member.")
            before = {"org": num, "role": row.role}
            session.delete(row)
            subject = ("account", account)
            record(session, actor, "member.remove", subject, at=self._store.now(), before=before)

    def _list(self, *bounds: ColumnElement[bool]) -> list[Org]:
        members = (
            select(func.count()).where(Membership.org_num == Organisation.num).scalar_subquery()
        )
        query = select(Organisation, members).where(*bounds).order_by(Organisation.num)
        with self._store.db.read() as session:
            return [
                Org(org.num, org.id, org.kind, org.code, org.name, count or 0)
                for org, count in session.execute(query)
            ]


def _load(session: Session, num: int) -> Organisation:
    org = session.get(Organisation, num)
    if org is None:
        raise NotFound("There is no such organisation.")
    return org


def _check(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidInput(f"One of {', '.join(allowed)}.", field=field)
