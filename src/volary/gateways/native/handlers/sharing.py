"""Share links, and the leagues that there are."""

from typing import Any

from litestar import Request, Response, delete, get, post

from volary.core.logbook.settings import ScoringSettings
from volary.core.scoring import leagues
from volary.gateways.native import parameters, schemas
from volary.gateways.native.auth import Parts, User
from volary.gateways.native.caching import tagged
from volary.gateways.native.describe import describe, own_flight, share_body
from volary.gateways.native.mapping import league_body
from volary.gateways.native.openapi import not_modified, problems
from volary.platform.http.threads import in_thread

AnyRequest = Request[Any, Any, Any]
LINK = "/core/v1/flights/{ref:str}/share"


@post(LINK, tags=["shared"], operation_id="shareFlight", responses=problems(404))
@in_thread
def share_flight(
    ref: parameters.Ref, user: User, request: AnyRequest, parts: Parts
) -> Response[schemas.ShareBody]:
    """Make a share link for one's own flight that is not private; an older link is dead then."""
    token = parts.logbook.editing.share(user, own_flight(parts, user, ref))
    body = share_body(request, parts, token)
    return Response(body, headers={"Cache-Control": "no-store"})


@delete(LINK, tags=["shared"], operation_id="unshareFlight", responses=problems(404))
@in_thread
def unshare_flight(ref: parameters.Ref, user: User, parts: Parts) -> None:
    """Make the share link dead."""
    parts.logbook.editing.unshare(user, own_flight(parts, user, ref))


@get(
    "/core/v1/shared/{token:str}",
    tags=["shared"],
    operation_id="readShared",
    responses=not_modified(404),
)
@in_thread
def read_shared(
    token: parameters.Token, request: AnyRequest, parts: Parts
) -> Response[schemas.FlightDetail]:
    """The flight that a share link opens, without any credential."""
    flight = parts.logbook.reading.shared_flight(token)
    return tagged(request, describe(request, parts, None, flight))


@get("/core/v1/leagues", tags=["leagues"], operation_id="listLeagues", responses=not_modified())
async def list_leagues(request: AnyRequest, parts: Parts) -> Response[schemas.LeagueList]:
    """The leagues under which flights can be scored."""
    body = schemas.LeagueList(
        default=parts.settings[ScoringSettings].league,
        leagues=[league_body(league) for league in leagues().values()],
    )
    return tagged(request, body)


HANDLERS = (share_flight, unshare_flight, read_shared, list_leagues)
