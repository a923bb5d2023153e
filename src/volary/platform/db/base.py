"""What every table shares: the declarative base, names of constraints, instants in UTC."""

import datetime as dt
import importlib
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, LargeBinary, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Num = BigInteger().with_variant(Integer, "sqlite")
"""The integer primary key; SQLite gives row ids only to plain INTEGER."""


class UtcTime(TypeDecorator[dt.datetime]):
    """An aware instant, kept and given in UTC. A naive value is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive time was about to be stored"
            raise TypeError(msg)
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Declarative base; annotations choose the column types of ``type_annotation_map``."""

    metadata = metadata
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        dt.datetime: UtcTime(),
        UUID: Uuid(),
        bytes: LargeBinary(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def insert_or_ignore(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert a row unless it clashes with a unique constraint; says whether it was inserted."""
    insert = _insert(session.get_bind().dialect.name)
    table = model.__table__
    statement = insert(model).values(values).on_conflict_do_nothing()
    # Asked for by RETURNING: the count of rows is not to be had from every driver.
    inserted = session.connection().execute(statement.returning(*table.primary_key))
    return inserted.first() is not None


def _insert(dialect: str) -> Callable[[type[Base]], Any]:
    # Each dialect costs start-up time; only the one in use is loaded.
    module = importlib.import_module(f"sqlalchemy.dialects.{dialect}")
    insert: Callable[[type[Base]], Any] = module.insert
    return insert
