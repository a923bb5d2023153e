"""The parameters of the flight list."""

import datetime as dt
import re
from typing import Any, get_args

from volary.core.errors import InvalidInput, NotFound
from volary.core.identity import Principal
from volary.core.identity.accounts import Accounts
from volary.core.logbook.reading import FlightQuery, Order
from volary.gateways.skytrack.mapping import LEVELS
from volary.gateways.skytrack.query import Query
from volary.gateways.skytrack.settings import SkytrackSettings

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def flight_query(
    query: Query, holder: Principal, accounts: Accounts, settings: SkytrackSettings
) -> FlightQuery:
    """What is asked for; InvalidInput for what cannot be, NotFound for an unknown user.

    ``limit`` and ``offset`` are cut to what is allowed. Of another user only what is public to
    signed-in readers is listed, whatever ``visibility`` says.
    """
    owner = query.number("user_id")
    mine = owner is None or owner == holder.account
    order = query.text("order") or "date_desc"
    if order not in get_args(Order):
        raise InvalidInput("order must be date_desc or date_asc.", field="order")
    limit, offset = query.number("limit"), query.number("offset")
    found = FlightQuery(
        owner=holder.account if mine else owner,
        levels=_levels(query) if mine else LEVELS["public"],
        first_day=_date(query, "from"),
        last_day=_date(query, "to"),
        order="date_asc" if order == "date_asc" else "date_desc",
        limit=max(1, min(settings.page if limit is None else limit, settings.max_page)),
        offset=max(0, offset or 0),
    )
    if not mine:
        _require_active(accounts, owner)
    return found


def _levels(query: Query) -> Any:
    text = query.text("visibility")
    if text is None:
        return ()
    if text not in LEVELS:
        raise InvalidInput(f"visibility must be one of {', '.join(LEVELS)}.", field="visibility")
    return LEVELS[text]


def _date(query: Query, name: str) -> dt.date | None:
    text = query.text(name)
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidInput(f"{name} must be a date as 2025-06-13.", field=name)


def _require_active(accounts: Accounts, num: int | None) -> None:
    if num is None or num < 1 or accounts.get(num).disabled_at is not None:
        raise NotFound("There is no such user.")


LIST_PARAMETERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("user_id", {"type": "integer"}, "Whose flights; your own without it."),
    ("visibility", {"enum": list(LEVELS)}, "Only these; ignored for another user's flights."),
    ("from", {"type": "string", "format": "date"}, "First local date, inclusive."),
    ("to", {"type": "string", "format": "date"}, "Last local date, inclusive."),
    ("limit", {"type": "integer"}, "Most rows; cut to 1..200."),
    ("offset", {"type": "integer"}, "Rows to skip."),
    ("order", {"enum": list(get_args(Order))}, "By local date, ties by id."),
)
