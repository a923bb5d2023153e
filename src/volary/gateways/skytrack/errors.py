"""Errors in the dialect's envelope: one table from what was raised to status and error_code."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec
import structlog
from litestar.exceptions import HTTPException

from volary.core import errors as core
from volary.gateways.skytrack.schemas import ErrorAnswer
from volary.platform.db import DatabaseBusyError, DatabaseFullError
from volary.platform.http.bodies import MalformedBodyError
from volary.platform.http.edge import BodyTooLargeError
from volary.platform.storage import StorageFullError

log = structlog.get_logger(__name__)


class MissingKey(core.Unauthenticated):
    """Send your API key in X-Api-Key or api_key."""

    code: ClassVar[str] = "missing_key"


class UnsupportedVersion(core.InvalidInput):
    """This server speaks /api/v1."""

    code: ClassVar[str] = "unsupported_version"


class UnknownResource(core.NotFound):
    """There is no such resource."""

    code: ClassVar[str] = "unknown_resource"


class UnknownEndpoint(core.NotFound):
    """This resource has no such action or method."""

    code: ClassVar[str] = "unknown_endpoint"


class AgreeRequired(core.InvalidInput):
    """Confirm the rights to the file and your responsibility for airspace with agree=1."""

    code: ClassVar[str] = "agree_required"


class LoginFailed(core.VolaryError):
    """Something went wrong on the server during the login."""

    code: ClassVar[str] = "login_failed"


class AnalysisFailed(core.VolaryError):
    """Something went wrong on the server while the flight was analysed."""

    code: ClassVar[str] = "analysis_failed"


@dataclass(frozen=True, slots=True)
class Shape:
    """``message`` replaces the error's own words, where the document has its own."""

    status: int
    error_code: str
    message: str | None = None


_INTERNAL = Shape(500, "SERVER_ERROR", "Something went wrong on the server.")
_BUSY = Shape(503, "SERVER_ERROR", "The server is busy; try again shortly.")
_FULL = Shape(507, "SERVER_ERROR", "The server's storage is full.")

SHAPES: dict[type[Exception], Shape] = {
    MissingKey: Shape(401, "MISSING_API_KEY"),
    core.InvalidKey: Shape(401, "INVALID_API_KEY"),
    UnsupportedVersion: Shape(400, "UNSUPPORTED_VERSION"),
    UnknownResource: Shape(404, "UNKNOWN_RESOURCE"),
    UnknownEndpoint: Shape(404, "UNKNOWN_ENDPOINT"),
    core.Unauthenticated: Shape(401, "UNAUTHENTICATED", "Sign in first: send a Bearer token."),
    core.InvalidToken: Shape(401, "INVALID_TOKEN"),
    core.TokenRevoked: Shape(401, "TOKEN_REVOKED"),
    core.TokenExpired: Shape(401, "TOKEN_EXPIRED"),
    core.TokenNotForClient: Shape(401, "TOKEN_NOT_FOR_CLIENT"),
    core.InvalidCredentials: Shape(401, "INVALID_CREDENTIALS", "Invalid credentials"),
    LoginFailed: Shape(401, "LOGIN_FAILED"),
    core.RateLimited: Shape(429, "LOGIN_FAILED"),
    core.InvalidInput: Shape(400, "VALIDATION_ERROR"),
    core.Conflict: Shape(400, "VALIDATION_ERROR"),
    MalformedBodyError: Shape(400, "VALIDATION_ERROR"),
    BodyTooLargeError: Shape(400, "VALIDATION_ERROR", "The request is too large."),
    AgreeRequired: Shape(400, "AGREE_REQUIRED"),
    core.UnreadableFile: Shape(400, "UPLOAD_FAILED"),
    AnalysisFailed: Shape(500, "UPLOAD_FAILED"),
    core.Forbidden: Shape(403, "FORBIDDEN"),
    core.NotFound: Shape(404, "NOT_FOUND"),
    core.StorageFull: _FULL,
    DatabaseFullError: _FULL,
    StorageFullError: _FULL,
    core.Unavailable: _BUSY,
    DatabaseBusyError: _BUSY,
}
"""The nearest class in an error's line of descent counts; what is not here is our own fault."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to a request that failed."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def refusal(error: Exception) -> Refusal:
    """The answer to whatever was raised; unexpected errors are logged and say nothing."""
    shape = _shape(error)
    message = shape.message or getattr(error, "message", None) or str(error)
    body = msgspec.json.encode(ErrorAnswer(message=message, error_code=shape.error_code))
    if shape is _INTERNAL:
        log.error("unhandled", exc_info=error)
    if isinstance(error, (core.RateLimited, core.Unavailable)):
        return Refusal(shape.status, body, (("retry-after", str(error.retry_after_s)),))
    if shape in {_BUSY, _FULL}:
        return Refusal(shape.status, body, (("retry-after", "5"),))
    return Refusal(shape.status, body)


def known(error: Exception) -> bool:
    """Whether the error says what is wrong with the request or the server's state."""
    return _shape(error) is not _INTERNAL


def _shape(error: Exception) -> Shape:
    if isinstance(error, HTTPException) and error.status_code < _INTERNAL.status:
        # The framework's own refusals (a Host header that is none, and the like); its texts may
        # repeat the URL and with it a key.
        return Shape(400, "VALIDATION_ERROR", "The request is malformed.")
    return next((SHAPES[kind] for kind in type(error).__mro__ if kind in SHAPES), _INTERNAL)
