"""Bodies that no honest client sends: a clear refusal, bounded memory, nothing kept."""

import asyncio
import json
import tracemalloc
from typing import Any

import pytest

LOGIN, UPLOAD = "/api/v1/auth/login", "/api/v1/flights/upload"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=XX"}
AGREED = b'--XX\r\nContent-Disposition: form-data; name="agree"\r\n\r\n1\r\n'


def part(data: bytes, *, name: str = "file", file_name: str = "flight.igc") -> bytes:
    head = f'--XX\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'
    return head.encode() + data + b"\r\n"


BAD_JSON = {
    "empty": b" ",
    "cut off": b'{"email": "pilot@exam',
    "duplicate keys": b'{"email": "a@example.com", "email": "b@example.com", "password": "x"}',
    "NaN": b'{"email": NaN, "password": "x"}',
    "Infinity": b'{"email": "a", "password": "x", "remember": Infinity}',
    "huge number": b'{"email": "a", "password": "x", "remember": 1e999}',
    "long integer": b'{"remember": ' + b"9" * 10_000 + b"}",
    "deep": b'{"a":' * 10_000,
    "deep lists": b"[" * 30_000 + b"]" * 30_000,
    "half surrogate": rb'{"email": "\ud800@example.com", "password": "x"}',
    "NUL": rb'{"email": "a\u0000b@example.com", "password": "x"}',
    "not UTF-8": b'{"email": "\xff\xfe", "password": "x"}',
    "UTF-16": json.dumps({"email": "a"}).encode("utf-16"),
    "too long": b'{"email": "' + b"a" * 70_000 + b'", "password": "x"}',
}


@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON.keys())
def test_json_that_is_none(skytrack: Any, refused: Any, body: bytes) -> None:
    headers = {**skytrack.key_only, **JSON}
    refused(skytrack.post(LOGIN, headers=headers, content=body), 400, "VALIDATION_ERROR")
    if len(body) < 65_000:
        reply = skytrack.post(UPLOAD, headers={**skytrack.headers, **JSON}, content=body)
        assert reply.json()["error_code"] in {"VALIDATION_ERROR", "AGREE_REQUIRED"}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json", "*/*"]
)
def test_a_content_type_that_is_not_taken(skytrack: Any, refused: Any, kind: str) -> None:
    body = b'{"email": "pilot@example.com", "password": "x"}'
    headers = {**skytrack.key_only, "Content-Type": kind}
    refused(skytrack.post(LOGIN, headers=headers, content=body), 400, "VALIDATION_ERROR")
    headers = {**skytrack.headers, "Content-Type": kind}
    refused(skytrack.post(UPLOAD, headers=headers, content=body), 400, "VALIDATION_ERROR")


def test_a_packed_body_is_not_unpacked(skytrack: Any, refused: Any) -> None:
    headers = {**skytrack.headers, **FORM, "Content-Encoding": "gzip"}
    refused(skytrack.post(UPLOAD, headers=headers, content=b"\x1f\x8b"), 400, "VALIDATION_ERROR")


BAD_FORMS = {
    "rubbish": b"rubbish",
    "cut off": AGREED + part(b"AXXX")[:-10],
    "no end": AGREED + part(b"AXXX"),
    "no disposition": b"--XX\r\n\r\n1\r\n--XX--\r\n",
    "no file": AGREED + b"--XX--\r\n",
    "file as text": AGREED
    + b'--XX\r\nContent-Disposition: form-data; name="file"\r\n\r\nAXXX\r\n--XX--\r\n',
    "path": AGREED + part(b"AXXX", file_name="../../flight.igc") + b"--XX--\r\n",
    "control": AGREED + part(b"AXXX", file_name="fli\x07ght.igc") + b"--XX--\r\n",
    "many parts": AGREED * 2000 + b"--XX--\r\n",
    "long field": AGREED.replace(b"1", b"1" * 100_000) + b"--XX--\r\n",
    "NUL": AGREED
    + b'--XX\r\nContent-Disposition: form-data; name="title"\r\n\r\na\0b\r\n'
    + part(b"AXXX")
    + b"--XX--\r\n",
}


@pytest.mark.parametrize("body", BAD_FORMS.values(), ids=BAD_FORMS.keys())
def test_forms_that_are_none(skytrack: Any, refused: Any, body: bytes) -> None:
    reply = skytrack.post(UPLOAD, headers={**skytrack.headers, **FORM}, content=body)
    refused(reply, 400, "VALIDATION_ERROR")
    assert skytrack.flights() == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_form_without_a_boundary(skytrack: Any, refused: Any, kind: str) -> None:
    headers = {**skytrack.headers, "Content-Type": kind}
    body = AGREED + part(b"AXXX") + b"--XX--\r\n"
    refused(skytrack.post(UPLOAD, headers=headers, content=body), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("kind", ["form", "json"])
def test_a_huge_upload_is_refused_before_it_is_all_here(
    skytrack: Any, announced: bool, kind: str
) -> None:
    """200 MB from a client that never stops sending; the server's limit here is 256 KiB."""
    taken = 0
    chunk = b"B1000004624600N00807800EA0220002200\r\n" * 1700
    start = AGREED + part(b"")[:-2] if kind == "form" else b'{"agree": 1, "file_base64": "'

    async def receive() -> dict[str, Any]:
        nonlocal taken
        body = start if taken == 0 else chunk
        taken += len(body)
        return {"type": "http.request", "body": body, "more_body": taken < 200_000_000}

    headers = {**skytrack.headers, **(FORM if kind == "form" else JSON)}
    if announced:
        headers["Content-Length"] = "200000000"
    tracemalloc.start()
    sent = asyncio.run(speak(skytrack.app, headers, receive))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent[0]["status"] == 400
    assert json.loads(sent[1]["body"])["error_code"] == "VALIDATION_ERROR"
    assert taken <= (0 if announced else 3_000_000)
    assert peak < 12_000_000


def test_a_file_just_over_the_limit(skytrack: Any, refused: Any) -> None:
    message = refused(skytrack.upload(b"A" * (256 * 1024 + 1)), 400, "VALIDATION_ERROR")
    assert "large" in message


def test_a_sender_that_leaves_half_way_breaks_nothing(skytrack: Any) -> None:
    messages = iter(
        [{"type": "http.request", "body": AGREED, "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, Any]:
        return next(messages)

    sent = asyncio.run(speak(skytrack.app, {**skytrack.headers, **FORM}, receive))
    assert sent[0]["status"] == 400
    assert skytrack.flights() == []


async def speak(app: Any, headers: dict[str, str], receive: Any) -> list[dict[str, Any]]:
    """One upload, message by message; what was sent in answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": UPLOAD,
        "raw_path": UPLOAD.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
        "client": ("192.0.2.1", 50000),
        "server": ("fly.example.org", 80),
    }
    await app(scope, receive, send)
    return sent
