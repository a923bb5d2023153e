"""Who is asking: what every gateway's authentication ends in, and all that policies look at."""

from dataclasses import dataclass
from typing import Literal

Tier = Literal["free", "member"]
TIERS: tuple[Tier, ...] = ("free", "member")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changed something, as the audit trail names it.

    ``origin`` says by which way when no account did: ``cli``, ``setup``, ``system``.
    """

    account: int | None = None
    client: int | None = None
    origin: str = "request"


@dataclass(frozen=True, slots=True)
class Principal:
    """The holder of a verified credential, with the entitlements it had when it was verified.

    ``account`` is None for an API key that belongs to no one; such a key reads as "authenticated"
    and owns nothing. Numbers are primary keys; ``credential`` is the one that was shown.
    """

    account: int | None
    client: int | None
    credential: int
    is_admin: bool = False
    orgs: frozenset[int] = frozenset()
    group: int | None = None
    track_access: bool = False
    tier: Tier = "free"

    @property
    def actor(self) -> Actor:
        return Actor(self.account, self.client)
