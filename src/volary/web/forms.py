"""Forms as browsers send them, read within bounds and only when they are ours."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile

from volary.core.errors import InvalidInput
from volary.platform.http.bodies import FormFile, MalformedBodyError, storable
from volary.platform.http.edge import BodyTooLargeError
from volary.web.errors import ForeignForm
from volary.web.visit import Visit

URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_MAX_TEXT_BYTES = 512 * 1024  # notes of 20,000 characters, each up to 12 bytes long when encoded
_MAX_FIELDS = 50


@dataclass(frozen=True, slots=True)
class Form:
    """The first value of each field, and the files in the order of the form."""

    fields: dict[str, str]
    files: tuple[FormFile, ...] = ()

    def text(self, name: str) -> str:
        """A field without surrounding space and with plain line ends, "" when it is not there."""
        return self.fields.get(name, "").replace("\r\n", "\n").strip()

    def exact(self, name: str) -> str:
        """A field as it is, for passwords."""
        return self.fields.get(name, "")

    def required(self, name: str, label: str) -> str:
        value = self.text(name)
        if not value:
            raise InvalidInput(f"{label} is missing.", field=name)
        return value

    def checked(self, name: str) -> bool:
        return bool(self.fields.get(name))


async def read_form(request: Request[Any, Any, Any], visit: Visit) -> Form:
    """The form of a request that changes something; ForeignForm unless a page of ours sent it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == MULTIPART:
        form = await _multipart(request)
    elif kind == URL_ENCODED:
        form = _url_encoded(await _short_body(request))
    else:
        raise MalformedBodyError("This is not a form.")
    if not all(storable(name) and storable(text) for name, text in form.fields.items()):
        raise MalformedBodyError("The form has a text with characters that are none.")
    if not visit.csrf_fits(form.fields.get("csrf", "")):
        raise ForeignForm
    return form


async def _short_body(request: Request[Any, Any, Any]) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_TEXT_BYTES:
            raise BodyTooLargeError
    return bytes(body)


def _url_encoded(body: bytes) -> Form:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError as error:
        raise MalformedBodyError("The form cannot be read.") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return Form(fields)


async def _multipart(request: Request[Any, Any, Any]) -> Form:
    """Files are bounded by the edge's limit for the whole request."""
    try:
        sent = await request.form()
    except (UnicodeError, LookupError) as error:
        raise MalformedBodyError("The form cannot be read.") from error
    fields: dict[str, str] = {}
    files: list[FormFile] = []
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            files.append(FormFile(value.filename, await value.read()))
            await value.close()
        elif len(value) > _MAX_TEXT_BYTES:
            raise BodyTooLargeError
        else:
            fields.setdefault(name, cast("str", value))
    return Form(fields, tuple(files))
