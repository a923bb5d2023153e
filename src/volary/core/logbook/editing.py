"""Changing flights: texts, visibility, share links, approval, deletion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from volary.core.errors import Forbidden, InvalidInput, NotFound
from volary.core.identity import Principal
from volary.core.identity.audit import record
from volary.core.identity.principal import Actor
from volary.core.logbook.access import owned
from volary.core.logbook.files import release
from volary.core.logbook.model import Flight, FlightAnalysis, FlightScore, FlightTrack, Visibility
from volary.core.logbook.share import share_hash, share_token
from volary.core.logbook.texts import clean_notes, clean_title
from volary.platform.clock import Clock
from volary.platform.db import Database
from volary.platform.storage import LocalStore


@dataclass(frozen=True, slots=True)
class FlightChange:
    """What to change; None leaves a field as it is."""

    title: str | None = None
    notes: str | None = None
    visibility: Visibility | None = None
    org_num: int | None = None


class Editing:
    """Writes to existing flights; each is noted in the audit trail in the same transaction."""

    def __init__(self, db: Database, store: LocalStore, clock: Clock, secret: bytes) -> None:
        self._db = db
        self._store = store
        self._clock = clock
        self._secret = secret

    def edit(
        self,
        principal: Principal,
        num: int,
        change: FlightChange,
        *,
        unless: Callable[[Flight], None] | None = None,
    ) -> Flight:
        """Change one's own flight; NotFound for anybody else's.

        ``unless`` sees the flight as it is just before, and prevents the change by raising.
        """
        title = None if change.title is None else clean_title(change.title)
        notes = None if change.notes is None else clean_notes(change.notes)
        with self._db.write() as session:
            flight = _own(session, principal, num)
            if unless is not None:
                unless(flight)
            before = _snapshot(flight)
            if title is not None:
                flight.title = title or flight.title
            if notes is not None:
                flight.notes = notes
            if change.org_num is not None:
                if change.org_num not in principal.orgs:
                    raise Forbidden("you are not a member of this organisation")
                flight.org_num = change.org_num
            if change.visibility is not None:
                _set_visibility(flight, change.visibility)
            self._touch(session, flight, principal.actor, "flight.edit", before)
            return flight

    def share(self, principal: Principal, num: int) -> str:
        """Make a new share link and return its token; an older link is dead from now on."""
        with self._db.write() as session:
            flight = _own(session, principal, num)
            if flight.visibility == "private":
                raise InvalidInput("a private flight has no share link; make it unlisted first")
            before = _snapshot(flight)
            flight.share_generation += 1
            token = share_token(self._secret, flight.id, flight.share_generation)
            flight.share_hash = share_hash(token)
            self._touch(session, flight, principal.actor, "flight.share", before)
            return token

    def unshare(self, principal: Principal, num: int) -> None:
        """Make the share link dead."""
        with self._db.write() as session:
            flight = _own(session, principal, num)
            before = _snapshot(flight)
            flight.share_hash = None
            self._touch(session, flight, principal.actor, "flight.unshare", before)

    def approve(self, principal: Principal, num: int) -> Flight:
        """Release a late upload; it stays private until its owner publishes it."""
        if not principal.is_admin:
            raise Forbidden("only an administrator approves flights")
        with self._db.write() as session:
            flight = session.get(Flight, num, with_for_update=True)
            if flight is None or not flight.locked:
                raise NotFound("no flight of this number waits for approval")
            before = _snapshot(flight)
            flight.locked = False
            self._touch(session, flight, principal.actor, "flight.approve", before)
            return flight

    def delete(self, principal: Principal, num: int) -> None:
        """Remove one's own flight with everything that was kept of it."""
        with self._db.write() as session:
            flight = _own(session, principal, num)
            self._remove(session, flight, principal.actor)

    def delete_all_of(self, account: int, actor: Actor) -> int:
        """Remove every flight of an account, a few at a time; returns how many."""
        count = 0
        while True:
            with self._db.write() as session:
                query = select(Flight).where(Flight.account_num == account).limit(50)
                flights = session.scalars(query).all()
                for flight in flights:
                    self._remove(session, flight, actor)
            if not flights:
                return count
            count += len(flights)

    def _remove(self, session: Session, flight: Flight, actor: Actor) -> None:
        for table in (FlightScore, FlightTrack, FlightAnalysis):
            session.execute(delete(table).where(table.flight_num == flight.num))
        session.delete(flight)
        session.flush()
        release(session, self._store, flight.file_digest)
        at = self._clock()
        record(
            session, actor, "flight.delete", ("flight", flight.num), at=at, before=_snapshot(flight)
        )

    def _touch(
        self, session: Session, flight: Flight, actor: Actor, action: str, before: dict[str, Any]
    ) -> None:
        now = self._clock()
        flight.updated_at = now
        subject = ("flight", flight.num)
        record(session, actor, action, subject, at=now, before=before, after=_snapshot(flight))


def _own(session: Session, principal: Principal, num: int) -> Flight:
    mine: ColumnElement[bool] = owned(principal)
    flight = session.scalars(
        select(Flight).where(Flight.num == num, mine).with_for_update()
    ).first()
    if flight is None:
        raise NotFound("you have no flight of this number")
    return flight


def _set_visibility(flight: Flight, level: Visibility) -> None:
    if flight.locked and level != "private":
        raise Forbidden("this flight stays private until an administrator approves it")
    if level == "org" and flight.org_num is None:
        raise InvalidInput("visibility org needs an organisation (org_id)")
    flight.visibility = level


def _snapshot(flight: Flight) -> dict[str, Any]:
    return {
        "title": flight.title,
        "notes": flight.notes,
        "visibility": flight.visibility,
        "org": flight.org_num,
        "locked": flight.locked,
        "shared": flight.share_hash is not None,
        "share_generation": flight.share_generation,
    }
