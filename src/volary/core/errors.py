"""The tree of domain errors.

Every error has a stable ``code``; a gateway's ``errors.py`` maps the class to its own dialect's
shape. The docstring of a class is its default message, written for the person who made the
request. Nothing here knows a status code or a web framework.
"""

from typing import ClassVar


class VolaryError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str | None = None, **details: object) -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.details = details
        super().__init__(self.message)


class InvalidInput(VolaryError):  # noqa: N818  # the tree reads as a list of situations
    """A value is missing or malformed."""

    code = "invalid_input"


class TooLarge(InvalidInput):
    """The request is larger than this server accepts."""

    code = "too_large"


class UnreadableFile(VolaryError):  # noqa: N818
    """The file cannot be read as a flight log."""

    code = "unreadable_file"


class Unauthenticated(VolaryError):  # noqa: N818
    """Sign in first."""

    code = "unauthenticated"


class InvalidCredentials(Unauthenticated):
    """E-mail or password is wrong."""

    code = "invalid_credentials"


class InvalidToken(Unauthenticated):
    """This token is not known."""

    code = "invalid_token"


class TokenRevoked(InvalidToken):
    """This token has been revoked."""

    code = "token_revoked"


class TokenExpired(InvalidToken):
    """This token has expired."""

    code = "token_expired"


class TokenNotForClient(InvalidToken):
    """This token was issued to another client."""

    code = "token_not_for_client"


class InvalidKey(Unauthenticated):
    """This API key is not known or not active."""

    code = "invalid_key"


class Forbidden(VolaryError):  # noqa: N818
    """You may not do this."""

    code = "forbidden"


class QuotaExceeded(Forbidden):
    """Your allowance is used up."""

    code = "quota_exceeded"


class NotFound(VolaryError):  # noqa: N818
    """There is no such thing, or it is not for you to see."""

    code = "not_found"


class Conflict(VolaryError):  # noqa: N818
    """This clashes with what is already there."""

    code = "conflict"


class RateLimited(VolaryError):  # noqa: N818
    """Too many attempts; wait a little."""

    code = "rate_limited"

    def __init__(self, message: str | None = None, *, retry_after_s: int = 60) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(VolaryError):  # noqa: N818
    """The server cannot do this right now; try again shortly."""

    code = "unavailable"

    def __init__(self, message: str | None = None, *, retry_after_s: int = 5) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class StorageFull(Unavailable):
    """The server's storage is full."""

    code = "storage_full"
