"""From a request to a visit, and what handlers may ask for by parameter name."""

from typing import Any, cast

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from volary.core.errors import Forbidden, Unauthenticated
from volary.core.identity import Principal
from volary.platform.http.asgi import Scope
from volary.platform.http.cookies import session_token
from volary.platform.http.origin import is_foreign
from volary.platform.http.threads import run
from volary.web.errors import ForeignForm
from volary.web.forms import Form, read_form
from volary.web.parts import WebParts
from volary.web.views.flight import FlightViews
from volary.web.visit import Visit

AnyVisit = NamedDependency[SkipValidation[Visit]]
User = NamedDependency[SkipValidation[Principal]]
Admin = NamedDependency[SkipValidation[Principal]]
SentForm = NamedDependency[SkipValidation[Form]]
Views = NamedDependency[SkipValidation[FlightViews]]

_SAFE = frozenset({"GET", "HEAD"})


async def find_visit(request: Request[Any, Any, Any]) -> Visit:
    """Who asks, by the browser session; a session that has ended is as good as none.

    ForeignForm when another site's page wants to change something.
    """
    scope = cast("Scope", request.scope)
    parts: WebParts = request.app.state["parts"]
    visit = Visit(scope, parts, await _holder(parts, session_token(scope)))
    scope["state"]["visit"] = visit
    if scope["method"] not in _SAFE and is_foreign(scope, parts.public_url):
        raise ForeignForm
    return visit


def find_user(visit: AnyVisit) -> Principal:
    """The signed-in account; Unauthenticated leads to the sign-in page."""
    if visit.principal is None:
        raise Unauthenticated
    return visit.principal


def find_admin(user: User) -> Principal:
    if not user.is_admin:
        raise Forbidden("Only an administrator of this server sees this.")
    return user


async def read_open_form(request: Request[Any, Any, Any], visit: AnyVisit) -> Form:
    return await read_form(request, visit)


async def read_own_form(request: Request[Any, Any, Any], visit: AnyVisit, user: User) -> Form:
    """The form of somebody who is signed in; what strangers send is not even read."""
    del user
    return await read_form(request, visit)


async def _holder(parts: WebParts, token: str | None) -> Principal | None:
    if token is None:
        return None
    authenticator = parts.identity.authenticator
    try:
        known = authenticator.cached("web_session", token)
        return known or await run(authenticator.verify, "web_session", token)
    except Unauthenticated:
        return None


def dependencies(views: FlightViews) -> dict[str, Provide]:
    """``form`` is for the signed-in, ``open_form`` for everybody."""
    return {
        "visit": Provide(find_visit),
        "user": Provide(find_user, sync_to_thread=False),
        "admin": Provide(find_admin, sync_to_thread=False),
        "form": Provide(read_own_form),
        "open_form": Provide(read_open_form),
        "views": Provide(lambda: views, sync_to_thread=False),
    }
