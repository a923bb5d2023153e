"""Request bodies read strictly: JSON without ambiguity, and multipart forms within bounds."""

import json
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

from multipart import (
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from volary.platform.http.edge import BodyTooLargeError

_MAX_PARTS = 50
_MAX_FIELD_BYTES = 64 * 1024


class MalformedBodyError(ValueError):
    """The body is not what its content type says. The text is meant for the sender."""


def parse_json(data: bytes) -> Any:
    """The value of a JSON text (RFC 8259, UTF-8).

    MalformedBodyError for what parsers disagree about or databases cannot hold: duplicate keys,
    NaN and infinities, numbers beyond a double, half surrogates, NUL; and for deep nesting.
    """
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
        )
        if b"\\u" in data:
            _check_texts(value)
    except MalformedBodyError:
        raise
    except RecursionError:
        raise MalformedBodyError("The JSON is nested too deeply.") from None
    except UnicodeDecodeError:
        raise MalformedBodyError("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise MalformedBodyError(
            f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from None
    except ValueError:
        raise MalformedBodyError("The JSON has a number with too many digits.") from None
    return value


def storable(text: str) -> bool:
    """Whether a text can be stored and sent: no NUL, no half surrogates."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedBodyError("The JSON has a key twice in one object.")
    return found


def _constant(name: str) -> float:
    raise MalformedBodyError(f"{name} is not JSON.")


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise MalformedBodyError("The JSON has a number that is too large.")
    return value


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if not storable(value):
            raise MalformedBodyError("The JSON has a text with characters that are none.")
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            _check_texts(key)
            _check_texts(item)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)


@dataclass(slots=True)
class FormFile:
    """A file of a form; the name is what the sender wrote and not to be trusted."""

    name: str
    data: bytes


@dataclass(slots=True)
class Form:
    """Fields and files of a multipart form by their field names; the first of a name counts."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, FormFile] = field(default_factory=dict[str, FormFile])


async def read_form(
    chunks: AsyncIterator[bytes], content_type: str, *, max_file_bytes: int
) -> Form:
    """Read a multipart/form-data body (RFC 7578).

    MalformedBodyError when it is none or breaks off; BodyTooLargeError for a file beyond
    ``max_file_bytes``, a long field or too many parts. A part is a file when it has a file name.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary")
    if kind != "multipart/form-data" or not boundary:
        raise MalformedBodyError("The content type is not multipart/form-data with a boundary.")
    reading = _Reading(max_file_bytes)
    try:
        with PushMultipartParser(boundary, max_segment_count=_MAX_PARTS) as parser:
            async for chunk in chunks:
                if chunk and not parser.closed:  # what follows the end of the form is ignored
                    reading.take(parser.parse(chunk))
    except ParserLimitReached:
        raise BodyTooLargeError from None
    except (MultipartError, UnicodeError, LookupError) as error:
        raise MalformedBodyError(f"The form cannot be read: {error}.") from None
    return reading.form


class _Reading:
    """Puts the parser's events together."""

    def __init__(self, max_file_bytes: int) -> None:
        self.form = Form()
        self._max_file_bytes = max_file_bytes
        self._part: MultipartSegment | None = None
        self._data = bytearray()

    def take(self, events: Any) -> None:
        for event in events:
            if isinstance(event, MultipartSegment):
                self._part, self._data = event, bytearray()
            elif event:
                self._add(event)
            else:
                self._finish()

    def _add(self, data: bytes) -> None:
        assert self._part is not None
        limit = _MAX_FIELD_BYTES if self._part.filename is None else self._max_file_bytes
        if len(self._data) + len(data) > limit:
            raise BodyTooLargeError
        self._data += data

    def _finish(self) -> None:
        part = self._part
        assert part is not None
        if part.filename is not None:
            self.form.files.setdefault(part.name, FormFile(part.filename, bytes(self._data)))
            return
        text = self._data.decode()
        if not storable(text):
            raise MalformedBodyError("The form has a text with characters that are none.")
        self.form.fields.setdefault(part.name, text)
