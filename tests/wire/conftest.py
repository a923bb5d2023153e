"""One server for all wire tests: the real parts over one data folder, fresh accounts per test."""

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from tests.wire.support import OPERATOR, PASSWORD, Api, Lock, MakePilot, Pilot, make_igc

from volary.app.asgi import create_asgi
from volary.app.config import load
from volary.app.volary import Volary
from volary.core.logbook.model import Flight
from volary.platform.http.asgi import App
from volary.platform.telemetry import configure_logging

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def volary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Volary]:
    flags = {
        "data": str(tmp_path_factory.mktemp("data")),
        "upload.wait_s": 300.0,  # the first worker may have to compile
        "cpu_workers": 1,
    }
    configure_logging(level="error", form="json")
    parts = Volary.build(load(flags, {}))
    parts.start()
    yield parts
    parts.stop()


@pytest.fixture(scope="session")
def app(volary: Volary) -> App:
    return create_asgi(volary)


@pytest.fixture
def anybody(app: App) -> Api:
    """A client that shows nothing."""
    return Api(app)


@pytest.fixture
def make_pilot(volary: Volary, app: App) -> MakePilot:
    def make(
        name: str = "Test Pilot",
        *,
        group: str = "member",
        is_admin: bool = False,
        public: bool = False,
        password: bool = False,
    ) -> Pilot:
        email = f"pilot{next(_numbers)}@example.org"
        account = volary.identity.accounts.create(
            OPERATOR,
            email=email,
            name=name,
            password=PASSWORD if password else None,
            group=group,
            is_admin=is_admin,
            public=public,
        )
        key = volary.identity.clients.create_key(OPERATOR, client="test", owner=account.num)
        api = Api(app, {"X-Api-Key": key.key})
        return Pilot(account.num, email, name, key.key, api)

    return make


@pytest.fixture
def pilot(make_pilot: MakePilot) -> Pilot:
    return make_pilot()


@pytest.fixture
def other(make_pilot: MakePilot) -> Pilot:
    return make_pilot("Other Pilot")


@pytest.fixture
def fresh_igc() -> bytes:
    """A flight log that no other test uploads."""
    return make_igc(seed=next(_numbers))


@pytest.fixture
def lock(volary: Volary) -> Lock:
    """Holds a flight back as a late upload is."""

    def hold(num: int) -> None:
        values = {"locked": True, "late_upload": True, "visibility": "private"}
        with volary.db.write() as session:
            session.execute(update(Flight).where(Flight.num == num).values(values))

    return hold
