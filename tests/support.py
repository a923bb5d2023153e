"""Helpers that tests name in their signatures."""

import datetime as dt
from dataclasses import dataclass


@dataclass
class SettableClock:
    """A clock that moves when it is told to."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, *, days: float = 0.0, seconds: float = 0.0) -> None:
        self.now += dt.timedelta(days=days, seconds=seconds)
