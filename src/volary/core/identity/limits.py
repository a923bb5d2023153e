"""How many wrong passwords are let through to the hash."""

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil

WINDOW_S = 60.0
MAX_KEYS = 20_000


class FailureWindow:
    """Failures a minute by key; successes are never counted and never throttled.

    It forgets the key that failed longest ago when it holds too many, so that a flood of invented
    names cannot fill the memory. Counts are those of this process.
    """

    def __init__(self, allowed: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._allowed = allowed
        self._monotonic = monotonic
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> int:
        """Whole seconds until the next attempt is let through; 0 for now."""
        with self._lock:
            times = self._failures.get(key)
            if times is None:
                return 0
            self._forget_old(times)
            if len(times) < self._allowed:
                return 0
            return max(1, ceil(times[-self._allowed] + WINDOW_S - self._monotonic()))

    def failed(self, key: str) -> None:
        with self._lock:
            times = self._failures.setdefault(key, deque(maxlen=self._allowed))
            times.append(self._monotonic())
            self._failures.move_to_end(key)
            while len(self._failures) > MAX_KEYS:
                self._failures.popitem(last=False)

    def _forget_old(self, times: deque[float]) -> None:
        limit = self._monotonic() - WINDOW_S
        while times and times[0] <= limit:
            times.popleft()


def network_of(address: str) -> str:
    """The key of an address: itself, or for IPv6 its /64, which one household has for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
