"""The description is truthful: what it promises is what is answered."""

from typing import Any

import pytest
from jsonschema_rs import validator_for

from volary.gateways.skytrack.errors import SHAPES

PATHS = {
    "/api/v1/auth/login": {"post"},
    "/api/v1/auth/me": {"get"},
    "/api/v1/auth/refresh": {"post"},
    "/api/v1/auth/logout": {"post"},
    "/api/v1/flights": {"get"},
    "/api/v1/flights/upload": {"post"},
    "/api/v1/flights/{flight_id}": {"get"},
}


@pytest.fixture
def document(skytrack: Any) -> dict[str, Any]:
    reply = skytrack.get("/api/v1/openapi.json", headers={})
    assert reply.status_code == 200
    found: dict[str, Any] = reply.json()
    return found


def schema(document: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    answer = document["paths"][path][method]["responses"][str(status)]
    inner = answer["content"]["application/json"]["schema"]
    return {**inner, "components": document["components"]}


def test_every_endpoint_is_described(document: dict[str, Any]) -> None:
    assert {path: set(item) - {"parameters"} for path, item in document["paths"].items()} == PATHS


def test_every_status_of_the_error_table_is_described(document: dict[str, Any]) -> None:
    described = {
        int(status)
        for item in document["paths"].values()
        for operation in item.values()
        for status in operation["responses"]
    }
    assert {shape.status for shape in SHAPES.values()} <= described


@pytest.mark.parametrize(
    ("path", "method", "example"),
    [
        ("/api/v1/auth/login", "post", "login"),
        ("/api/v1/auth/me", "get", "me"),
        ("/api/v1/auth/refresh", "post", "refresh"),
        ("/api/v1/auth/logout", "post", "logout"),
        ("/api/v1/flights", "get", "flights"),
    ],
)
def test_the_document_s_examples_fit_our_schemas(
    document: dict[str, Any], golden: Any, path: str, method: str, example: str
) -> None:
    validator_for(schema(document, path, method, 200)).validate(golden(example))


@pytest.mark.usefixtures("optimiser")
def test_answers_fit_their_schemas(
    skytrack: Any, document: dict[str, Any], igc: Any, add_flight: Any
) -> None:
    upload = schema(document, "/api/v1/flights/upload", "post", 201)
    validator_for(upload).validate(skytrack.upload(igc()).json())
    add_flight()
    detail = schema(document, "/api/v1/flights/{flight_id}", "get", 200)
    validator_for(detail).validate(skytrack.get("/api/v1/flights/987").json())
    failure = schema(document, "/api/v1/flights/{flight_id}", "get", 404)
    validator_for(failure).validate(skytrack.get("/api/v1/flights/5").json())


def test_bodies_and_parameters_are_described(document: dict[str, Any]) -> None:
    upload = document["paths"]["/api/v1/flights/upload"]["post"]["requestBody"]["content"]
    assert set(upload) == {"multipart/form-data", "application/json"}
    listed = document["paths"]["/api/v1/flights"]["get"]["parameters"]
    assert [item["name"] for item in listed] == [
        "user_id", "visibility", "from", "to", "limit", "offset", "order",
    ]  # fmt: skip
    assert document["paths"]["/api/v1/flights"]["get"]["security"] == [{"key": [], "token": []}]
