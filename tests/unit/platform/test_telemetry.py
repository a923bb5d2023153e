import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from volary.platform import telemetry
from volary.platform.telemetry import MASK, configure_logging, mask

Lines = Callable[[], list[dict[str, Any]]]
SECRET = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "text",
    [
        f"GET /api/v1/auth/me?api_key={SECRET}&x=1",
        f"apikey={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f'{{"password": "{SECRET}"}}',
        f"refresh_token={SECRET}; path=/",
        f"postgresql://volary:{SECRET}@db/volary",
        f"seen {SECRET} somewhere",
        f"token='{SECRET}'",
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    assert SECRET not in mask(text)
    assert MASK in mask(text)


def test_ordinary_words_stay_readable() -> None:
    text = "flight 12 of 2025-06-13 scored 91.45 points, path /flights/12"
    assert mask(text) == text


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    stream = io.StringIO()
    monkeypatch.setattr(telemetry.sys, "stderr", stream)
    configure_logging(level="info", form="json")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


def test_a_log_line_is_one_json_object_without_secrets(log_lines: Lines) -> None:
    log = structlog.get_logger("test")
    log.info(
        "request",
        path="/x",
        api_key=SECRET,
        headers={"authorization": SECRET, "host": "a"},
        notes=[f"token={SECRET}"],
    )
    (line,) = log_lines()
    assert SECRET not in json.dumps(line)
    assert line["path"] == "/x"
    assert line["headers"]["host"] == "a"


def test_a_line_break_in_a_value_does_not_make_a_second_line(log_lines: Lines) -> None:
    structlog.get_logger("test").info("request", path="/x\r\nforged")
    assert len(log_lines()) == 1


def test_records_of_libraries_take_the_same_way(log_lines: Lines) -> None:
    logging.getLogger("library").warning("password=%s", SECRET)
    (line,) = log_lines()
    assert SECRET not in json.dumps(line)
    assert line["level"] == "warning"
