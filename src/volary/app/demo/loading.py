"""Putting the demo into a logbook, and taking it out again.

Accounts and flights are found again by the demo mark of the account and by the name of the file,
so that loading is finished where an interrupted one stopped and otherwise changes nothing.
"""

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy import select, update

from volary.app.demo import SEED
from volary.app.demo.content import DemoAccount, DemoEntry, DemoLogbook, logbook
from volary.app.demo.recording import generate_igc
from volary.app.volary import Volary
from volary.core.errors import Conflict, NotFound
from volary.core.identity.model import Account, Organisation
from volary.core.identity.principal import Actor
from volary.core.logbook.model import Flight
from volary.core.logbook.uploads import Upload, UploadPolicy

log = structlog.get_logger(__name__)

_ACTOR = Actor(origin="demo")
_PASSWORD_BYTES = 12
_GENERATE_S = 60.0
# A demo account's files do not count for the allowance that its user may try out.
_POLICY = UploadPolicy(years="any", quota=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A demo account that was just made, with the password that is shown this once."""

    email: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Loaded:
    opened: list[Opened]
    flights: int

    @property
    def summary(self) -> str:
        """For the person at the terminal."""
        if not self.opened and not self.flights:
            return "The demo is already there; nothing was changed."
        lines = [f"{len(self.opened)} demo accounts and {self.flights} demo flights added."]
        return "\n".join([*lines, *accounts_text(self.opened)])


def accounts_text(opened: list[Opened]) -> list[str]:
    """Lines that show how to open the accounts; none when no account was made."""
    if not opened:
        return []
    return [
        "Demo accounts (the passwords are shown only now; `volary user passwd` sets new ones):",
        *(f"  {item.email}  {item.password}  {item.name}" for item in opened),
    ]


def load(volary: Volary, *, seed: int = SEED) -> Loaded:
    """Add what is missing of the demo. Conflict when a real account has one of its addresses."""
    opened = open_accounts(volary)
    return Loaded(opened, fill(volary, seed=seed))


def open_accounts(volary: Volary) -> list[Opened]:
    """Make the demo accounts and their club, quickly; returns those that are new."""
    content = _content(volary, SEED)
    known = _accounts(volary)
    opened = [_open(volary, item) for item in content.accounts if item.email not in known]
    present = _accounts(volary)
    club = _club(volary, content)
    members = {member.account for member in volary.identity.organisations.members(club)}
    for item in content.accounts:
        num = present[item.email].num
        if num not in members:
            volary.identity.organisations.set_member(_ACTOR, club, num, item.role)
    return opened


def fill(volary: Volary, *, seed: int = SEED, stopped: Callable[[], bool] = bool) -> int:
    """Upload the demo flights that are missing; returns how many that were."""
    content = _content(volary, seed)
    accounts = _accounts(volary)
    club = _club(volary, content)
    numbers = {item.key: accounts[item.email].num for item in content.accounts}
    names = {item.key: item.name.removeprefix("Demo pilot ") for item in content.accounts}
    added = 0
    for entry in content.entries:
        account = numbers[entry.account]
        if stopped():
            break
        if _has(volary, account, entry.file_name):
            continue
        data = volary.cpu.call(
            generate_igc, entry.order, names[entry.account], timeout_s=_GENERATE_S
        )
        _upload(volary, entry, account, club, data)
        added += 1
    return added


def fill_in_background(volary: Volary) -> Callable[[], None]:
    """``fill`` in a thread of its own; call what is returned to end it before the parts close.

    An upload that is on its way is finished; the next start goes on from there.
    """
    stop = threading.Event()

    def work() -> None:
        try:
            added = fill(volary, stopped=stop.is_set)
        except Exception:
            if not stop.is_set():
                log.exception("demo_not_loaded")
        else:
            log.info("demo_loaded", flights=added)

    thread = threading.Thread(target=work, name="demo", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(timeout=10)

    return end


def purge(volary: Volary) -> int:
    """Remove the demo accounts, their flights and files, and the club; returns how many accounts.

    A flight that another account filed for the demo club stays, private from then on.
    """
    identity = volary.identity
    accounts = _accounts(volary)
    for account in accounts.values():
        volary.logbook.editing.delete_all_of(account.num, _ACTOR)
        identity.accounts.remove(_ACTOR, account.num)
    for club in _clubs(volary):
        for member in identity.organisations.members(club):
            identity.organisations.remove_member(_ACTOR, club, member.account)
        with volary.db.write() as session:
            own = Flight.org_num == club
            shown = own & (Flight.visibility == "org")
            session.execute(update(Flight).where(shown).values(visibility="private"))
            session.execute(update(Flight).where(own).values(org_num=None))
        identity.organisations.remove(_ACTOR, club)
    return len(accounts)


def _content(volary: Volary, seed: int) -> DemoLogbook:
    """The demo as of the day it was first loaded, so that loading again makes the same flights."""
    made = [account.created_at for account in _accounts(volary).values()]
    today: dt.datetime = min(made, default=volary.clock())
    return logbook(today.date(), seed=seed)


def _accounts(volary: Volary) -> dict[str, Account]:
    query = select(Account).where(Account.demo.is_(True)).order_by(Account.num)
    with volary.db.read() as session:
        return {account.email: account for account in session.scalars(query)}


def _open(volary: Volary, item: DemoAccount) -> Opened:
    accounts = volary.identity.accounts
    try:
        accounts.find(item.email)
    except NotFound:
        pass
    else:
        raise Conflict(f"{item.email} is the address of an account that is no demo")
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    accounts.create(
        _ACTOR,
        email=item.email,
        name=item.name,
        password=password,
        group=item.group,
        public=item.public,
        demo=True,
    )
    return Opened(item.email, item.name, password)


def _clubs(volary: Volary) -> list[int]:
    query = select(Organisation.num).where(Organisation.demo.is_(True)).order_by(Organisation.num)
    with volary.db.read() as session:
        return list(session.scalars(query))


def _club(volary: Volary, content: DemoLogbook) -> int:
    present = _clubs(volary)
    if present:
        return present[0]
    club = content.club
    made = volary.identity.organisations.create(
        _ACTOR, kind="club", name=club.name, code=club.code, demo=True
    )
    return made.num


def _has(volary: Volary, account: int, file_name: str) -> bool:
    query = select(Flight.num).where(Flight.account_num == account, Flight.file_name == file_name)
    with volary.db.read() as session:
        return session.scalar(query) is not None


def _upload(volary: Volary, entry: DemoEntry, account: int, club: int, data: bytes) -> None:
    volary.logbook.uploads.upload(
        volary.identity.authenticator.acting_for(account),
        Upload(
            data,
            entry.file_name,
            title=entry.title,
            notes=entry.notes,
            visibility=entry.visibility,
            org_num=club if entry.visibility == "org" else None,
        ),
        _POLICY,
    )
