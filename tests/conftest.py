"""What tests of every kind share: databases of both kinds, a clock that stands still, test data."""

import datetime as dt
import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from tests.support import SettableClock

import volary.core
import volary.platform.jobs  # its table belongs to every schema
from volary.platform.db import Database, metadata

POSTGRES_URL = os.environ.get("VOLARY_TEST_POSTGRES_URL", "postgresql://root@127.0.0.1:5432/test")
REPOSITORY = Path(__file__).parent.parent


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(dt.datetime(2025, 6, 13, 18, 22, 1, tzinfo=dt.UTC))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on each kind that is supported."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'volary.db'}"
    else:
        yield from _postgres_schema(request.getfixturevalue("worker_schema"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table of the models, once on each kind that is supported."""
    db = _with_tables(database_url)
    yield db
    db.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite alone, for tests that are about something else."""
    db = _with_tables(f"sqlite:///{tmp_path / 'volary.db'}")
    yield db
    db.close()


@pytest.fixture(scope="session")
def worker_schema() -> str:
    return f"volary_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


@pytest.fixture
def shared() -> Path:
    """The folder of test data beside the repository; the test is skipped where there is none."""
    folder = Path(os.environ.get("VOLARY_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}")
    return folder


def _postgres_schema(name: str) -> Iterator[str]:
    """A fresh schema, reached through the search path; dropped when the test is over."""
    admin = create_engine(POSTGRES_URL.replace("postgresql://", "postgresql+psycopg://"))
    again = [text(f"DROP SCHEMA IF EXISTS {name} CASCADE"), text(f"CREATE SCHEMA {name}")]
    try:
        with admin.begin() as connection:
            for statement in again:
                connection.execute(statement)
    except OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL server: {error.orig}")
    joint = "&" if "?" in POSTGRES_URL else "?"
    yield f"{POSTGRES_URL}{joint}options=-csearch_path%3D{name}"
    with admin.begin() as connection:
        connection.execute(again[0])
    admin.dispose()


def _with_tables(url: str) -> Database:
    for package in pkgutil.iter_modules(volary.core.__path__, "volary.core."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.model"):
            importlib.import_module(f"{package.name}.model")
    db = Database(url, busy_timeout_s=10.0)
    with db.connect_for_write() as connection:
        metadata.create_all(connection)
    return db
