"""Accounts as the rest of the program sees them: whole, and without their secrets."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from volary.core.errors import Conflict
from volary.core.identity.addresses import email_key
from volary.core.identity.audit import record
from volary.core.identity.groups import Group, find_group
from volary.core.identity.model import Account, MemberGroup
from volary.core.identity.principal import Actor
from volary.platform.db import insert_or_ignore
from volary.platform.ids import new_id


@dataclass(frozen=True, slots=True)
class Profile:
    """An account with its group."""

    num: int
    id: UUID
    email: str
    name: str
    group: Group
    is_admin: bool
    public: bool
    demo: bool
    has_password: bool
    must_set_password: bool
    disabled_at: dt.datetime | None
    created_at: dt.datetime


def add_account(
    session: Session, actor: Actor, values: dict[str, Any], *, group: str, now: dt.datetime
) -> Profile:
    """Insert an account in the caller's transaction; Conflict when the address is taken."""
    row = {
        **values,
        "id": new_id(),
        "email_key": email_key(values["email"]),
        "group_num": find_group(session, group).num,
        "must_set_password": values["password_hash"] is None,
        "created_at": now,
        "updated_at": now,
    }
    if not insert_or_ignore(session, Account, **row):
        raise Conflict("There is an account with this e-mail address already.")
    account = session.scalars(select(Account).where(Account.id == row["id"])).one()
    subject = ("account", account.num)
    record(session, actor, "account.create", subject, at=now, after=snapshot(account))
    return load_profile(session, account.num)


def snapshot(account: Account) -> dict[str, Any]:
    fields = ("email", "name", "group_num", "is_admin", "public", "demo")
    disabled = {"disabled": account.disabled_at is not None}
    return {field: getattr(account, field) for field in fields} | disabled


def profiles() -> Select[Account, MemberGroup]:
    return select(Account, MemberGroup).join(MemberGroup, Account.group_num == MemberGroup.num)


def load_profile(session: Session, num: int) -> Profile:
    session.flush()
    return profile_of(*session.execute(profiles().where(Account.num == num)).one())


def profile_of(account: Account, group: MemberGroup) -> Profile:
    return Profile(
        num=account.num,
        id=account.id,
        email=account.email,
        name=account.name,
        group=Group.of(group),
        is_admin=account.is_admin,
        public=account.public,
        demo=account.demo,
        has_password=account.password_hash is not None,
        must_set_password=account.must_set_password,
        disabled_at=account.disabled_at,
        created_at=account.created_at,
    )
