import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.platform.http.bodies import Form, MalformedBodyError, parse_json, read_form
from volary.platform.http.edge import BodyTooLargeError

FORM = "multipart/form-data; boundary=XX"


async def _chunks(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def form(data: bytes, kind: str = FORM, *, size: int = 7, limit: int = 1000) -> Form:
    return asyncio.run(read_form(_chunks(data, size), kind, max_file_bytes=limit))


def part(headers: str, content: bytes) -> bytes:
    return f"--XX\r\nContent-Disposition: form-data; {headers}\r\n\r\n".encode() + content + b"\r\n"


def test_json_is_read() -> None:
    assert parse_json('{"a": [1, -2.5, "ü\\u00fc", null, true]}'.encode()) == {
        "a": [1, -2.5, "üü", None, True]
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{} {}",
        "NaN",
        '{"a": Infinity}',
        "[-Infinity]",
        "1e400",
        "[1e999]",
        "9" * 5000,
        '{"a": 1, "a": 2}',
        '{"x": {"a": 1, "\\u0061": 2}}',
        '["\\ud800"]',
        '{"\\udc00": 1}',
        '{"a": ["\\u0000"]}',
        '"a\nb"',
        "[" * 100_000,
        '{"a":' * 100_000,
        "\ufeff{}",
        "{'a': 1}",
    ],
)
def test_what_parsers_disagree_about_is_refused(text: str) -> None:
    with pytest.raises(MalformedBodyError):
        parse_json(text.encode())


def test_what_is_not_utf_8_is_refused() -> None:
    for data in (b'"\xff"', "{}".encode("utf-16"), b'"\xed\xa0\x80"'):
        with pytest.raises(MalformedBodyError):
            parse_json(data)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_the_reader_raises_nothing_but_its_own_error(value: object) -> None:
    try:
        assert parse_json(json.dumps(value).encode()) == value
    except MalformedBodyError:
        assert "\\u" in json.dumps(value)


@given(st.binary(max_size=200))
def test_no_bytes_surprise_it(data: bytes) -> None:
    with contextlib.suppress(MalformedBodyError):
        parse_json(data)


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_form_has_fields_and_files(size: int) -> None:
    body = (
        part('name="title"', "Höhenflug".encode())
        + part('name="file"; filename="a.igc"', b"A\r\nB\r\n")
        + b"--XX--\r\nand more"
    )
    found = form(body, size=size)

    assert found.fields == {"title": "Höhenflug"}
    assert found.files["file"].name == "a.igc"
    assert found.files["file"].data == b"A\r\nB\r\n"


def test_of_two_fields_of_a_name_the_first_counts() -> None:
    body = part('name="a"', b"1") + part('name="a"', b"2") + b"--XX--"

    assert form(body).fields == {"a": "1"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", part('name="a"', b"1") + b"--XX--"),
        ("multipart/form-data; boundary=", b"--XX--"),
        ("application/json", b"{}"),
        (FORM, b""),
        (FORM, b"no form at all"),
        (FORM, part('name="a"', b"1")),
        (FORM, part('name="a"', b"1")[:-9]),
        (FORM, b"--XX\r\n\r\nheadless\r\n--XX--"),
        (FORM, part('name="a"', b"\xff\xfe") + b"--XX--"),
        (FORM, part('name="a"', b"\x00") + b"--XX--"),
    ],
)
def test_a_form_that_is_none_is_refused(kind: str, body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        form(body, kind)


def test_a_form_beyond_its_bounds_is_refused() -> None:
    too_long = part('name="f"; filename="x"', b"z" * 1001) + b"--XX--"
    too_many = part('name="a"', b"") * 51 + b"--XX--"
    too_wordy = part('name="a"', b"z" * 70_000) + b"--XX--"
    for body in (too_long, too_many, too_wordy):
        with pytest.raises(BodyTooLargeError):
            form(body, size=4096)
