"""The native gateway: what a pilot expects and no dialect has a word for, at /core/v1."""

from litestar import Litestar
from litestar.exceptions import HTTPException

from volary.gateways.native import openapi
from volary.gateways.native.auth import dependencies
from volary.gateways.native.errors import answer
from volary.gateways.native.handlers import downloads, flights, keys, session, sharing, uploads
from volary.gateways.native.parts import NativeParts
from volary.gateways.native.requests import StrictRequest

_HANDLERS = (
    *session.HANDLERS,
    *keys.HANDLERS,
    *flights.HANDLERS,
    *uploads.HANDLERS,
    *downloads.HANDLERS,
    *sharing.HANDLERS,
)


def create_app(parts: NativeParts) -> Litestar:
    """The gateway as an ASGI app that sees whole paths, ``/core/v1/...``."""
    return Litestar(
        route_handlers=_HANDLERS,
        dependencies=dependencies(parts),
        exception_handlers={HTTPException: answer, Exception: answer},
        request_class=StrictRequest,
        request_max_body_size=None,  # the edge bounds every body, the requests bound theirs
        openapi_config=openapi.config(),
        logging_config=None,
        debug=False,
    )
