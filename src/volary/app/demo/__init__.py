"""Demo accounts and flights: made up by the project itself, plainly marked, easily removed.

CPU workers import this package for the generator, so the database comes along on demand only.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from volary.app.demo.loading import Loaded, Opened
    from volary.app.volary import Volary

SEED = 1


def load(volary: "Volary", *, seed: int = SEED) -> "Loaded":
    """Add what is missing of the demo. Conflict when a real account has one of its addresses."""
    from volary.app.demo import loading  # noqa: PLC0415  # see above

    return loading.load(volary, seed=seed)


def open_accounts(volary: "Volary") -> "list[Opened]":
    """Make the demo accounts and their club, quickly; returns those that are new."""
    from volary.app.demo import loading  # noqa: PLC0415  # see above

    return loading.open_accounts(volary)


def fill_in_background(volary: "Volary") -> Callable[[], None]:
    """Upload the demo flights in a thread; call what is returned before the parts close."""
    from volary.app.demo import loading  # noqa: PLC0415  # see above

    return loading.fill_in_background(volary)


def purge(volary: "Volary") -> int:
    """Remove the demo and nothing else; returns how many accounts went."""
    from volary.app.demo import loading  # noqa: PLC0415  # see above

    return loading.purge(volary)
