"""Taking flight logs in."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post

from volary.core.errors import InvalidInput, TooLarge
from volary.core.identity import Principal
from volary.core.logbook.model import Visibility
from volary.core.logbook.settings import UploadSettings
from volary.core.logbook.uploads import Upload, UploadPolicy
from volary.gateways.native import parameters, schemas
from volary.gateways.native.auth import Parts, User
from volary.gateways.native.describe import describe
from volary.gateways.native.errors import MalformedBody, UnsupportedMediaType
from volary.gateways.native.openapi import UploadOperation, problems
from volary.gateways.native.parts import NativeParts
from volary.gateways.native.requests import media_type
from volary.platform.http.bodies import read_form, storable
from volary.platform.http.threads import in_slow_thread

AnyRequest = Request[Any, Any, Any]

_POLICY = UploadPolicy(years="any")
_RAW = frozenset(
    {"", "application/octet-stream", "application/vnd.fai.igc", "application/x-igc", "text/plain"}
)


class Options(msgspec.Struct, kw_only=True, frozen=True):
    """What may be said of an upload, in the query or as fields of the form."""

    title: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    notes: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    visibility: Visibility = "private"
    org_num: schemas.OrgNum | None = None
    date: dt.date | None = None
    file_name: str = "flight.igc"


@post(
    "/core/v1/flights",
    tags=["flights"],
    operation_id="uploadFlight",
    operation_class=UploadOperation,
    responses=problems(404, 413, 415, 422, 507),
)
async def upload_flight(
    user: User,
    request: AnyRequest,
    parts: Parts,
    *,
    title: parameters.Title = None,
    visibility: parameters.Level = None,
    org_num: parameters.OrgNum = None,
    date: parameters.LogDate = None,
    file_name: parameters.FileName = None,
) -> Response[schemas.Uploaded]:
    """File a flight log of any date: the file as the body, or as `file` of a form.

    201 for a new flight, 200 with `duplicate` when the account has the same file already.
    """
    asked = {
        "title": title,
        "visibility": visibility,
        "org_num": org_num,
        "date": date,
        "file_name": file_name,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    upload = await _read_upload(request, parts, given)
    return await _file(request, parts, user, upload)


@in_slow_thread
def _file(
    request: AnyRequest, parts: NativeParts, user: Principal, upload: Upload
) -> Response[schemas.Uploaded]:
    filed = parts.logbook.uploads.upload(user, upload, _POLICY)
    body = schemas.Uploaded(
        flight=describe(request, parts, user, filed.flight),
        duplicate=filed.duplicate,
        notices=filed.notices,
    )
    where = f"{request.scope['root_path']}/core/v1/flights/{filed.flight.num}"
    return Response(body, status_code=200 if filed.duplicate else 201, headers={"Location": where})


async def _read_upload(request: AnyRequest, parts: NativeParts, given: dict[str, Any]) -> Upload:
    limit = parts.settings[UploadSettings].max_bytes
    kind = media_type(request)
    if kind == "multipart/form-data":
        content_type = request.headers["content-type"]
        form = await read_form(request.stream(), content_type, max_file_bytes=limit)
        file = form.files.get("file")
        if file is None:
            raise InvalidInput("the form has no file", field="file")
        return _upload(file.data, {**form.fields, "file_name": file.name, **given})
    if kind not in _RAW:
        raise UnsupportedMediaType("Send application/octet-stream or multipart/form-data.")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            raise TooLarge
    return _upload(bytes(data), given)


def _upload(data: bytes, given: dict[str, Any]) -> Upload:
    """The upload with its options checked; InvalidInput or MalformedBody."""
    try:
        said = {name: value for name, value in given.items() if value != ""}
        options = msgspec.convert(said, Options, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidInput(str(error)) from None
    if not all(storable(text) for text in (options.title or "", options.notes)):
        raise MalformedBody("There is a text with characters that are none.")
    return Upload(
        data=data,
        file_name=options.file_name,
        title=options.title,
        notes=options.notes,
        visibility=options.visibility,
        org_num=options.org_num,
        date=options.date,
    )


HANDLERS = (upload_flight,)
