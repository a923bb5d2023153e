"""The identity area as one part: its services, built and closed together."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete

from volary.core.identity.accounts import Accounts
from volary.core.identity.audit import AuditTrail
from volary.core.identity.authenticator import Authenticator
from volary.core.identity.clients import Clients
from volary.core.identity.first_admin import FirstAdmin
from volary.core.identity.groups import Groups
from volary.core.identity.model import Credential
from volary.core.identity.organisations import Organisations
from volary.core.identity.passwords import Passwords
from volary.core.identity.sessions import Sessions
from volary.core.identity.settings import IdentitySettings
from volary.core.identity.sign_in import SignIn
from volary.core.identity.store import IdentityStore
from volary.core.identity.tokens import Tokens
from volary.core.identity.usage import Usage
from volary.core.identity.verified import VerifiedCache
from volary.platform.clock import Clock
from volary.platform.crypto import PasswordPool
from volary.platform.db import Database

KEEP_DEAD = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Identity:
    """Every service of the area; ``build_identity`` makes it."""

    store: IdentityStore
    passwords: Passwords
    accounts: Accounts
    groups: Groups
    organisations: Organisations
    sign_in: SignIn
    clients: Clients
    tokens: Tokens
    sessions: Sessions
    authenticator: Authenticator
    first_admin: FirstAdmin
    audit: AuditTrail
    usage: Usage

    def prepare(self) -> None:
        """Create what every server has: the built-in groups. May be called at every start."""
        self.groups.prepare()

    def start(self) -> None:
        """Begin to write last-used times now and then, until ``close``."""
        self.usage.start()

    def close(self) -> None:
        """Write the last-used times that are left, and end the password pool."""
        self.usage.close()
        self.passwords.close()

    def prune(self, _payload: object = None) -> None:
        """Delete credentials that ended a month ago; until then they are told from unknown ones.

        A periodic job, see ``PRUNE_JOB``.
        """
        limit = self.store.now() - KEEP_DEAD
        dead = (Credential.expires_at < limit) | (Credential.revoked_at < limit)
        with self.store.db.write() as session:
            session.execute(delete(Credential).where(dead))


PRUNE_JOB = "identity.prune"
PRUNE_EVERY_S = 86_400.0


def build_identity(
    db: Database,
    clock: Clock,
    settings: IdentitySettings,
    *,
    pool: PasswordPool | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Identity:
    store = IdentityStore(db, clock, VerifiedCache(monotonic=monotonic))
    pool = pool or PasswordPool(threads=settings.hash_threads, queue=settings.hash_queue)
    passwords = Passwords(pool)
    sign_in = SignIn(store, passwords, settings, monotonic=monotonic)
    usage = Usage(db)
    return Identity(
        store=store,
        passwords=passwords,
        accounts=Accounts(store, passwords),
        groups=Groups(store),
        organisations=Organisations(store),
        sign_in=sign_in,
        clients=Clients(store),
        tokens=Tokens(store, settings),
        sessions=Sessions(store, settings),
        authenticator=Authenticator(store, settings, sign_in, usage),
        first_admin=FirstAdmin(store, passwords, settings),
        audit=AuditTrail(db),
        usage=usage,
    )
