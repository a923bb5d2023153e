import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from volary.app import schema, tables
from volary.app.schema import NewerSchemaError
from volary.platform.db import Database, metadata

assert tables.__all__


@pytest.fixture
def empty(database_url: str) -> Database:
    return Database(database_url, busy_timeout_s=5)


def test_an_empty_database_comes_to_what_the_models_say(empty: Database) -> None:
    applied = schema.upgrade(empty)
    assert applied[-1] == schema.newest()
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert differences == []
    empty.close()


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    schema.upgrade(empty)
    assert schema.upgrade(empty) == []
    assert schema.pending(empty) == []
    empty.close()


def test_every_older_version_comes_to_the_newest(database_url: str) -> None:
    empty = Database(database_url)
    everything = schema.pending(empty)
    for revision in everything:
        schema.upgrade(empty, to=revision)
        assert revision not in schema.pending(empty)
    assert schema.pending(empty) == []
    empty.close()


def test_a_newer_schema_is_refused_with_words_and_left_alone(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.connect_for_write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = inspect(empty.engine).get_table_names()
    with pytest.raises(NewerSchemaError, match=r"written by a newer Volary.*restore a backup"):
        schema.upgrade(empty)
    assert inspect(empty.engine).get_table_names() == before
    empty.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: Database) -> None:
    with empty.connect_for_write() as connection:
        connection.execute(text("CREATE TABLE flight (num INTEGER PRIMARY KEY)"))
    with pytest.raises(Exception, match="flight"):
        schema.upgrade(empty)
    assert set(inspect(empty.engine).get_table_names()) <= {"flight", "alembic_version"}
    assert schema.pending(empty), "nothing counts as applied"
    empty.close()
