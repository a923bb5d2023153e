"""Reading an upload: a form or JSON, the confirmation first, then every field."""

import base64
import binascii
from typing import Any

import msgspec

from volary.core.errors import InvalidInput, NotFound
from volary.core.logbook.model import Visibility
from volary.core.logbook.uploads import Upload
from volary.gateways.skytrack.errors import AgreeRequired
from volary.gateways.skytrack.query import LARGEST
from volary.gateways.skytrack.requests import AnyRequest, bounded, convert, media_type, read_json
from volary.gateways.skytrack.schemas import UploadRequest
from volary.platform.http.bodies import FormFile, read_form

_OTHER_BYTES = 1024 * 1024
_NAME_LENGTH = 255
_YES = frozenset({"1", "true"})


async def read_upload(request: AnyRequest, *, max_file_bytes: int) -> Upload:
    """The upload as the core takes it.

    AgreeRequired before anything else that is wrong with the fields; InvalidInput,
    MalformedBodyError or BodyTooLargeError; NotFound for a task, of which there are none.
    """
    file: FormFile | None = None
    if media_type(request) == "multipart/form-data":
        chunks = bounded(request, max_file_bytes + _OTHER_BYTES)
        content_type = request.headers["content-type"]
        form = await read_form(chunks, content_type, max_file_bytes=max_file_bytes)
        given, file = dict[str, Any](form.fields), form.files.get("file")
    else:
        given = await read_json(request, limit=max_file_bytes // 3 * 4 + _OTHER_BYTES)
    if not any(_confirmed(given.get(name)) for name in ("agree", "st_agree")):
        raise AgreeRequired
    body = convert(_without_blanks(given), UploadRequest)
    if file is None:
        file = _from_base64(body)
    if body.task_id is not None:
        raise NotFound("There is no such task.")
    return Upload(
        data=file.data,
        file_name=_plain_name(file.name),
        title=body.title,
        visibility=_visibility(body),
        org_num=_org(body),
    )


def _confirmed(value: object) -> bool:
    return value is True or value == 1 or (isinstance(value, str) and value.lower() in _YES)


def _without_blanks(given: dict[str, Any]) -> dict[str, Any]:
    """Numbers may be written as texts, as forms do; an empty field is one that is not given."""
    kept = {name: value for name, value in given.items() if value != ""}
    for name in ("org_id", "task_id", "is_public"):
        if isinstance(kept.get(name), str):
            kept[name] = _number(name, kept[name])
    return kept


def _number(name: str, text: str) -> int:
    words = {"true": 1, "false": 0} if name == "is_public" else {}
    if text.lower() in words:
        return words[text.lower()]
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > LARGEST:
        raise InvalidInput(f"{name} must be a whole number.", field=name)
    return int(text[:20])


def _from_base64(body: UploadRequest) -> FormFile:
    if not body.file_base64:
        raise InvalidInput("A file is required: `file` in a form, or `file_base64`.", field="file")
    text = "".join(body.file_base64.split())
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("file_base64 is not base64.", field="file_base64") from None
    return FormFile(body.file_name or "flight.igc", data)


def _plain_name(name: str) -> str:
    """A name, not a path; InvalidInput for one with folders or invisible characters."""
    if len(name) > _NAME_LENGTH or not name.isprintable() or set(name) & {"/", "\\"}:
        raise InvalidInput(
            f"A file name has no folders, no control characters and at most {_NAME_LENGTH} "
            "characters.",
            field="file_name",
        )
    return name or "flight.igc"


def _visibility(body: UploadRequest) -> Visibility:
    if body.visibility is not None:
        return body.visibility
    return "public" if body.is_public else "private"


def _org(body: UploadRequest) -> int | None:
    if body.org_id is not None and not 0 < body.org_id <= LARGEST:
        raise NotFound("There is no such organisation.")
    return body.org_id


UPLOAD_FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "title": {"type": "string", "maxLength": 200},
        "visibility": {"enum": ["private", "org", "public", "unlisted"]},
        "is_public": {"enum": ["0", "1"]},
        "org_id": {"type": "string", "pattern": "^[0-9]+$"},
        "task_id": {"type": "string", "pattern": "^[0-9]+$"},
        "agree": {"enum": ["1"]},
        "st_agree": {"enum": ["1"]},
    },
    "required": ["file"],
    "anyOf": [{"required": ["agree"]}, {"required": ["st_agree"]}],
}


def _json_schema() -> dict[str, Any]:
    _, components = msgspec.json.schema_components([UploadRequest])
    schema: dict[str, Any] = components["UploadRequest"]
    agreed = {"agree": {"enum": [1, "1", True]}, "st_agree": {"enum": [1, "1", True]}}
    schema["properties"] |= agreed
    schema["anyOf"] = UPLOAD_FORM["anyOf"]
    schema["required"] = ["file_base64"]
    return schema


UPLOAD_JSON = _json_schema()
