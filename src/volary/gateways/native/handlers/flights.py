"""The list of flights, and one flight: reading, changing, deleting, approving."""

from typing import Any, TypeVar

from litestar import Request, Response, delete, get, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from volary.core.errors import InvalidInput, Unauthenticated
from volary.core.identity import Principal
from volary.core.logbook.editing import FlightChange
from volary.core.logbook.model import Flight
from volary.core.logbook.reading import FlightQuery
from volary.gateways.native import parameters, schemas
from volary.gateways.native.auth import AnyCaller, Parts, User
from volary.gateways.native.caching import require_match, tagged
from volary.gateways.native.cursors import read_cursor, write_cursor
from volary.gateways.native.describe import describe, find_flight, own_flight
from volary.gateways.native.mapping import flight_body
from volary.gateways.native.openapi import not_modified, problems
from volary.platform.http.threads import in_thread

T = TypeVar("T")
AnyRequest = Request[Any, Any, Any]
ONE = "/core/v1/flights/{ref:str}"


@get("/core/v1/flights", tags=["flights"], operation_id="listFlights", responses=not_modified())
@in_thread
def list_flights(
    caller: AnyCaller,
    request: AnyRequest,
    parts: Parts,
    *,
    owner: parameters.Owner = None,
    visibility: parameters.Level = None,
    first_day: parameters.FirstDay = None,
    last_day: parameters.LastDay = None,
    order: parameters.InOrder = "date_desc",
    waiting: parameters.Waiting = False,
    limit: parameters.Limit = 50,
    cursor: parameters.Cursor = None,
) -> Response[schemas.FlightList]:
    """The flights that the caller may list, by local date (inclusive), ties by number."""
    query = FlightQuery(
        owner=_owner(owner, caller.principal),
        levels=() if visibility is None else (visibility,),
        first_day=first_day,
        last_day=last_day,
        order=order,
        limit=limit + 1,
        after=None if cursor is None else read_cursor(cursor, order),
        waiting=waiting,
    )
    found = parts.logbook.reading.flights(caller.principal, query)
    more, found = len(found) > limit, found[:limit]
    names = parts.logbook.reading.names(found)
    body = schemas.FlightList(
        flights=[flight_body(flight, names) for flight in found],
        next_cursor=write_cursor(order, found[-1].date_flown, found[-1].num) if more else None,
    )
    return tagged(request, body)


@get(ONE, tags=["flights"], operation_id="readFlight", responses=not_modified(404))
@in_thread
def read_flight(
    ref: parameters.Ref, caller: AnyCaller, request: AnyRequest, parts: Parts
) -> Response[schemas.FlightDetail]:
    """One flight, by number or UUID."""
    flight = find_flight(parts, caller.principal, ref)
    return tagged(request, describe(request, parts, caller.principal, flight))


@patch(ONE, tags=["flights"], operation_id="changeFlight", responses=problems(404, 412, 413, 415))
@in_thread
def change_flight(
    ref: parameters.Ref,
    data: JSONBody[schemas.FlightChange],
    user: User,
    request: AnyRequest,
    parts: Parts,
    *,
    if_match: parameters.Match = None,
) -> Response[schemas.FlightDetail]:
    """Change title, notes, visibility or organisation of one's own flight.

    With `If-Match` nothing is changed unless the flight is still as it was read.
    """
    num = own_flight(parts, user, ref)
    change = FlightChange(
        title=_given(data.title),
        notes=_given(data.notes),
        visibility=_given(data.visibility),
        org_num=_given(data.org_num),
    )

    def unless(present: Flight) -> None:
        require_match(if_match, describe(request, parts, user, present))

    flight = parts.logbook.editing.edit(user, num, change, unless=unless)
    return tagged(request, describe(request, parts, user, flight))


@delete(ONE, tags=["flights"], operation_id="deleteFlight", responses=problems(404))
@in_thread
def delete_flight(ref: parameters.Ref, user: User, parts: Parts) -> None:
    """Remove one's own flight with its file and everything that was kept of it."""
    parts.logbook.editing.delete(user, own_flight(parts, user, ref))


@post(
    f"{ONE}/approve",
    tags=["flights"],
    operation_id="approveFlight",
    status_code=200,
    responses=problems(404),
)
@in_thread
def approve_flight(
    ref: parameters.Ref, user: User, request: AnyRequest, parts: Parts
) -> Response[schemas.FlightDetail]:
    """Release a late upload; for administrators. It stays private until its owner publishes it."""
    waiting = find_flight(parts, user, ref)
    flight = parts.logbook.editing.approve(user, waiting.num)
    return tagged(request, describe(request, parts, user, flight))


def _owner(text: str | None, viewer: Principal | None) -> int | None:
    if text is None:
        return None
    if text == "me":
        if viewer is None or viewer.account is None:
            raise Unauthenticated
        return viewer.account
    if text.isascii() and text.isdigit() and 0 < int(text[:20]) <= schemas.MAX_NUM:
        return int(text)
    raise InvalidInput("owner is the number of an account, or me", field="owner")


def _given(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value


HANDLERS = (list_flights, read_flight, change_flight, delete_flight, approve_flight)
