"""Request bodies, read strictly and within bounds."""

from collections.abc import AsyncIterator
from typing import Any, TypeVar, cast

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from volary.core.errors import InvalidInput
from volary.platform.http.bodies import parse_json
from volary.platform.http.edge import BodyTooLargeError

AnyRequest = Request[Any, Any, Any]
T = TypeVar("T")

MAX_JSON_BYTES = 64 * 1024


def media_type(request: AnyRequest) -> str:
    """The content type of the body in lower case, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def bounded(request: AnyRequest, limit: int) -> AsyncIterator[bytes]:
    """The body in pieces; BodyTooLargeError as soon as it is known to exceed ``limit`` bytes."""
    if "content-encoding" in request.headers:
        raise InvalidInput("Send the body without a content encoding.")
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise BodyTooLargeError
    return _counted(request.stream(), limit)


async def _counted(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    left = limit
    try:
        async for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                raise BodyTooLargeError
            yield chunk
    except InternalServerException:  # the framework's word for a sender that has gone
        raise InvalidInput("The body broke off.") from None


async def read_json(request: AnyRequest, *, limit: int = MAX_JSON_BYTES) -> dict[str, Any]:
    """The JSON object of the body; no body at all is an empty object.

    InvalidInput, MalformedBodyError or BodyTooLargeError. Only ``application/json`` (or no
    content type) is taken: a form of another site cannot send that.
    """
    data = bytearray()
    async for chunk in bounded(request, limit):
        data += chunk
    if not data:
        return {}
    kind = media_type(request)
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise InvalidInput("Send the body as application/json.")
    value = parse_json(bytes(data))
    if not isinstance(value, dict):
        raise InvalidInput("Send a JSON object.")
    return cast("dict[str, Any]", value)


def convert(value: dict[str, Any], into: type[T]) -> T:
    """The fields as the type wants them; InvalidInput names the first that is wrong."""
    try:
        return msgspec.convert(value, into)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"{error}.".replace("$.", "")) from None
