"""Who may see which flight, as conditions of the query and nowhere else.

| level         | owner | org member  | other account | key without user | anybody | with the link |
|---------------|-------|-------------|---------------|------------------|---------|---------------|
| private       | L R   |             |               |                  |         |               |
| org           | L R   | L R         |               |                  |         | R             |
| unlisted      | L R   |             |               |                  |         | R             |
| authenticated | L R   | L R         | L R           | L R              |         | R             |
| public        | L R   | L R         | L R           | L R              | L R     | R             |

L: in lists, R: readable by number or id. A share link opens a flight only while it is not
private. A locked flight (a late upload waiting for approval) is shown to its owner and to
administrators alone, whatever its level. A gateway may narrow this; where its document opens
more (SkyTrack reads unlisted flights with any Bearer token) it asks for that level by name.
"""

from typing import Literal

from sqlalchemy import ColumnElement, and_, false, or_

from volary.core.identity import Principal
from volary.core.logbook.model import Flight, Visibility

Purpose = Literal["list", "read"]


def visible(
    principal: Principal | None, purpose: Purpose, *, also_read: tuple[Visibility, ...] = ()
) -> ColumnElement[bool]:
    """The condition under which ``principal`` (None: anybody) may list or read a flight.

    ``also_read`` opens further levels for reading to authenticated callers.
    """
    return or_(*ways_to_see(principal, purpose, also_read=also_read))


def ways_to_see(
    principal: Principal | None, purpose: Purpose, *, also_read: tuple[Visibility, ...] = ()
) -> list[ColumnElement[bool]]:
    """The same rule as alternatives, each of which one index answers in order of date."""
    levels: list[Visibility] = ["public"]
    ways: list[ColumnElement[bool]] = []
    if principal is not None:
        levels.append("authenticated")
        if purpose == "read":
            levels.extend(also_read)
        if principal.account is not None:
            ways.append(owned(principal))
        if principal.is_admin:
            ways.append(Flight.locked.is_(True))
        if principal.orgs:
            ours = and_(Flight.visibility == "org", Flight.org_num.in_(principal.orgs))
            ways.append(and_(ours, Flight.locked.is_(False)))
    ways.extend(and_(Flight.visibility == level, Flight.locked.is_(False)) for level in levels)
    return ways


def owned(principal: Principal) -> ColumnElement[bool]:
    """The condition under which ``principal`` may change a flight."""
    return false() if principal.account is None else Flight.account_num == principal.account


def shared() -> ColumnElement[bool]:
    """The condition under which a share link still opens its flight."""
    return and_(Flight.visibility != "private", Flight.locked.is_(False))
