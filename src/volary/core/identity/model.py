"""Tables of the identity area. No secret is stored: credentials by SHA-256, passwords by argon2id.

``email_key`` is the address as it is compared (see ``addresses.email_key``); ``email`` as given.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from volary.platform.db import Base, Num

CREDENTIAL_KINDS = ("api_key", "access_token", "refresh_token", "web_session", "setup_token")
ORG_KINDS = ("club", "workspace", "vacc", "airline", "group", "team")
ROLES = ("owner", "admin", "staff", "events", "pilot", "viewer")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class MemberGroup(Base):
    """What an account may do on this server; ``tier`` free has a yearly upload quota."""

    __tablename__ = "member_group"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    track_access: Mapped[bool]
    tier: Mapped[str]
    built_in: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (_one_of("tier", ("free", "member")),)


class Account(Base):
    """One person or one machine. ``public`` publishes the name beside public content."""

    __tablename__ = "account"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)
    must_set_password: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    group_num: Mapped[int] = mapped_column(ForeignKey("member_group.num"), index=True)
    disabled_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class Organisation(Base):
    __tablename__ = "organisation"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str]
    code: Mapped[str | None]
    name: Mapped[str]
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (_one_of("kind", ORG_KINDS), UniqueConstraint("kind", "code"))


class Membership(Base):
    __tablename__ = "membership"

    account_num: Mapped[int] = mapped_column(
        ForeignKey("account.num", ondelete="CASCADE"), primary_key=True
    )
    org_num: Mapped[int] = mapped_column(
        ForeignKey("organisation.num", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str]
    created_at: Mapped[dt.datetime]

    __table_args__ = (_one_of("role", ROLES),)


class ApiClient(Base):
    """A program that talks to the API: an operator's integration or one person's own."""

    __tablename__ = "api_client"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    name: Mapped[str]
    owner_num: Mapped[int | None] = mapped_column(
        ForeignKey("account.num", ondelete="CASCADE"), index=True
    )
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]


class Credential(Base):
    """Anything that is shown to prove who one is; ``hash`` is SHA-256 of its text.

    ``prefix`` is the part of the text that lists may show. An access or refresh token works with
    keys of its client only. ``last_used_at`` is written now and then, not at every use.
    """

    __tablename__ = "credential"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    kind: Mapped[str]
    hash: Mapped[bytes] = mapped_column(unique=True)
    prefix: Mapped[str]
    label: Mapped[str | None]
    account_num: Mapped[int | None] = mapped_column(
        ForeignKey("account.num", ondelete="CASCADE"), index=True
    )
    client_num: Mapped[int | None] = mapped_column(
        ForeignKey("api_client.num", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]

    __table_args__ = (_one_of("kind", CREDENTIAL_KINDS),)


class IdentityGeneration(Base):
    """One row; ``value`` grows with every change that can end or alter a verified identity.

    Every process compares it with the value it knows, at most once a second, and then forgets
    the identities it has verified.
    """

    __tablename__ = "identity_generation"

    num: Mapped[int] = mapped_column(Num, primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(Num)


class AuditEntry(Base):
    """One change, with what the subject was before and after. Outlives the subject and the actor.

    ``subject_num`` and ``actor_*`` are therefore plain numbers without foreign keys.
    """

    __tablename__ = "audit_entry"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_num: Mapped[int] = mapped_column(Num)
    actor_account: Mapped[int | None] = mapped_column(Num)
    actor_client: Mapped[int | None] = mapped_column(Num)
    origin: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    request_id: Mapped[str | None]

    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_num"),)
