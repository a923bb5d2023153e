"""Member groups: which entitlements an account has on this server."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from volary.core.errors import Conflict, InvalidInput, NotFound
from volary.core.identity.addresses import clean_name
from volary.core.identity.audit import record
from volary.core.identity.model import Account, MemberGroup
from volary.core.identity.principal import TIERS, Actor, Principal, Tier
from volary.core.identity.store import IdentityStore
from volary.platform.db import insert_or_ignore

BUILT_IN: tuple[tuple[str, bool, Tier], ...] = (
    ("member", True, "member"),
    ("free", True, "free"),
    ("none", False, "free"),
)
DEFAULT_GROUP = "member"


@dataclass(frozen=True, slots=True)
class Group:
    num: int
    name: str
    track_access: bool
    tier: str
    built_in: bool

    @classmethod
    def of(cls, row: MemberGroup) -> "Group":
        return cls(row.num, row.name, row.track_access, row.tier, row.built_in)


def find_group(session: Session, name: str) -> MemberGroup:
    """The group of that name; InvalidInput names the ones there are."""
    group = session.scalar(select(MemberGroup).where(MemberGroup.name == name))
    if group is None:
        names = ", ".join(session.scalars(select(MemberGroup.name).order_by(MemberGroup.num)))
        raise InvalidInput(f"There is no group {name!r}; there are {names}.", field="group")
    return group


class Groups:
    def __init__(self, store: IdentityStore) -> None:
        self._store = store

    def prepare(self) -> None:
        """Create the built-in groups that are missing: member, free (with quota) and none."""
        with self._store.db.read() as session:
            present = set(session.scalars(select(MemberGroup.name)))
        missing = [item for item in BUILT_IN if item[0] not in present]
        if not missing:
            return
        with self._store.db.write() as session:
            for name, access, tier in missing:
                values = {"name": name, "track_access": access, "tier": tier, "built_in": True}
                insert_or_ignore(session, MemberGroup, **values)

    def all(self) -> list[Group]:
        with self._store.db.read() as session:
            rows = session.scalars(select(MemberGroup).order_by(MemberGroup.num))
            return [Group.of(row) for row in rows]

    def create(self, actor: Actor, name: str, *, track_access: bool, tier: Tier) -> Group:
        name = clean_name(name)
        self._check_tier(tier)
        with self._store.db.write() as session:
            values = {"name": name, "track_access": track_access, "tier": tier, "built_in": False}
            if not insert_or_ignore(session, MemberGroup, **values):
                raise Conflict("There is a group of this name already.")
            group = find_group(session, name)
            subject = ("member_group", group.num)
            record(session, actor, "group.create", subject, at=self._store.now(), after=values)
            return Group.of(group)

    def change(
        self,
        actor: Actor,
        name: str,
        *,
        track_access: bool | None = None,
        tier: Tier | None = None,
    ) -> Group:
        """Change the entitlements of everyone in the group, from their next request on."""
        with self._store.changing(lambda _: True) as session:
            group = find_group(session, name)
            before = {"track_access": group.track_access, "tier": group.tier}
            if track_access is not None:
                group.track_access = track_access
            if tier is not None:
                self._check_tier(tier)
                group.tier = tier
            after = {"track_access": group.track_access, "tier": group.tier}
            record(
                session,
                actor,
                "group.change",
                ("member_group", group.num),
                at=self._store.now(),
                before=before,
                after=after,
            )
            return Group.of(group)

    def remove(self, actor: Actor, name: str) -> None:
        """Delete a group that is not built in and that nobody is in."""
        with self._store.changing(_nobody) as session:
            group = find_group(session, name)
            member = session.scalar(select(Account.num).where(Account.group_num == group.num))
            if group.built_in or member is not None:
                raise Conflict("Built-in groups and groups with members stay.")
            before = {"name": group.name, "track_access": group.track_access, "tier": group.tier}
            subject = ("member_group", group.num)
            record(session, actor, "group.remove", subject, at=self._store.now(), before=before)
            session.delete(group)

    def named(self, num: int) -> Group:
        with self._store.db.read() as session:
            row = session.get(MemberGroup, num)
            if row is None:
                raise NotFound("There is no such group.")
            return Group.of(row)

    def _check_tier(self, tier: str) -> None:
        if tier not in TIERS:
            raise InvalidInput(f"A tier is one of {', '.join(TIERS)}.", field="tier")


def _nobody(_principal: Principal) -> bool:
    return False
