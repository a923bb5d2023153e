"""Listing and reading flights; who may see what is part of each query."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, extract, func, select, tuple_, union

from volary.core.errors import NotFound
from volary.core.identity import Principal
from volary.core.identity.model import Account
from volary.core.logbook.access import shared, visible, ways_to_see
from volary.core.logbook.model import (
    Flight,
    FlightAnalysis,
    FlightScore,
    FlightTrack,
    TakeoffSite,
    Visibility,
)
from volary.core.logbook.share import share_hash, share_token
from volary.platform.db import Database
from volary.platform.storage import LocalStore

Order = Literal["date_desc", "date_asc"]


@dataclass(frozen=True, slots=True)
class FlightQuery:
    """Which flights, in which order.

    ``after`` continues behind the flight of that date and number (the keys of the last row seen);
    ``offset`` skips rows instead. ``waiting`` keeps only flights that wait for approval.
    """

    owner: int | None = None
    levels: tuple[Visibility, ...] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    order: Order = "date_desc"
    limit: int = 50
    offset: int = 0
    after: tuple[dt.date, int] | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What flights refer to, by number: owners who publish their name, and take-off sites."""

    owners: Mapping[int, str]
    sites: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums and maxima over some flights: seconds, metres, points."""

    flights: int
    duration_s: float
    distance_m: float
    best_points: float | None
    max_alt_m: float | None


class Reading:
    """Reads of the logbook."""

    def __init__(self, db: Database, store: LocalStore, secret: bytes) -> None:
        self._db = db
        self._store = store
        self._secret = secret

    def flights(self, principal: Principal | None, query: FlightQuery) -> list[Flight]:
        """The flights that the principal may list, ordered by local date, ties by number."""
        wanted = _wanted(query)
        keys = (Flight.date_flown, Flight.num)
        order = [key.desc() if query.order == "date_desc" else key.asc() for key in keys]
        if query.after is not None:
            wanted.append(_behind(query.after, query.order))
        ways = _ways(principal, query)
        if len(ways) == 1:
            statement = select(Flight).where(*ways, *wanted)
        else:
            # One alternative of the rule at a time: each walks an index in order and stops early,
            # where their disjunction would read and sort every flight there is.
            page = select(Flight.num).order_by(*order).limit(query.offset + query.limit)
            found = [select(page.where(way, *wanted).subquery()) for way in ways]
            statement = select(Flight).where(Flight.num.in_(union(*found)))
        statement = statement.order_by(*order).limit(query.limit).offset(query.offset)
        with self._db.read() as session:
            return list(session.scalars(statement))

    def count(self, principal: Principal | None, query: FlightQuery) -> int:
        conditions = (visible(principal, "list"), *_wanted(query))
        statement = select(func.count()).select_from(Flight).where(*conditions)
        with self._db.read() as session:
            return session.scalar(statement) or 0

    def totals(self, principal: Principal | None, query: FlightQuery) -> Totals:
        """Sums over all flights that the query asks for, whatever its page."""
        sums = select(
            func.count(),
            func.sum(Flight.duration_s),
            func.sum(Flight.distance_m),
            func.max(Flight.xc_points),
            func.max(Flight.max_alt_m),
        ).where(visible(principal, "list"), *_wanted(query))
        with self._db.read() as session:
            flights, duration_s, distance_m, best, highest = session.execute(sums).one()
        return Totals(flights, duration_s or 0, distance_m or 0.0, best, highest)

    def years(self, account: int) -> list[int]:
        """The years in which an account has flown, newest first; for the account itself."""
        year = extract("year", Flight.date_flown)
        flown = select(year).where(Flight.account_num == account).distinct().order_by(year.desc())
        with self._db.read() as session:
            return [int(found) for found in session.scalars(flown)]

    def flight(
        self,
        principal: Principal | None,
        ref: int | UUID,
        *,
        also_read: tuple[Visibility, ...] = (),
    ) -> Flight:
        """One flight by number or id; NotFound when there is none that the principal may read."""
        named = Flight.id == ref if isinstance(ref, UUID) else Flight.num == ref
        return self._one(named, visible(principal, "read", also_read=also_read))

    def exists(self, num: int) -> bool:
        """Whether there is such a flight at all, for dialects that tell 403 from 404."""
        with self._db.read() as session:
            return session.get(Flight, num) is not None

    def operator_flight(self, num: int) -> Flight:
        """Any flight, for an operator at the terminal; never for a request."""
        return self._one(Flight.num == num)

    def shared_flight(self, token: str) -> Flight:
        """The flight that a share link opens; NotFound for a dead or unknown link."""
        return self._one(Flight.share_hash == share_hash(token), shared())

    def share_token(self, principal: Principal | None, flight: Flight) -> str | None:
        """The token of the flight's link, for its owner only; None when there is no link."""
        mine = principal is not None and principal.account == flight.account_num
        if not mine or flight.share_hash is None:
            return None
        return share_token(self._secret, flight.id, flight.share_generation)

    # The following take flights that one of the reads above has given.

    def names(self, flights: Iterable[Flight]) -> Names:
        """The names beside these flights; an owner's own request adds a name by itself."""
        flights = list(flights)
        owners = {flight.account_num for flight in flights}
        sites = {flight.takeoff_site_num for flight in flights} - {None}
        public = Account.num.in_(owners) & Account.public.is_(True)
        with self._db.read() as session:
            people = session.execute(select(Account.num, Account.name).where(public))
            known = TakeoffSite.num.in_(sites)
            places = session.execute(select(TakeoffSite.num, TakeoffSite.name).where(known))
            return Names(dict(people.all()), dict(places.all()))

    def analysis(self, flight: Flight) -> bytes | None:
        """The stored analysis as JSON text."""
        query = select(FlightAnalysis.result).where(FlightAnalysis.flight_num == flight.num)
        with self._db.read() as session:
            return session.scalar(query)

    def score(self, flight: Flight) -> bytes | None:
        """The stored score that the row shows, as JSON text; None until there is one."""
        query = select(FlightScore.result).where(
            FlightScore.flight_num == flight.num,
            FlightScore.league == flight.league,
            FlightScore.points == flight.xc_points,
        )
        with self._db.read() as session:
            return session.scalars(query.limit(1)).first()

    def track_blob(self, flight: Flight) -> bytes:
        query = select(FlightTrack.blob).where(FlightTrack.flight_num == flight.num)
        with self._db.read() as session:
            blob = session.scalar(query)
        if blob is None:
            raise NotFound("this flight has no track")
        return blob

    def original(self, flight: Flight) -> bytes:
        """The file exactly as it was uploaded."""
        return self._store.get(flight.file_digest)

    def _one(self, *conditions: ColumnElement[bool]) -> Flight:
        with self._db.read() as session:
            flight = session.scalars(select(Flight).where(*conditions)).first()
        if flight is None:
            raise NotFound("there is no such flight, or it is not for you to see")
        return flight


def _ways(principal: Principal | None, query: FlightQuery) -> list[ColumnElement[bool]]:
    """The alternatives of the rule that can matter; one account's flights are walked at once."""
    if query.owner is None:
        return ways_to_see(principal, "list")
    mine = principal is not None and query.owner == principal.account
    return [Flight.account_num == query.owner] if mine else [visible(principal, "list")]


def _wanted(query: FlightQuery) -> list[ColumnElement[bool]]:
    """What the query asks for, leaving aside what the principal may see."""
    conditions: list[ColumnElement[bool]] = []
    if query.owner is not None:
        conditions.append(Flight.account_num == query.owner)
    if query.levels:
        conditions.append(Flight.visibility.in_(query.levels))
    if query.first_day is not None:
        conditions.append(Flight.date_flown >= query.first_day)
    if query.last_day is not None:
        conditions.append(Flight.date_flown <= query.last_day)
    if query.waiting:
        conditions.append(Flight.locked.is_(True))
    return conditions


def _behind(after: tuple[dt.date, int], order: Order) -> ColumnElement[bool]:
    here = tuple_(Flight.date_flown, Flight.num)
    there = tuple_(*after)
    return here < there if order == "date_desc" else here > there
