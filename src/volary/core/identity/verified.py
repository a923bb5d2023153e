"""What has just been verified, remembered for a minute at most.

Only successes are remembered, under an HMAC of the credential's text with a secret of this
process. An entry goes when its credential or account is changed in this process, at once; when
another process changes anything, at the next look at the generation row, a second later at most.
"""

import datetime as dt
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from volary.core.identity.principal import Principal
from volary.platform.crypto import keyed_digest

MAX_AGE_S = 60.0
POLL_S = 1.0
MAX_ENTRIES = 50_000

Affected = Callable[[Principal], bool]


@dataclass(frozen=True, slots=True)
class _Entry:
    principal: Principal
    until: float
    expires_at: dt.datetime | None


class VerifiedCache:
    """Safe to read on the event loop: ``get`` neither waits nor touches the database."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._secret = secrets.token_bytes(32)
        self._entries: dict[bytes, _Entry] = {}
        self._lock = threading.Lock()
        self._known = -1
        self._looked_at = float("-inf")
        self.epoch = 0
        """Changes whenever entries are dropped; see ``put``."""

    def key(self, *parts: str) -> bytes:
        return keyed_digest(self._secret, *parts)

    def stale(self) -> bool:
        """Whether the generation row must be read before entries may be used."""
        return self._monotonic() - self._looked_at >= POLL_S

    def get(self, key: bytes, now: dt.datetime) -> Principal | None:
        if self.stale():
            return None
        entry = self._entries.get(key)
        if entry is None or entry.until <= self._monotonic():
            return None
        if entry.expires_at is not None and entry.expires_at <= now:
            return None
        return entry.principal

    def put(
        self, key: bytes, principal: Principal, expires_at: dt.datetime | None, *, epoch: int
    ) -> None:
        """Remember a success, unless entries were dropped since ``epoch``, before it was read."""
        with self._lock:
            if epoch != self.epoch:
                return
            if len(self._entries) >= MAX_ENTRIES:
                self._make_room()
            self._entries[key] = _Entry(principal, self._monotonic() + MAX_AGE_S, expires_at)

    def observe(self, value: int, *, asked_at: float) -> None:
        """Note the generation that the database had at ``asked_at`` or later."""
        with self._lock:
            if value > self._known:
                self._known = value
                self._drop(lambda _: True)
            self._looked_at = max(self._looked_at, asked_at)

    def changed(self, value: int, affected: Affected) -> None:
        """Forget what a change in this process affected; ``value`` is the generation it made."""
        with self._lock:
            if value > self._known + 1:
                affected = lambda _: True  # noqa: E731  # changes of other processes came between
            self._known = max(self._known, value)
            self._drop(affected)

    def monotonic(self) -> float:
        return self._monotonic()

    def _drop(self, affected: Affected) -> None:
        self.epoch += 1
        self._entries = {
            key: entry for key, entry in self._entries.items() if not affected(entry.principal)
        }

    def _make_room(self) -> None:
        now = self._monotonic()
        alive = {key: entry for key, entry in self._entries.items() if entry.until > now}
        newest = list(alive.items())[-MAX_ENTRIES // 2 :]
        self._entries = dict(newest)
