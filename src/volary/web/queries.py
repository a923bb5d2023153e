"""Sums and lookups that only the pages need, over flights of the asking account."""

import datetime as dt
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, extract, func, select

from volary.core.logbook.model import Flight, FlightScore, Visibility
from volary.core.scoring import SCORING_VERSION, Score
from volary.platform.db import Database


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums and maxima over some flights: seconds, metres, points."""

    flights: int
    duration_s: float
    distance_m: float
    best_points: float | None
    max_alt_m: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of an account's flights: of one year, of one visibility, or all."""

    account: int
    year: int | None = None
    level: Visibility | None = None

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last day."""
        if self.year is None:
            return None, None
        return dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Flight.account_num == self.account]
        first, last = self.days
        if first is not None and last is not None:
            found.append(Flight.date_flown.between(first, last))
        if self.level is not None:
            found.append(Flight.visibility == self.level)
        return found


def totals(db: Database, choice: Choice) -> Totals:
    statement = select(
        func.count(),
        func.sum(Flight.duration_s),
        func.sum(Flight.distance_m),
        func.max(Flight.xc_points),
        func.max(Flight.max_alt_m),
    ).where(*choice.conditions())
    with db.read() as session:
        flights, duration_s, distance_m, best, highest = session.execute(statement).one()
    return Totals(flights, duration_s or 0, distance_m or 0.0, best, highest)


def years(db: Database, account: int) -> list[int]:
    """The years in which the account has flown, newest first."""
    year = extract("year", Flight.date_flown)
    statement = select(year).where(Flight.account_num == account).distinct().order_by(year.desc())
    with db.read() as session:
        return [int(found) for found in session.scalars(statement)]


def stored_score(db: Database, flight: Flight, league: str, distance: str) -> Score | None:
    """What the optimiser has found so far; None when it never ran or ran in an older version."""
    with db.read() as session:
        row = session.get(FlightScore, (flight.num, league, distance))
    if row is None or row.version != SCORING_VERSION:
        return None
    return msgspec.json.decode(row.result, type=Score)
