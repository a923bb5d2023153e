"""What goes wrong, as a page of its own: one table from core error to status and heading."""

import http
from typing import Any, ClassVar, cast
from urllib.parse import quote

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from volary.core import errors as core
from volary.platform.db import DatabaseBusyError, DatabaseFullError
from volary.platform.http.asgi import Scope
from volary.platform.http.bodies import MalformedBodyError
from volary.platform.http.edge import BodyTooLargeError
from volary.platform.storage import StorageFullError
from volary.web.parts import WebParts
from volary.web.visit import Visit

log = structlog.get_logger(__name__)


class ForeignForm(core.Forbidden):
    """This form is not from this server, or its page has been open for too long."""

    code: ClassVar[str] = "foreign_form"


STATUS: dict[type[core.VolaryError], int] = {
    core.TooLarge: 413,
    core.InvalidInput: 400,
    core.UnreadableFile: 422,
    core.Unauthenticated: 401,
    core.Forbidden: 403,
    core.NotFound: 404,
    core.Conflict: 409,
    core.RateLimited: 429,
    core.StorageFull: 507,
    core.Unavailable: 503,
}
"""The nearest class in an error's line of descent counts."""

_HEADINGS = {
    400: "That did not work",
    403: "You may not do this",
    404: "There is nothing here",
    405: "That does not work this way",
    409: "That clashes with something",
    413: "That is too large",
    422: "That file cannot be read",
    429: "A little slower, please",
    500: "Something broke",
    503: "Busy at the moment",
    507: "The server is full",
}
_TEXTS = {
    404: "The address is wrong, or what was here is gone or not for you to see.",
    405: "Go back and use the form on the page.",
    500: "The mistake is the server's. It has been noted down.",
}


def status_of(error: core.VolaryError) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def as_core(error: Exception) -> core.VolaryError | None:
    """The error that it means to a visitor; None when nobody has thought of it."""
    match error:
        case core.VolaryError():
            return error
        case MalformedBodyError():
            return core.InvalidInput(str(error))
        case BodyTooLargeError():
            return core.TooLarge("This is more than the server takes at once.")
        case DatabaseBusyError():
            return core.Unavailable()
        case DatabaseFullError() | StorageFullError():
            return core.StorageFull(retry_after_s=60)
        case _:
            return None


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The page for whatever a handler or the framework raised."""
    visit = _visit(request)
    if (
        isinstance(error, HTTPException)
        and error.status_code < http.HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        return _page(visit, error.status_code, headers=dict(error.headers or {}))
    known = as_core(error)
    if isinstance(known, core.Unauthenticated):
        return _to_sign_in(visit)
    status = 500 if known is None else status_of(known)
    if known is None or status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("unhandled", exc_info=error, path=request.scope["path"])
        return _page(visit, 500)
    headers: dict[str, str] = {}
    if isinstance(known, (core.RateLimited, core.Unavailable)):
        headers["Retry-After"] = str(known.retry_after_s)
    text = None if isinstance(known, core.NotFound) else known.message
    return _page(visit, status, text=text, headers=headers)


def sentence(text: str) -> str:
    """The core's short messages as a sentence."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def _visit(request: Request[Any, Any, Any]) -> Visit:
    """The visit as far as it had got when things went wrong."""
    scope = cast("Scope", request.scope)
    known = scope["state"].get("visit")
    if isinstance(known, Visit):
        return known
    parts: WebParts = request.app.state["parts"]
    return Visit(scope, parts, None)


def _to_sign_in(visit: Visit) -> Response[bytes]:
    """Sign in, then come back to the page; a form has to be filled in again."""
    path: str = visit.scope["path"]
    back = path if visit.scope["method"] == "GET" else "/flights"
    return visit.go(f"/sign-in?next={quote(back)}")


def _page(
    visit: Visit, status: int, *, text: str | None = None, headers: dict[str, str] | None = None
) -> Response[bytes]:
    path: str = visit.scope["path"]
    hidden = status == http.HTTPStatus.NOT_FOUND and visit.principal is None
    return visit.page(
        "error.html",
        status=status,
        headers=headers,
        heading=_HEADINGS.get(status, http.HTTPStatus(status).phrase),
        text=sentence(text or _TEXTS.get(status) or http.HTTPStatus(status).description),
        sign_in=visit.root + f"/sign-in?next={quote(path)}" if hidden else None,
        request_id=visit.scope["state"].get("request_id"),
    )
