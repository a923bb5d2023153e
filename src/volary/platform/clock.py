"""Time as a part that is passed in, so that lifetimes and calendar rules can be tested."""

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""Gives the present instant, aware, in UTC."""


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
