"""Who may do what: accounts, organisations, credentials, and the trail of their changes."""

from volary.core.identity.accounts import AccountChange
from volary.core.identity.audit import record
from volary.core.identity.principal import Actor, Principal, Tier
from volary.core.identity.profiles import Profile
from volary.core.identity.service import PRUNE_EVERY_S, PRUNE_JOB, Identity, build_identity
from volary.core.identity.sessions import csrf_fits, csrf_token
from volary.core.identity.settings import SECTION, IdentitySettings

__all__ = [
    "PRUNE_EVERY_S",
    "PRUNE_JOB",
    "SECTION",
    "AccountChange",
    "Actor",
    "Identity",
    "IdentitySettings",
    "Principal",
    "Profile",
    "Tier",
    "build_identity",
    "csrf_fits",
    "csrf_token",
    "record",
]
