"""Accounts: creating, changing and disabling them, each with its entry in the audit trail."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from volary.core.errors import Conflict, NotFound
from volary.core.identity.addresses import clean_email, clean_name, email_key
from volary.core.identity.audit import record
from volary.core.identity.groups import DEFAULT_GROUP, find_group
from volary.core.identity.model import Account, ApiClient, Credential, MemberGroup
from volary.core.identity.passwords import Passwords
from volary.core.identity.principal import Actor
from volary.core.identity.profiles import (
    Profile,
    add_account,
    load_profile,
    profile_of,
    profiles,
    snapshot,
)
from volary.core.identity.store import IdentityStore, load_account, of_account
from volary.core.identity.verified import Affected

SIGNED_IN_KINDS = ("access_token", "refresh_token", "web_session")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What to change; None leaves a field as it is."""

    email: str | None = None
    name: str | None = None
    group: str | None = None
    public: bool | None = None
    is_admin: bool | None = None


class Accounts:
    def __init__(self, store: IdentityStore, passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords

    def create(
        self,
        actor: Actor,
        *,
        email: str,
        name: str,
        password: str | None = None,
        group: str = DEFAULT_GROUP,
        is_admin: bool = False,
        public: bool = False,
        demo: bool = False,
    ) -> Profile:
        """A new account; without a password nobody can sign in until one is set.

        InvalidInput for a bad value, Conflict when the address is taken.
        """
        email, name = clean_email(email), clean_name(name)
        hashed = None if password is None else self._passwords.hash(password, email=email)
        with self._store.db.write() as session:
            values = {
                "email": email,
                "name": name,
                "password_hash": hashed,
                "is_admin": is_admin,
                "public": public,
                "demo": demo,
            }
            return add_account(session, actor, values, group=group, now=self._store.now())

    def get(self, num: int) -> Profile:
        """NotFound when there is none."""
        return self._one(profiles().where(Account.num == num))

    def find(self, email: str) -> Profile:
        """The account with that address, however it is written; NotFound when there is none."""
        return self._one(profiles().where(Account.email_key == email_key(email)))

    def all(self, *, after_num: int = 0, limit: int = 1000) -> list[Profile]:
        query = profiles().where(Account.num > after_num).order_by(Account.num).limit(limit)
        with self._store.db.read() as session:
            return [profile_of(account, group) for account, group in session.execute(query)]

    def change(self, actor: Actor, num: int, change: AccountChange) -> Profile:
        """InvalidInput, NotFound; Conflict: the address is taken, or no administrator is left."""
        with self._store.changing(of_account(num)) as session:
            account = load_account(session, num)
            before = snapshot(account)
            with _keeping_an_admin(session, account):
                _apply(session, account, change)
            self._note(session, actor, "account.change", account, before)
            return load_profile(session, num)

    def set_password(
        self, actor: Actor, num: int, password: str, *, keep_credential: int | None = None
    ) -> None:
        """Set a password and sign the account out everywhere (API keys stay).

        ``keep_credential`` is the browser session in which it happens.
        """
        hashed = self._passwords.hash(password, email=self.get(num).email)
        with self._store.changing(of_account(num)) as session:
            account = load_account(session, num)
            account.password_hash = hashed
            account.must_set_password = False
            account.updated_at = self._store.now()
            kept = (Credential.num != keep_credential,) if keep_credential else ()
            self._revoke(session, num, Credential.kind.in_(SIGNED_IN_KINDS), *kept)
            subject = ("account", num)
            record(session, actor, "account.password", subject, at=self._store.now())

    def disable(self, actor: Actor, num: int) -> None:
        """No sign-in from now on; every credential of the account is revoked, its keys too."""
        with self._store.changing(self._everything_of(num)) as session:
            account = load_account(session, num)
            before = snapshot(account)
            with _keeping_an_admin(session, account):
                account.disabled_at = account.disabled_at or self._store.now()
            self._revoke(session, num)
            self._note(session, actor, "account.disable", account, before)

    def enable(self, actor: Actor, num: int) -> None:
        """Allow sign-in again; what was revoked stays revoked."""
        with self._store.changing(of_account(num)) as session:
            account = load_account(session, num)
            before = snapshot(account)
            account.disabled_at = None
            self._note(session, actor, "account.enable", account, before)

    def remove(self, actor: Actor, num: int) -> None:
        """Delete an account with its credentials; Conflict while something else belongs to it."""
        try:
            with self._store.changing(self._everything_of(num)) as session:
                account = load_account(session, num)
                before = snapshot(account)
                with _keeping_an_admin(session, account):
                    session.execute(delete(Account).where(Account.num == num))
                subject = ("account", num)
                at = self._store.now()
                record(session, actor, "account.remove", subject, at=at, before=before)
        except IntegrityError as error:
            raise Conflict("Something still belongs to this account.") from error

    def _everything_of(self, num: int) -> Affected:
        with self._store.db.read() as session:
            clients = set(session.scalars(select(ApiClient.num).where(ApiClient.owner_num == num)))
        return lambda principal: principal.account == num or principal.client in clients

    def _one(self, query: Select[Account, MemberGroup]) -> Profile:
        with self._store.db.read() as session:
            row = session.execute(query).first()
        if row is None:
            raise NotFound("There is no such account.")
        return profile_of(*row)

    def _revoke(self, session: Session, num: int, *bounds: Any) -> None:
        own = select(ApiClient.num).where(ApiClient.owner_num == num)
        theirs = (Credential.account_num == num) | (
            (Credential.kind == "api_key") & Credential.client_num.in_(own)
        )
        session.execute(
            update(Credential)
            .where(theirs, Credential.revoked_at.is_(None), *bounds)
            .values(revoked_at=self._store.now())
        )

    def _note(
        self, session: Session, actor: Actor, action: str, account: Account, before: dict[str, Any]
    ) -> None:
        now = self._store.now()
        account.updated_at = now
        subject, after = ("account", account.num), snapshot(account)
        record(session, actor, action, subject, at=now, before=before, after=after)


def _apply(session: Session, account: Account, change: AccountChange) -> None:
    if change.email is not None:
        account.email = clean_email(change.email)
        account.email_key = email_key(change.email)
        taken = (Account.email_key == account.email_key) & (Account.num != account.num)
        with session.no_autoflush:
            if session.scalar(select(Account.num).where(taken)) is not None:
                raise Conflict("There is an account with this e-mail address already.")
    if change.name is not None:
        account.name = clean_name(change.name)
    if change.group is not None:
        account.group_num = find_group(session, change.group).num
    if change.public is not None:
        account.public = change.public
    if change.is_admin is not None:
        account.is_admin = change.is_admin


@contextmanager
def _keeping_an_admin(session: Session, account: Account) -> Generator[None]:
    """Conflict when the change takes the server's last administrator."""
    was_one = account.is_admin and account.disabled_at is None
    yield
    session.flush()
    able = select(Account.num).where(Account.is_admin.is_(True), Account.disabled_at.is_(None))
    if was_one and session.scalar(able.limit(1)) is None:
        raise Conflict("The last administrator stays one.")
