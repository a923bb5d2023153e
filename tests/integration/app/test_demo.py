"""The demo goes through the front door, comes once, and leaves nothing behind."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.support import SettableClock

from volary.app import demo
from volary.app.config import load
from volary.app.demo import loading
from volary.app.demo.content import DemoLogbook, logbook
from volary.app.volary import Volary
from volary.core.errors import Conflict
from volary.core.identity.model import Account, Membership, Organisation
from volary.core.identity.principal import Actor
from volary.core.logbook.model import Flight, StoredFile
from volary.core.logbook.uploads import Upload, UploadPolicy

CLI = Actor(origin="cli")
DAY = dt.datetime(2026, 7, 15, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(DAY)


@pytest.fixture
def volary(tmp_path: Path, clock: SettableClock) -> Iterator[Volary]:
    # Nobody waits for a score: flights are filed as pending at once.
    flags = {"data": tmp_path, "upload.wait_s": 0.0}
    built = Volary.build(load(flags, {}), clock=clock)
    yield built
    built.close()


@pytest.fixture
def short_demo(monkeypatch: pytest.MonkeyPatch) -> DemoLogbook:
    """The demo without its longest flights, so that the tests take seconds."""
    content = logbook(DAY.date(), seed=1)
    chosen = {"demo-03.igc", "demo-05.igc", "demo-11.igc"}
    entries = tuple(entry for entry in content.entries if entry.file_name in chosen)
    short = DemoLogbook(content.club, content.accounts, entries)
    monkeypatch.setattr(loading, "logbook", lambda _today, seed: short)  # noqa: ARG005
    return short


def flights(volary: Volary) -> list[Flight]:
    with volary.db.read() as session:
        return list(session.scalars(select(Flight).order_by(Flight.num)))


def count(volary: Volary, table: type) -> int:
    with volary.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.usefixtures("short_demo")
def test_loading_makes_accounts_a_club_and_flights(volary: Volary) -> None:
    loaded = demo.load(volary)
    assert loaded.flights == 3
    assert len(loaded.opened) == 3
    rows = flights(volary)
    assert {row.visibility for row in rows} == {"unlisted", "org", "private"}
    assert all(row.title.startswith("Demo: ") for row in rows)
    assert all(row.date_flown < DAY.date() for row in rows)
    club = next(row for row in rows if row.visibility == "org").org_num
    assert [org.num for org in volary.identity.organisations.all()] == [club]
    assert count(volary, Membership) == 3


@pytest.mark.usefixtures("short_demo")
def test_passwords_are_random_shown_once_and_right(volary: Volary) -> None:
    loaded = demo.load(volary)
    passwords = {item.password for item in loaded.opened}
    assert len(passwords) == 3
    assert all(len(password) >= 16 for password in passwords)
    for item in loaded.opened:
        assert item.password in loaded.summary
        assert volary.identity.sign_in.check(item.email, item.password, address="192.0.2.1")


@pytest.mark.usefixtures("short_demo")
def test_loading_again_changes_nothing_also_on_a_later_day(
    volary: Volary, clock: SettableClock
) -> None:
    demo.load(volary)
    before = [(row.num, row.file_digest, row.updated_at) for row in flights(volary)]
    clock.advance(days=40)
    again = demo.load(volary)
    assert (again.opened, again.flights) == ([], 0)
    assert [(row.num, row.file_digest, row.updated_at) for row in flights(volary)] == before
    assert count(volary, Account) == 3


@pytest.mark.usefixtures("short_demo")
def test_an_interrupted_load_is_finished_by_the_next(volary: Volary) -> None:
    asked: list[int] = []

    def after_two() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert len(demo.open_accounts(volary)) == 3
    assert loading.fill(volary, stopped=after_two) == 2
    rest = demo.load(volary)
    assert (len(rest.opened), rest.flights) == (0, 1)


@pytest.mark.usefixtures("short_demo")
def test_the_background_load_ends_when_it_is_told_to(volary: Volary) -> None:
    demo.open_accounts(volary)
    end = demo.fill_in_background(volary)
    end()
    assert len(flights(volary)) <= 3
    demo.load(volary)
    assert len(flights(volary)) == 3


@pytest.mark.usefixtures("short_demo")
def test_purging_removes_the_demo_and_nothing_else(volary: Volary, tmp_path: Path) -> None:
    demo.load(volary)
    real = volary.identity.accounts.create(CLI, email="real@example.org", name="Real Pilot")
    club = volary.identity.organisations.all()[0].num
    volary.identity.organisations.set_member(CLI, club, real.num, "pilot")
    own_club = volary.identity.organisations.create(CLI, kind="club", name="Real club")
    shared_file = volary.logbook.reading.original(flights(volary)[0])
    kept = volary.logbook.uploads.upload(
        volary.identity.authenticator.acting_for(real.num),
        Upload(shared_file, "mine.igc", visibility="org", org_num=club),
        UploadPolicy(),
    )
    assert demo.purge(volary) == 3
    assert [row.num for row in flights(volary)] == [kept.flight.num]
    assert flights(volary)[0].visibility == "private"
    assert flights(volary)[0].org_num is None
    assert [profile.email for profile in volary.identity.accounts.all()] == ["real@example.org"]
    assert [org.num for org in volary.identity.organisations.all()] == [own_club.num]
    assert count(volary, StoredFile) == 1
    assert volary.logbook.reading.original(flights(volary)[0]) == shared_file
    stored = [path.name for path in (tmp_path / "files").glob("*/*") if path.is_file()]
    assert stored == [kept.flight.file_digest]


@pytest.mark.usefixtures("short_demo")
def test_purging_twice_and_loading_anew_work(volary: Volary) -> None:
    demo.load(volary)
    assert demo.purge(volary) == 3
    assert demo.purge(volary) == 0
    assert count(volary, Organisation) == 0
    assert demo.load(volary).flights == 3


@pytest.mark.usefixtures("short_demo")
def test_a_real_account_is_never_taken_for_a_demo(volary: Volary) -> None:
    volary.identity.accounts.create(CLI, email="ada@demo.volary.invalid", name="Ada")
    with pytest.raises(Conflict):
        demo.load(volary)
    assert demo.purge(volary) == 0
    assert count(volary, Account) == 1
