"""Parts of the OpenAPI document that signatures do not say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
    SecurityScheme,
)

from volary import __version__
from volary.gateways.skytrack.gate import ROOT
from volary.gateways.skytrack.schemas import ErrorAnswer

_MEANINGS = {
    400: "VALIDATION_ERROR, or another code that says what is wrong with the request.",
    401: "A key or token is missing, unknown, revoked or expired; the code says which.",
    403: "FORBIDDEN.",
    404: "NOT_FOUND.",
    429: "LOGIN_FAILED: too many wrong passwords; see Retry-After.",
    500: "SERVER_ERROR, or UPLOAD_FAILED when the analysis broke.",
    503: "SERVER_ERROR: busy; see Retry-After.",
    507: "SERVER_ERROR: the storage is full.",
}
_EVERYWHERE = (400, 401, 404, 500, 503)
SIGNED_IN: list[dict[str, list[str]]] = [{"key": [], "token": []}]


def failures(*statuses: int) -> dict[int, ResponseSpec]:
    """Descriptions of the failures of an operation, those that can always happen included."""
    return {
        status: ResponseSpec(ErrorAnswer, description=_MEANINGS[status], generate_examples=False)
        for status in sorted({*_EVERYWHERE, *statuses})
    }


class Verbatim(Schema):
    """A schema that is written as it is, for what the framework does not derive by itself."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self.verbatim = schema

    def to_schema(self) -> dict[str, Any]:
        return self.verbatim


def with_body(kind: type[msgspec.Struct], *, required: bool = True) -> type[Operation]:
    """An operation that takes a flat struct as JSON."""
    (schema,), components = msgspec.json.schema_components([kind])
    name = schema["$ref"].rpartition("/")[2]
    return with_bodies({"application/json": components[name]}, required=required)


def with_bodies(bodies: Mapping[str, dict[str, Any]], *, required: bool = True) -> type[Operation]:
    """An operation that takes a body of one of several content types, each with its schema."""

    @dataclass
    class WithBodies(Operation):
        def __post_init__(self) -> None:
            content = {kind: OpenAPIMediaType(Verbatim(schema)) for kind, schema in bodies.items()}
            self.request_body = RequestBody(content=content, required=required)

    return WithBodies


def with_query(parameters: Iterable[tuple[str, dict[str, Any], str]]) -> type[Operation]:
    """An operation with query parameters, each a name, its schema and what it does."""

    @dataclass
    class WithQuery(Operation):
        def __post_init__(self) -> None:
            self.parameters = [
                Parameter(name=name, param_in="query", schema=Verbatim(schema), description=text)
                for name, schema, text in parameters
            ]

    return WithQuery


def config() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="SkyTrack API v1 of Volary",
        version=__version__,
        description="Login, IGC upload and flight retrieval as SkyTrackPro clients speak it.",
        path=f"{ROOT}/schema",
        render_plugins=[],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "key": SecurityScheme(type="apiKey", name="X-Api-Key", security_scheme_in="header"),
                "token": SecurityScheme(type="http", scheme="bearer"),
            }
        ),
        security=[{"key": []}],
    )
