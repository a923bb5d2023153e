"""Taking a flight log in: checks, analysis, and one transaction that keeps all or nothing."""

import contextlib
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from volary.core.errors import Forbidden, InvalidInput, NotFound, QuotaExceeded, TooLarge
from volary.core.identity import Principal
from volary.core.identity.audit import record
from volary.core.identity.model import Account, Organisation
from volary.core.logbook.analysing import (
    FILE_JOB,
    Analysing,
    digest_rows,
    set_digest,
    set_facts,
)
from volary.core.logbook.digest import Digest
from volary.core.logbook.files import FileVanishedError, claim, release
from volary.core.logbook.model import Flight, Visibility
from volary.core.logbook.settings import UploadSettings
from volary.core.logbook.texts import clean_notes, clean_title
from volary.platform.clock import Clock
from volary.platform.db import Database
from volary.platform.ids import new_id
from volary.platform.jobs import enqueue
from volary.platform.storage import LocalStore

_NAME_LENGTH = 200
_FUTURE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UploadPolicy:
    """What the way of uploading allows.

    ``years`` document: only flights of the current calendar year; any: every date.
    ``late_after_days``: older flights of the year are kept private and locked until an
    administrator approves them (None: never). ``quota``: the free tier's yearly allowance counts.
    """

    years: Literal["document", "any"] = "any"
    late_after_days: int | None = None
    quota: bool = True


