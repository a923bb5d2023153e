"""Errors as problem details (RFC 9457): one table from core error to status, one shape for all."""

import http
from collections.abc import Mapping
from typing import Any, ClassVar, cast

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from volary.core import errors as core
from volary.gateways.native.schemas import FieldProblem, Problem
from volary.platform.db import DatabaseBusyError, DatabaseFullError
from volary.platform.http.bodies import MalformedBodyError
from volary.platform.http.edge import BodyTooLargeError
from volary.platform.storage import StorageFullError

log = structlog.get_logger(__name__)

PROBLEM_TYPE = "application/problem+json"
_CHALLENGE = 'Bearer realm="volary"'


class UnsupportedMediaType(core.InvalidInput):
    """The body has a content type that is not accepted here."""

    code: ClassVar[str] = "unsupported_media_type"


class MalformedBody(core.InvalidInput):
    """The body is not what its content type says."""

    code: ClassVar[str] = "malformed_body"


class CrossSite(core.Forbidden):
    """A page of another site may not do this with your session."""

    code: ClassVar[str] = "cross_site"


class CsrfTokenMissing(core.Forbidden):
    """Changing something with a cookie session needs its CSRF token in X-CSRF-Token."""

    code: ClassVar[str] = "csrf_token"


class PreconditionFailed(core.Conflict):
    """Somebody has changed this since you read it."""

    code: ClassVar[str] = "precondition_failed"


STATUS: dict[type[core.VolaryError], int] = {
    UnsupportedMediaType: 415,
    PreconditionFailed: 412,
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

_PHRASES = {
    400: "invalid_input",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
_SPELLINGS = {"first_day": "from", "last_day": "to", "form": "format"}
"""Parameters whose name on the wire is not the one in the code."""


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The answer to whatever a handler or the framework raised."""
    if isinstance(error, HTTPException):
        return _of_framework(request, error)
    known = _as_core(error)
    if known is None:
        return _unexpected(request, error)
    status = next(STATUS[kind] for kind in type(known).__mro__ if kind in STATUS)
    headers: dict[str, str] = {}
    if isinstance(known, (core.RateLimited, core.Unavailable)):
        headers["Retry-After"] = str(known.retry_after_s)
    if isinstance(known, core.InvalidToken):
        headers["WWW-Authenticate"] = f'{_CHALLENGE}, error="invalid_token"'
    elif isinstance(known, core.Unauthenticated):
        headers["WWW-Authenticate"] = _CHALLENGE
    field = known.details.get("field")
    fields = [FieldProblem(str(field), known.message)] if field else []
    return _respond(request, status, known.code, known.message, fields=fields, headers=headers)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    log.error("unhandled", exc_info=error, path=request.scope["path"])
    return _respond(request, 500, "internal", "Something went wrong on the server.")


def _as_core(error: Exception) -> core.VolaryError | None:
    match error:
        case core.VolaryError():
            return error if any(kind in STATUS for kind in type(error).__mro__) else None
        case MalformedBodyError():
            return MalformedBody(str(error))
        case BodyTooLargeError():
            return core.TooLarge()
        case DatabaseBusyError():
            return core.Unavailable()
        case DatabaseFullError() | StorageFullError():
            return core.StorageFull(retry_after_s=60)
        case _:
            return None


def _of_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What routing and validation raise; their texts, which repeat the URL, are not used."""
    status = error.status_code
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unexpected(request, error)
    code = _PHRASES.get(status, http.HTTPStatus(status).phrase.lower().replace(" ", "_"))
    fields = [_field(item) for item in cast("list[Any]", error.extra or [])]
    detail = fields[0].message if len(fields) == 1 else http.HTTPStatus(status).description
    return _respond(request, status, code, detail, fields=fields, headers=error.headers or {})


def _field(item: Any) -> FieldProblem:
    found = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
    key, message = str(found.get("key", "")), str(found.get("message", ""))
    if key == "data":
        # The framework names a missing body by its parameter.
        return FieldProblem("", "A JSON object is required." if message == "'data'" else message)
    return FieldProblem(_SPELLINGS.get(key, key), message)


def _respond(
    request: Request[Any, Any, Any],
    status: int,
    code: str,
    detail: str,
    *,
    fields: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[Problem]:
    problem = Problem(
        type=f"urn:volary:problem:{code}",
        title=http.HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail or http.HTTPStatus(status).phrase,
        request_id=request.scope["state"].get("request_id"),
        errors=fields or [],
    )
    return Response(
        problem,
        status_code=status,
        media_type=PROBLEM_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
