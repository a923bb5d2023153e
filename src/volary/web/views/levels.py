"""Visibility as people choose it."""

from dataclasses import dataclass
from typing import get_args

from volary.core.errors import InvalidInput
from volary.core.identity import Identity, Principal
from volary.core.logbook.model import Visibility
from volary.web.words import LEVEL_NAMES

LEVELS: tuple[Visibility, ...] = get_args(Visibility)
_HINTS = {
    "private": "Nobody else, not even with a link",
    "unlisted": "In no list",
    "authenticated": "Everybody who has an account here",
    "public": "The whole world, without an account",
}
_ORG = "org"


@dataclass(frozen=True, slots=True)
class Level:
    """A chosen visibility; ``org_num`` is the organisation whose members may see the flight."""

    visibility: Visibility
    org_num: int | None = None


def options(identity: Identity, principal: Principal) -> list[tuple[str, str, str]]:
    """What an account may choose: value, label and a hint."""
    found: list[tuple[str, str, str]] = [
        (key, LEVEL_NAMES[key], _HINTS[key]) for key in LEVELS if key != _ORG
    ]
    if principal.orgs and principal.account is not None:
        mine = identity.organisations.of(principal.account)
        orgs = [(f"{_ORG}:{org.num}", f"Members of {org.name}", "") for org in mine]
        found[1:1] = orgs
    return found


def parse(value: str) -> Level:
    """The level of a form's value; InvalidInput for anything that is not offered."""
    name, _, org = value.partition(":")
    level = next((item for item in LEVELS if item == name), None)
    if level is None or (level == _ORG) != org.isdecimal() or len(org) > 18:  # noqa: PLR2004  # int64
        raise InvalidInput("Choose who may see the flight.", field="visibility")
    return Level(level, int(org) if org else None)


def chosen(visibility: str, org_num: int | None) -> str:
    """The form's value of a flight's level."""
    return f"{_ORG}:{org_num}" if visibility == _ORG else visibility
