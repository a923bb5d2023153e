"""Parts of the OpenAPI document that signatures do not say."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, Router
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
)

from volary import __version__
from volary.gateways.native.errors import PROBLEM_TYPE
from volary.gateways.native.schemas import Problem

_MEANINGS = {
    400: "The request is not understood.",
    401: "Sign in first, or the credential is not valid.",
    403: "This caller may not do this.",
    404: "There is no such thing, or it is not for this caller to see.",
    405: "The method is not supported here.",
    409: "This clashes with what is already there.",
    412: "It has been changed since it was read.",
    413: "The request is too large.",
    415: "The content type is not accepted.",
    422: "The file is not a flight log.",
    429: "Too many attempts; see Retry-After.",
    500: "Something went wrong on the server.",
    503: "Not possible right now; see Retry-After.",
    507: "The server's storage is full.",
}
_EVERYWHERE = (400, 401, 403, 429, 503)


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Descriptions of the errors of an operation, those that can always happen included."""
    return {
        status: ResponseSpec(
            Problem,
            description=_MEANINGS[status],
            media_type=PROBLEM_TYPE,
            generate_examples=False,
        )
        for status in sorted({*_EVERYWHERE, *statuses})
    }


def not_modified(*statuses: int) -> dict[int, ResponseSpec]:
    """The same for an operation that answers If-None-Match."""
    unchanged = ResponseSpec(None, description="You have it already.", generate_examples=False)
    return {304: unchanged, **problems(*statuses)}


@dataclass
class UploadOperation(Operation):
    """An operation whose body is a file, by itself or in a form."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        texts = {name: Schema(type=OpenAPIType.STRING) for name in _FORM_TEXTS}
        form = Schema(
            type=OpenAPIType.OBJECT, properties={"file": file, **texts}, required=["file"]
        )
        self.request_body = RequestBody(
            required=True,
            content={
                "application/octet-stream": OpenAPIMediaType(schema=file),
                "multipart/form-data": OpenAPIMediaType(schema=form),
            },
        )


@dataclass
class EmptyOperation(Operation):
    """An operation that answers with headers alone."""

    def __post_init__(self) -> None:
        success = (self.responses or {}).get("204")
        if isinstance(success, OpenAPIResponse):
            success.content = None


@dataclass
class FileOperation(Operation):
    """An operation that answers with a file, of a type that depends on the format."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        feature = Schema(type=OpenAPIType.OBJECT)
        success = (self.responses or {}).get("200")
        if isinstance(success, OpenAPIResponse):
            success.content = {
                kind: OpenAPIMediaType(schema=feature if kind.endswith("json") else file)
                for kind in _FILE_TYPES
            }


_FILE_TYPES = (
    "application/octet-stream",
    "application/gpx+xml",
    "application/vnd.google-earth.kml+xml",
    "application/geo+json",
    "text/csv",
)
_FORM_TEXTS = ("title", "notes", "visibility", "org_num", "date")


def config() -> OpenAPIConfig:
    """The document is served at /core/v1/openapi.json; addresses below it are errors as usual."""
    router = Router(
        "/core/v1/openapi.json",
        route_handlers=[],
        after_request=_refuse_pages,
        include_in_schema=False,
    )
    return OpenAPIConfig(
        title="Volary native API",
        version=__version__,
        description="Flights, accounts and keys of one Volary server; SI units, UTC.",
        openapi_router=router,
        render_plugins=[JsonRenderPlugin(path="/")],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "key": SecurityScheme(type="apiKey", name="X-Api-Key", security_scheme_in="header"),
                "token": SecurityScheme(type="http", scheme="bearer"),
            }
        ),
        security=[{"key": []}, {"token": []}, {}],
    )


def _refuse_pages(response: Response[Any]) -> Response[Any]:
    """The framework's own page for unknown addresses is HTML; ours are problem details."""
    if response.status_code == NotFoundException.status_code:
        raise NotFoundException
    return response