@dataclass(frozen=True, slots=True)
class Upload:
    """A flight log as it was handed in."""

    data: bytes
    file_name: str
    title: str | None = None
    notes: str = ""
    visibility: Visibility = "private"
    org_num: int | None = None
    date: dt.date | None = None
    """The UTC date of the first fix, for a log that does not say it."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """``digest`` is what was found in the log; None for a duplicate, which is not read again."""

    flight: Flight
    duplicate: bool
    notices: list[str] = field(default_factory=list[str])
    digest: Digest | None = None


class Uploads:
    """The one way by which a flight log enters the logbook."""

    def __init__(
        self,
        db: Database,
        store: LocalStore,
        analysing: Analysing,
        clock: Clock,
        settings: UploadSettings,
    ) -> None:
        self._db = db
        self._store = store
        self._analysing = analysing
        self._clock = clock
        self._settings = settings

    def upload(self, principal: Principal, upload: Upload, policy: UploadPolicy) -> Uploaded:
        """File a log for the principal's account.

        Raises Forbidden (no track access, not a member of the organisation), InvalidInput (size,
        date, organisation), UnreadableFile (not a flight log), QuotaExceeded, StorageFull. When
        it returns, file and row are on disk.
        """
        account = self._may_upload(principal)
        self._check_form(upload)
        digest = hashlib.sha256(upload.data).hexdigest()
        with self._db.read() as session:
            if (known := _same_file(session, account, digest)) is not None:
                return Uploaded(known, duplicate=True)
            self._check_org(session, principal, upload)
            if policy.years == "document":  # whatever it is, it counts for this year
                self._check_quota(session, principal, account, policy)
        analysed = self._analysing.analyse_now(upload.data, upload.date)
        flight, notices = self._flight(account, upload, digest, analysed, policy)
        while True:
            self._store.put(upload.data)
            try:
                return self._file(principal, flight, analysed, policy, notices)
            except FileVanishedError:
                continue  # another account deleted the same file just now
            except Exception:
                self._let_go(digest)
                raise

    def _may_upload(self, principal: Principal) -> int:
        if principal.account is None:
            raise Forbidden("an API key without a user cannot upload flights")
        if not principal.track_access:
            raise Forbidden("your member group has no track access")
        return principal.account

    def _check_form(self, upload: Upload) -> None:
        if not upload.data:
            raise InvalidInput("the file is empty")
        if len(upload.data) > self._settings.max_bytes:
            limit = self._settings.max_bytes / 1024 / 1024
            raise TooLarge(f"the file is larger than {limit:.0f} MiB")
        clean_title(upload.title or "")
        clean_notes(upload.notes)

    def _check_org(self, session: Session, principal: Principal, upload: Upload) -> None:
        if upload.org_num is None:
            if upload.visibility == "org":
                raise InvalidInput("visibility org needs an organisation (org_id)")
        elif session.get(Organisation, upload.org_num) is None:
            raise NotFound("there is no such organisation")
        elif upload.org_num not in principal.orgs:
            raise Forbidden("you are not a member of this organisation")

    def _check_quota(
        self, session: Session, principal: Principal, account: int, policy: UploadPolicy
    ) -> None:
        """Refuse a flight of this calendar year beyond the free tier's allowance."""
        if not policy.quota or principal.tier != "free":
            return
        year = self._clock().year
        used = session.scalar(
            select(func.count()).where(
                Flight.account_num == account,
                Flight.date_flown.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
            )
        )
        if (used or 0) >= self._settings.free_tier_flights:
            limit = self._settings.free_tier_flights
            raise QuotaExceeded(f"the free tier holds {limit} flights a year, and you have them")

    def _flight(
        self, account: int, upload: Upload, digest: str, analysed: Digest, policy: UploadPolicy
    ) -> tuple[Flight, list[str]]:
        """The row to be, after the calendar rules."""
        now = self._clock()
        notices = list(analysed.notices)
        late = self._check_calendar(analysed, policy, now)
        visibility = upload.visibility
        if late:
            notices.append(
                f"This flight is more than {policy.late_after_days} days old: it is kept private "
                "until an administrator approves it."
            )
            visibility = "private"
        flight = Flight(
            id=new_id(),
            account_num=account,
            org_num=upload.org_num,
            file_digest=digest,
            file_name=safe_name(upload.file_name),
            recording_date=upload.date,
            title=clean_title(upload.title or "") or f"Flight of {analysed.facts.date_flown}",
            notes=clean_notes(upload.notes),
            visibility=visibility,
            locked=late,
            late_upload=late,
            share_generation=0,
            created_at=now,
            updated_at=now,
        )
        set_facts(flight, analysed.facts)
        set_digest(flight, analysed)
        return flight, notices

    def _check_calendar(self, analysed: Digest, policy: UploadPolicy, now: dt.datetime) -> bool:
        """Refuse what the policy refuses; says whether the flight is late."""
        facts = analysed.facts
        if policy.years == "any":
            return False
        if facts.takeoff_at > now + _FUTURE:
            raise InvalidInput(f"the flight is dated {facts.date_flown}, which is in the future")
        local_now = now + dt.timedelta(seconds=facts.tz_offset_s)
        if facts.date_flown.year < local_now.year:
            raise InvalidInput(
                f"the flight is of {facts.date_flown.year}; only flights of {local_now.year} "
                "can be uploaded"
            )
        age = (local_now.date() - facts.date_flown).days
        return policy.late_after_days is not None and age > policy.late_after_days

    def _file(
        self,
        principal: Principal,
        flight: Flight,
        analysed: Digest,
        policy: UploadPolicy,
        notices: list[str],
    ) -> Uploaded:
        account = flight.account_num
        try:
            with self._db.write() as session:
                if not self._db.is_sqlite:
                    # One upload of an account at a time, so that its quota is exact.
                    session.execute(
                        select(Account.num).where(Account.num == account).with_for_update()
                    ).one()
                if (known := _same_file(session, account, flight.file_digest)) is not None:
                    return Uploaded(known, duplicate=True)
                if flight.date_flown.year == self._clock().year:
                    self._check_quota(session, principal, account, policy)
                claim(session, self._store, flight.file_digest, analysed.size, flight.created_at)
                self._analysing.match_site(session, flight)
                session.add(flight)
                session.flush()
                session.add_all(digest_rows(flight.num, analysed))
                if flight.analysis_status == "pending":
                    job = {"flight": flight.num}
                    enqueue(
                        session,
                        FILE_JOB,
                        job,
                        now=flight.created_at,
                        key=f"{FILE_JOB}:{flight.num}",
                    )
                record(
                    session,
                    principal.actor,
                    "flight.upload",
                    ("flight", flight.num),
                    at=flight.created_at,
                    after={"visibility": flight.visibility, "locked": flight.locked},
                )
        except IntegrityError:
            # Another process filed the same bytes in between; the constraint has the last word.
            with self._db.read() as session:
                known = _same_file(session, account, flight.file_digest)
            if known is None:
                raise
            return Uploaded(known, duplicate=True)
        return Uploaded(flight, duplicate=False, notices=notices, digest=analysed)

    def _let_go(self, digest: str) -> None:
        """Remove a file that was stored for nothing; the daily sweep does what fails here."""
        with contextlib.suppress(Exception), self._db.write() as session:
            release(session, self._store, digest)


def _same_file(session: Session, account: int, digest: str) -> Flight | None:
    query = select(Flight).where(Flight.account_num == account, Flight.file_digest == digest)
    return session.scalars(query).first()


def safe_name(name: str) -> str:
    """A file name to show and to offer for download: no path, no control characters, bounded."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in base if char.isprintable() and char not in '<>:"|?*').strip(
        ". "
    )
    return kept[-_NAME_LENGTH:] or "flight.igc"
