"""Settings of the identity area: lifetimes and limits."""

from dataclasses import dataclass

from volary.platform.settings import Section, option

_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySettings:
    access_token_s: int = option(_DAY_S, "Lifetime of an access token.", minimum=60, unit="s")
    refresh_token_s: int = option(90 * _DAY_S, "Lifetime of a refresh token.", minimum=60, unit="s")
    short_refresh_token_s: int = option(
        _DAY_S, "Lifetime of a refresh token when `remember` is false.", minimum=60, unit="s"
    )
    session_idle_s: int = option(
        14 * _DAY_S, "A browser session ends when unused for this long.", minimum=300, unit="s"
    )
    session_absolute_s: int = option(
        90 * _DAY_S, "A browser session ends after this time in any case.", minimum=300, unit="s"
    )
    setup_token_s: int = option(
        _DAY_S, "Lifetime of the token for the first administrator.", minimum=60, unit="s"
    )
    failures_per_account: int = option(
        10, "Wrong passwords a minute for one account before 429.", minimum=10
    )
    failures_per_address: int = option(
        60, "Wrong passwords a minute from one address before 429.", minimum=60
    )
    hash_threads: int = option(1, "Threads that check passwords.", minimum=1)
    hash_queue: int = option(64, "Password checks that may wait for such a thread.", minimum=1)


SECTION = Section("identity", IdentitySettings)
