"""The identity area as one part: its services, built and closed together."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
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

log = structlog.get_logger(__name__)

KEEP_DEAD = dt.timedelta(days=30)
FLUSH_S = 30.0


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
    _stop: threading.Event
    _threads: list[threading.Thread]

    def prepare(self) -> None:
        """Create what every server has: the built-in groups. May be called at every start."""
        self.groups.prepare()

    def start(self) -> None:
        """Write last-used times every half minute from a thread of its own, until ``close``."""
        thread = threading.Thread(target=self._flush_often, name="credential-usage", daemon=True)
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Stop the thread, write what is left, and end the password pool."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5.0)
        self._flush()
        self.passwords.close()

    def prune(self, _payload: object = None) -> None:
        """Delete credentials that ended a month ago. A periodic job; see ``PRUNE_JOB``."""
        limit = self.store.now() - KEEP_DEAD
        dead = (Credential.expires_at < limit) | (Credential.revoked_at < limit)
        with self.store.db.write() as session:
            session.execute(delete(Credential).where(dead))

    def _flush_often(self) -> None:
        while not self._stop.wait(FLUSH_S):
            self._flush()

    def _flush(self) -> None:
        try:
            self.usage.flush()
        except Exception:
            log.exception("credential_usage_not_written")


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
        _stop=threading.Event(),
        _threads=[],
    )
