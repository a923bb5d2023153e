"""The audit trail: who changed what, when, and what it was before and after."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from volary.core.identity.model import AuditEntry
from volary.core.identity.principal import Actor
from volary.platform.db import Database

Snapshot = Mapping[str, Any]


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, int],
    *,
    at: dt.datetime,
    before: Snapshot | None = None,
    after: Snapshot | None = None,
) -> None:
    """Note a change in the transaction that makes it.

    ``subject`` is kind and number, as ``("flight", 12)``. Of ``before`` and ``after`` only the
    fields that differ are kept; when nothing differs, nothing is noted. Snapshots hold no secrets.
    """
    if before is not None and after is not None:
        changed = [key for key in after if before.get(key) != after[key]]
        if not changed:
            return
        before = {key: before.get(key) for key in changed}
        after = {key: after[key] for key in changed}
    kind, num = subject
    entry = AuditEntry(
        at=at,
        action=action,
        subject_kind=kind,
        subject_num=num,
        actor_account=actor.account,
        actor_client=actor.client,
        origin=actor.origin,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        request_id=structlog.contextvars.get_contextvars().get("request_id"),
    )
    session.add(entry)


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """Reading the trail; newest first."""

    db: Database

    def of(self, kind: str, num: int, *, limit: int = 100) -> list[AuditEntry]:
        return self._list(limit, AuditEntry.subject_kind == kind, AuditEntry.subject_num == num)

    def latest(self, *, limit: int = 100, before_num: int | None = None) -> list[AuditEntry]:
        """A page of the whole trail; ``before_num`` is the last entry of the page before."""
        bounds = [] if before_num is None else [AuditEntry.num < before_num]
        return self._list(limit, *bounds)

    def _list(self, limit: int, *bounds: Any) -> list[AuditEntry]:
        query = select(AuditEntry).where(*bounds).order_by(AuditEntry.num.desc()).limit(limit)
        with self.db.read() as session:
            return list(session.scalars(query))
