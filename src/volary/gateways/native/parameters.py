"""Path, query and header parameters that handlers share, with their bounds."""

import datetime as dt
from typing import Annotated

from litestar.params import FromQuery, HeaderParameter, PathParameter, QueryParameter

from volary.core.logbook.exporting import ExportFormat
from volary.core.logbook.model import Visibility
from volary.core.logbook.reading import Order
from volary.core.scoring import Distance
from volary.gateways.native.schemas import MAX_NUM

Ref = Annotated[str, PathParameter(description="Number or UUID of the flight.")]
Num = Annotated[int, PathParameter(ge=1, le=MAX_NUM)]
Token = Annotated[str, PathParameter(description="Token of the share link.")]

Owner = Annotated[str | None, QueryParameter(description="Number of an account, or me.")]
Level = FromQuery[Visibility | None]
FirstDay = Annotated[dt.date | None, QueryParameter(name="from", description="Local date.")]
LastDay = Annotated[dt.date | None, QueryParameter(name="to", description="Local date.")]
InOrder = FromQuery[Order]
Waiting = Annotated[bool, QueryParameter(description="Only those that wait for approval.")]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Cursor = Annotated[str | None, QueryParameter(description="The `next_cursor` of a page.")]

Title = Annotated[str | None, QueryParameter(max_length=200)]
OrgNum = Annotated[int | None, QueryParameter(ge=1, le=MAX_NUM)]
LogDate = Annotated[
    dt.date | None, QueryParameter(description="UTC date of a log that does not say it.")
]
FileName = FromQuery[str | None]

Points = Annotated[
    int | None, QueryParameter(ge=3, le=100_000, description="Thin out to so many points.")
]
Form = Annotated[ExportFormat, QueryParameter(name="format")]
League = Annotated[str | None, QueryParameter(description="Key; the logbook's by default.")]
Earth = FromQuery[Distance | None]

Match = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The tag that was read.")
]
