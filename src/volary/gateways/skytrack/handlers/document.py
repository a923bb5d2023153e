"""The gateway's description of itself."""

from typing import Any

from litestar import get

from volary.gateways.skytrack.requests import AnyRequest


@get("/api/v1/openapi.json", opt={"needs": "nothing"}, include_in_schema=False)
async def openapi_document(request: AnyRequest) -> dict[str, Any]:
    return request.app.openapi_schema.to_schema()


HANDLERS = [openapi_document]
