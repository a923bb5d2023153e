"""Which of an account's flights the logbook page shows."""

import datetime as dt
from dataclasses import dataclass

from volary.core.logbook.model import Visibility
from volary.core.logbook.reading import FlightQuery


@dataclass(frozen=True, slots=True)
class Choice:
    """Flights of one year, of one visibility, or all."""

    account: int
    year: int | None = None
    level: Visibility | None = None

    def query(self, *, limit: int = 50, offset: int = 0) -> FlightQuery:
        return FlightQuery(
            owner=self.account,
            levels=(self.level,) if self.level else (),
            first_day=dt.date(self.year, 1, 1) if self.year else None,
            last_day=dt.date(self.year, 12, 31) if self.year else None,
            limit=limit,
            offset=offset,
        )
