"""The demo logbook as it is written down in ``logbook.toml``."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from volary.app.demo.generator import Order, sites
from volary.core.logbook.model import Visibility

TITLE_PREFIX = "Demo: "
_NORTHERN_SEASON = range(4, 10)  # April to September


@dataclass(frozen=True, slots=True)
class DemoClub:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    key: str
    email: str
    name: str
    group: str
    role: str
    public: bool


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One flight of the demo logbook; ``file_name`` tells it from all others for good."""

    account: str
    file_name: str
    title: str
    notes: str
    visibility: Visibility
    order: Order


@dataclass(frozen=True, slots=True)
class DemoLogbook:
    club: DemoClub
    accounts: tuple[DemoAccount, ...]
    entries: tuple[DemoEntry, ...]


def logbook(today: dt.date, *, seed: int) -> DemoLogbook:
    """The demo as loaded on a day: flights lie before it, where the thermals are in season."""
    table = _table()
    return DemoLogbook(
        DemoClub(**table["club"]),
        tuple(DemoAccount(**row) for row in table["account"]),
        tuple(_entry(number, row, today, seed) for number, row in enumerate(table["flight"], 1)),
    )


@cache
def _table() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("logbook.toml").read_text("utf-8")
    return tomllib.loads(text)


def _entry(number: int, row: dict[str, Any], today: dt.date, seed: int) -> DemoEntry:
    day = today - dt.timedelta(days=row["days_ago"])
    north, south = row["site"]
    site = sites()[north if today.month in _NORTHERN_SEASON else south]
    order = Order(
        craft=row["craft"],
        site=site.key,
        shape=row["shape"],
        distance_m=1000 * row["distance_km"],
        day=day,
        start=row["start"],
        seed=seed * 1000 + number,
        interval_s=row.get("interval_s", 1),
        strength_mps=row["strength_mps"],
        wind_mps=row["wind_mps"],
        wind_from_deg=(site.first_leg_deg + row["wind_turn_deg"]) % 360,
    )
    return DemoEntry(
        account=row["account"],
        file_name=f"demo-{number:02d}.igc",
        title=TITLE_PREFIX + row["title"],
        notes=row["notes"],
        visibility=row["visibility"],
        order=order,
    )
