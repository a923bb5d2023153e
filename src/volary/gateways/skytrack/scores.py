"""The stored score that a flight's row shows."""

from sqlalchemy import select

from volary.core.logbook.model import Flight, FlightScore
from volary.core.logbook.service import Logbook


def shown_score(logbook: Logbook, flight: Flight) -> bytes | None:
    """The score under the row's league as JSON text, None until there is one."""
    query = select(FlightScore.result).where(
        FlightScore.flight_num == flight.num,
        FlightScore.league == flight.league,
        FlightScore.points == flight.xc_points,
    )
    with logbook.db.read() as session:
        return session.scalars(query.limit(1)).first()
