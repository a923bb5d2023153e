"""The lists of flights."""

from collections.abc import Sequence
from dataclasses import dataclass

from volary.core import scoring
from volary.core.identity import Identity
from volary.core.logbook.model import Flight
from volary.core.logbook.service import Logbook


@dataclass(frozen=True, slots=True)
class FlightRow:
    """A flight with the names beside it; None for what is not known or not published."""

    flight: Flight
    site: str | None
    pilot: str | None
    shape: str | None


def flight_rows(logbook: Logbook, flights: Sequence[Flight]) -> list[FlightRow]:
    """Rows for a list; pilots appear when they publish their name."""
    names = logbook.reading.names(flights)
    return [
        FlightRow(
            flight=flight,
            site=names.sites.get(flight.takeoff_site_num or 0),
            pilot=names.owners.get(flight.account_num),
            shape=shape_name(flight),
        )
        for flight in flights
    ]


def named_rows(logbook: Logbook, identity: Identity, flights: Sequence[Flight]) -> list[FlightRow]:
    """The same for an administrator, who sees every pilot's name."""
    names = {num: identity.accounts.get(num).name for num in {item.account_num for item in flights}}
    return [
        FlightRow(row.flight, row.site, names[row.flight.account_num], row.shape)
        for row in flight_rows(logbook, flights)
    ]


def shape_name(flight: Flight) -> str | None:
    """The scored shape in words."""
    league = scoring.leagues().get(flight.league or "")
    if league is None:
        return None
    return next((shape.name for shape in league.shapes if shape.key == flight.xc_shape), None)
