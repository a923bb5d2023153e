"""Entity tags (RFC 9110): what a client has already need not be sent, nor overwritten unseen."""

import hashlib
import re
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response

from volary.gateways.native.errors import PreconditionFailed

T = TypeVar("T", bound=msgspec.Struct)

_TAG = re.compile(r'(W/)?"([^"]*)"')


def etag(body: msgspec.Struct) -> str:
    """The tag of a body: it changes with every byte of it."""
    return f'"{hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:32]}"'


REVALIDATED = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie, X-Api-Key"}
"""What a browser keeps for itself and asks about every time."""


def tagged(request: Request[Any, Any, Any], body: T) -> Response[T]:
    """The body with its tag, or 304 when the client has it already."""
    tag = etag(body)
    headers = {"ETag": tag, **REVALIDATED}
    given = request.headers.get("if-none-match")
    if given is not None and request.method == "GET" and _names(given, tag, weak=True):
        return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type]
    return Response(body, headers=headers)


def require_match(given: str | None, body: msgspec.Struct) -> None:
    """PreconditionFailed unless ``given`` (If-Match, None when absent) names the present body."""
    if given is not None and not _names(given, etag(body), weak=False):
        raise PreconditionFailed


def _names(given: str, tag: str, *, weak: bool) -> bool:
    if given.strip() == "*":
        return True
    found = _TAG.findall(given)
    return any(f'"{text}"' == tag and (weak or not mark) for mark, text in found)
