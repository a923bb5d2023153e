"""Cursors of the flight list: the keys of the last row sent, closed to clients."""

import base64
import datetime as dt

from volary.core.errors import InvalidInput
from volary.core.logbook.reading import Order
from volary.gateways.native.schemas import MAX_NUM


def write_cursor(order: Order, day: dt.date, num: int) -> str:
    text = f"{order}.{day.isoformat()}.{num}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, order: Order) -> tuple[dt.date, int]:
    """The keys to continue behind; InvalidInput for what is none, or one of another order."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        given_order, day, num = text.split(".")
        keys = dt.date.fromisoformat(day), int(num)
    except ValueError:
        keys = None
        given_order = ""
    if keys is None or given_order != order or not 0 < keys[1] <= MAX_NUM:
        raise InvalidInput("this cursor is not of this list", field="cursor")
    return keys
