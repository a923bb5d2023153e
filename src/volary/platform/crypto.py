"""Secrets: making them, hashing them, comparing them."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")

TOKEN_BYTES = 32
TIME_COST = 2
MEMORY_KIB = 19_456


def new_token() -> str:
    """256 random bits as 64 lower-case hexadecimal digits."""
    return secrets.token_hex(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """SHA-256 of a token. Enough for secrets of 128 random bits and more; never for passwords."""
    return hashlib.sha256(token.encode()).digest()


def same(left: str | bytes, right: str | bytes) -> bool:
    """Constant-time equality."""
    to_bytes = (value.encode() if isinstance(value, str) else value for value in (left, right))
    return hmac.compare_digest(*to_bytes)


def keyed_digest(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA-256 over the parts, each with its length, so that no two lists collide."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode()
        mac.update(len(data).to_bytes(8, "big") + data)
    return mac.digest()


class HashPoolBusyError(Exception):
    """More password checks are waiting than the pool takes."""


class PasswordPool:
    """argon2id in a bounded pool: a flood of sign-ins uses one core and is refused beyond a queue.

    The default costs are the minimum of OWASP ASVS 5.0 appendix C (m = 19 MiB, t = 2, p = 1);
    a hash of other costs still verifies and counts as outdated.
    """

    def __init__(
        self,
        *,
        threads: int = 1,
        queue: int = 16,
        time_cost: int = TIME_COST,
        memory_kib: int = MEMORY_KIB,
    ) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._places = BoundedSemaphore(threads + queue)
        self._decoy = self._hasher.hash(new_token())

    def hash(self, password: str) -> str:
        return self._run(lambda: self._hasher.hash(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password fits. ``None`` (no such account) costs the same and is False."""
        return self._run(lambda: self._check(stored or self._decoy, password)) and bool(stored)

    def outdated(self, stored: str) -> bool:
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise HashPoolBusyError
        try:
            return self._threads.submit(work).result()
        finally:
            self._places.release()
