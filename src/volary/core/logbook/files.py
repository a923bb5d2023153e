"""Keeping the store and the table of stored files in agreement.

A file is put into the store before the row that refers to it commits, and removed only inside a
write transaction that has made sure that no row refers to it. ``claim`` and ``release`` meet on
the file's row: SQLite's write lock, or PostgreSQL's row lock, makes one wait for the other.
"""

import datetime as dt

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from volary.core.logbook.model import Flight, StoredFile
from volary.platform.db import Database, insert_or_ignore
from volary.platform.storage import LocalStore


class FileVanishedError(Exception):
    """The file was removed between ``put`` and the commit; put it again."""


def claim(session: Session, store: LocalStore, digest: str, size: int, now: dt.datetime) -> None:
    """Make the row of a file that is about to be referred to."""
    insert_or_ignore(session, StoredFile, digest=digest, size=size, created_at=now)
    if session.get_bind().dialect.name != "sqlite":  # there the write lock is held already
        session.execute(
            select(StoredFile.digest).where(StoredFile.digest == digest).with_for_update()
        ).one()
    if not store.has(digest):
        raise FileVanishedError


def release(session: Session, store: LocalStore, digest: str) -> bool:
    """Remove the file if nothing refers to it any more; says whether it is gone."""
    session.execute(
        select(StoredFile.digest).where(StoredFile.digest == digest).with_for_update()
    ).all()
    if session.scalar(select(exists().where(Flight.file_digest == digest))):
        return False
    session.execute(delete(StoredFile).where(StoredFile.digest == digest))
    store.remove(digest)
    return True


def sweep(db: Database, store: LocalStore) -> int:
    """Remove every file that no row refers to, such as a crash leaves; returns how many."""
    with db.read() as session:
        known = set(session.scalars(select(Flight.file_digest)))
    removed = 0
    for digest in [digest for digest in store.digests() if digest not in known]:
        with db.write() as session:
            removed += release(session, store, digest)
    with db.write() as session:
        orphans = select(StoredFile.digest).where(
            ~exists().where(Flight.file_digest == StoredFile.digest)
        )
        for digest in session.scalars(orphans).all():
            release(session, store, digest)
    return removed
