"""Finding the flight that a request names, and describing it for whoever asks."""

from typing import Any
from uuid import UUID

from litestar import Request

from volary.core.errors import NotFound
from volary.core.identity import Principal
from volary.core.logbook.model import Flight
from volary.gateways.native.mapping import flight_detail
from volary.gateways.native.parts import NativeParts
from volary.gateways.native.schemas import MAX_NUM, FlightDetail, ShareBody
from volary.platform.http.origin import public_base


def find_flight(parts: NativeParts, viewer: Principal | None, ref: str) -> Flight:
    """The flight of that number or UUID; NotFound unless the viewer may read it."""
    return parts.logbook.reading.flight(viewer, _reference(ref))


def own_flight(parts: NativeParts, user: Principal, ref: str) -> int:
    """The number of the user's own flight; NotFound for anybody else's."""
    flight = find_flight(parts, user, ref)
    if flight.account_num != user.account:
        raise NotFound("you have no such flight")
    return flight.num


def describe(
    request: Request[Any, Any, Any], parts: NativeParts, viewer: Principal | None, flight: Flight
) -> FlightDetail:
    """The flight as the viewer sees it, its owner with the share link."""
    reading = parts.logbook.reading
    token = reading.share_token(viewer, flight)
    share = None if token is None else share_body(request, parts, token)
    return flight_detail(flight, reading.names([flight]), viewer, share)


def share_body(request: Request[Any, Any, Any], parts: NativeParts, token: str) -> ShareBody:
    """The link that opens the page of a shared flight."""
    scope: Any = request.scope
    return ShareBody(token=token, url=f"{public_base(scope, parts.public_url)}/share/{token}")


def _reference(text: str) -> int | UUID:
    if text.isascii() and text.isdigit() and len(text) < len(str(MAX_NUM)):
        return int(text)
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
