"""Identifiers that sort by the time they were made."""

import os
import time
from uuid import UUID

_VERSION_AND_VARIANT = (0x7 << 76) | (0x2 << 62)


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    random = int.from_bytes(os.urandom(10), "big")
    random_a, random_b = random >> 68, random & ((1 << 62) - 1)
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=(milliseconds << 80) | (random_a << 64) | _VERSION_AND_VARIANT | random_b)
