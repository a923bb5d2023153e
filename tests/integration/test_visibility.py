"""Who may see which flight: every cell of the tables in docs/explanation/visibility.md."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.conftest import _postgres_schema as postgres_schema
from tests.wire.support import OPERATOR, Api

from volary.app.asgi import create_asgi
from volary.app.config import load
from volary.app.volary import Volary
from volary.core.errors import NotFound
from volary.core.identity import Principal
from volary.core.logbook.model import Flight, StoredFile
from volary.core.logbook.reading import FlightQuery
from volary.platform.ids import new_id

DAY = dt.date(2025, 6, 13)
NOON = dt.datetime(2025, 6, 13, 12, tzinfo=dt.UTC)
Cell = tuple[str, str, str]


def read_tables() -> list[dict[tuple[str, str], str]]:
    """The tables of the page: (level, viewer) to the letters of the cell."""
    tables: list[dict[tuple[str, str], str]] = []
    viewers: list[str] = []
    for line in (REPOSITORY / "docs/explanation/visibility.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| level"):
            viewers = cells[1:]
            tables.append({})
        elif line.startswith("|") and not line.startswith("|-"):
            for viewer, letters in zip(viewers, cells[1:], strict=True):
                tables[-1][cells[0], viewer] = letters
    return tables


RULE, SKYTRACK = read_tables()
CASES = [
    pytest.param(
        surface,
        (level, viewer, purpose),
        purpose in letters,
        id=f"{surface}-{level}-{viewer}-{purpose}",
    )
    for surface, table in (("core", RULE), ("native", RULE), ("skytrack", SKYTRACK))
    for (level, viewer), letters in table.items()
    for purpose in ("L", "R")
]


@dataclass
class World:
    """One server with a flight of each level and somebody of each kind."""

    volary: Volary
    api: Api
    owner: int
    flights: dict[str, int]
    links: dict[str, str]
    accounts: dict[str, int]
    headers: dict[str, dict[str, str]]
    principals: dict[str, Principal | None]

    def core(self, level: str, viewer: str, purpose: str) -> bool:
        reading, num = self.volary.logbook.reading, self.flights[level]
        try:
            if viewer == "with the link":
                return purpose == "R" and reading.shared_flight(self.links[level]).num == num
            principal = self.principals[viewer]
            if purpose == "R":
                return reading.flight(principal, num).num == num
        except NotFound:
            return False
        found = {flight.num for flight in reading.flights(principal, FlightQuery(limit=200))}
        counted = reading.count(principal, FlightQuery())
        assert counted == len(found)
        return num in found

    def native(self, level: str, viewer: str, purpose: str) -> bool:
        num = self.flights[level]
        headers = self.headers.get(viewer, {})
        if purpose == "L":
            rows = self.api.get("/core/v1/flights", headers=headers).json()["flights"]
            return viewer != "with the link" and num in {row["num"] for row in rows}
        path = f"/core/v1/flights/{num}"
        if viewer == "with the link":
            path = f"/core/v1/shared/{self.links[level]}"
        answer = self.api.get(path, headers=headers)
        assert answer.status_code in {200, 404}
        return answer.status_code == 200

    def skytrack(self, level: str, viewer: str, purpose: str) -> bool:
        client = self.volary.identity.clients.keys()[0].client
        token = self.volary.identity.tokens.issue(self.accounts[viewer], client).access
        headers = {**self.headers["key without user"], "Authorization": f"Bearer {token}"}
        num = self.flights[level]
        if purpose == "L":
            asked = {"user_id": self.owner, "limit": 200}
            answer = self.api.get("/api/v1/flights", params=asked, headers=headers)
            return num in {row["id"] for row in answer.json()["data"]["flights"]}
        answer = self.api.get(f"/api/v1/flights/{num}", headers=headers)
        assert answer.status_code in {200, 403, 404}
        return answer.status_code == 200


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("visibility")
    if request.param == "sqlite":
        yield from _live(folder, None)
    else:
        name = f"{request.getfixturevalue('worker_schema')}_visibility"
        for url in postgres_schema(name):
            yield from _live(folder, url)


def _live(folder: Path, database_url: str | None) -> Iterator[World]:
    flags = {"data": str(folder), "database_url": database_url}
    volary = Volary.build(load(flags, {}))
    try:
        yield _people(volary)
    finally:
        volary.close()


def _people(volary: Volary) -> World:
    identity = volary.identity
    club = identity.organisations.create(OPERATOR, kind="club", name="Aletsch")
    station = identity.clients.create_key(OPERATOR, client="station").key
    world = World(
        volary,
        Api(create_asgi(volary)),
        0,
        {},
        {},
        {},
        {"key without user": {"X-Api-Key": station}},
        {"anybody": None},
    )
    for viewer in ("owner", "org member", "other account", "administrator"):
        admin = viewer == "administrator"
        email = f"{viewer.replace(' ', '-')}@example.org"
        account = identity.accounts.create(OPERATOR, email=email, name="N", is_admin=admin).num
        if viewer in {"owner", "org member"}:
            identity.organisations.set_member(OPERATOR, club.num, account, "pilot")
        key = identity.clients.create_key(OPERATOR, client=viewer, owner=account).key
        world.accounts[viewer], world.headers[viewer] = account, {"X-Api-Key": key}
    for viewer, shown in world.headers.items():
        world.principals[viewer] = identity.authenticator.verify("api_key", shown["X-Api-Key"])
    world.owner = world.accounts["owner"]
    for level in dict.fromkeys(level for level, _ in RULE):
        _add_flight(world, level, club.num)
    return world


def _add_flight(world: World, level: str, club: int) -> None:
    """A flight of that level with a share link from when it was unlisted."""
    volary, digest = world.volary, f"{len(world.flights):064d}"
    row = Flight(
        id=new_id(),
        account_num=world.owner,
        org_num=club,
        file_digest=digest,
        file_name="a.igc",
        title=level,
        notes="",
        visibility="unlisted",
        locked=False,
        late_upload=False,
        share_generation=0,
        analysis_status="done",
        date_flown=DAY,
        takeoff_at=NOON,
        tz_offset_s=7200,
        created_at=NOON,
        updated_at=NOON,
    )
    with volary.db.write() as session:
        session.add(StoredFile(digest=digest, size=1, created_at=NOON))
        session.flush()
        session.add(row)
    owner = world.principals["owner"]
    assert owner is not None
    world.flights[level] = row.num
    world.links[level] = volary.logbook.editing.share(owner, row.num)
    with volary.db.write() as session:
        flight = session.get(Flight, row.num)
        assert flight is not None
        flight.locked = level == "locked"
        flight.visibility = "public" if level == "locked" else level


@pytest.mark.parametrize(("surface", "cell", "expected"), CASES)
def test_every_cell_of_the_tables(world: World, surface: str, cell: Cell, expected: bool) -> None:
    look: Callable[[str, str, str], bool] = getattr(world, surface)

    assert look(*cell) is expected
