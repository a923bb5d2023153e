"""Requests whose bodies are read strictly and within bounds."""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.exceptions import InternalServerException

from volary.gateways.native.errors import MalformedBody, UnsupportedMediaType
from volary.platform.http.bodies import parse_json
from volary.platform.http.edge import BodyTooLargeError

_MAX_JSON_BYTES = 256 * 1024


class StrictRequest(Request[Any, Any, Any]):
    """The request class of this gateway. Uploads are read from ``stream`` and not from here."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces; MalformedBody when the sender goes away in the middle."""
        try:
            async for chunk in super().stream():
                yield chunk
        except InternalServerException:  # the framework's word for a sender that has gone
            raise MalformedBody("The body broke off.") from None

    async def body(self) -> bytes:
        """The body of a JSON request; BodyTooLargeError beyond 256 KiB."""
        kept = self.scope["state"].get("body")
        if kept is None:
            data = bytearray()
            async for chunk in self.stream():
                data += chunk
                if len(data) > _MAX_JSON_BYTES:
                    raise BodyTooLargeError
            kept = self.scope["state"]["body"] = bytes(data)
        return bytes(kept)

    async def json(self) -> Any:
        """The body as JSON; UnsupportedMediaType, or MalformedBodyError when it is ambiguous.

        The content type has to say JSON: a form of another site cannot send that.
        """
        kind = media_type(self)
        if kind != "application/json" and not kind.endswith("+json"):
            raise UnsupportedMediaType("Send application/json.")
        return parse_json(await self.body())


def media_type(request: Request[Any, Any, Any]) -> str:
    """The content type of the body in lower case, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
