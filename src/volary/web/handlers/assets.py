"""The style sheet and the mark."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from volary.core.errors import NotFound
from volary.web.assets import asset_names

_FOR_GOOD = "public, max-age=31536000, immutable"


@get("/assets/{name:str}", sync_to_thread=False)
def asset(name: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
    """A file whose name changes when its content does."""
    found = asset_names().get(name)
    if found is None:
        raise NotFound
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "Cache-Control": _FOR_GOOD,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if zipped:
        headers["Content-Encoding"] = "gzip"
    body = found.compressed if zipped else found.body
    return Response(body, media_type=found.content_type, headers=headers)
