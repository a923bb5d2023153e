"""E-mail and password against the accounts, safe against guessing and against floods."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import structlog
from sqlalchemy import select, update

from volary.core.errors import InvalidCredentials, RateLimited
from volary.core.identity.addresses import email_key
from volary.core.identity.limits import FailureWindow, network_of
from volary.core.identity.model import Account
from volary.core.identity.passwords import Passwords
from volary.core.identity.settings import IdentitySettings
from volary.core.identity.store import IdentityStore

log = structlog.get_logger(__name__)

_KNOWN_PLACES = 10_000


class SignIn:
    """Checks passwords: the limit first, then the hash.

    An unknown account costs as much as a known one and gets the same words. Failures count for
    the account, wherever they come from, and for the address. From an address at which the
    password was right before, an account has a count of its own, so that a stranger who fails on
    purpose does not keep the owner out.
    """

    def __init__(
        self,
        store: IdentityStore,
        passwords: Passwords,
        settings: IdentitySettings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._by_account = FailureWindow(settings.failures_per_account, monotonic=monotonic)
        self._by_address = FailureWindow(settings.failures_per_address, monotonic=monotonic)
        self._places: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, email: str, password: str, *, address: str) -> int:
        """The account's number; InvalidCredentials or RateLimited."""
        network = network_of(address)
        name = self._store.verified.key("sign-in", email_key(email)).hex()
        place = f"{name} {network}"
        account_key = place if place in self._places else name
        self._throttle(account_key, network)
        num, stored = self._find(email)
        if not self._passwords.fits(stored, password) or num is None:
            self._by_account.failed(account_key)
            self._by_address.failed(network)
            log.info("sign_in_failed", account=num)
            raise InvalidCredentials
        self._remember(place)
        self._renew_hash(num, stored, password)
        return num

    def _throttle(self, account_key: str, network: str) -> None:
        wait_s = max(self._by_account.wait_s(account_key), self._by_address.wait_s(network))
        if wait_s:
            raise RateLimited(retry_after_s=wait_s)

    def _find(self, email: str) -> tuple[int | None, str | None]:
        query = select(Account.num, Account.password_hash).where(
            Account.email_key == email_key(email), Account.disabled_at.is_(None)
        )
        with self._store.db.read() as session:
            row = session.execute(query).first()
        return (None, None) if row is None else (row.num, row.password_hash)

    def _renew_hash(self, num: int, stored: str | None, password: str) -> None:
        if stored is None or (fresh := self._passwords.rehash(stored, password)) is None:
            return
        same_password = (Account.num == num) & (Account.password_hash == stored)
        with self._store.db.write() as session:
            session.execute(update(Account).where(same_password).values(password_hash=fresh))

    def _remember(self, place: str) -> None:
        with self._lock:
            self._places[place] = None
            self._places.move_to_end(place)
            if len(self._places) > _KNOWN_PLACES:
                self._places.popitem(last=False)
