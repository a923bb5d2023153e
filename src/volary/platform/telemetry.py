"""Structured logs that never hold a secret, and the metrics registry."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

_SECRET_KEYS = re.compile(r"(?i)pass|secret|token|api_?key|authorization|cookie|credential")
_SECRET_TEXT = (
    # key=value and "key": "value" forms, in query strings, headers and reprs alike
    re.compile(
        r"""(?ix)((?:api_?key|apikey|token|password|secret|authorization|st_key)["']?\s*[=:]\s*["']?)
        (?:(?:bearer|basic|token)\s+)?[^\s&"',;)}]+"""
    ),
    re.compile(r"(?i)((?:bearer|basic)\s+)[a-z0-9._~+/=-]{8,}"),
    re.compile(r"()\b(?:vk_)?[0-9a-f]{40,}\b"),
    re.compile(r"(://[^/\s:@]+:)[^@\s/]+(?=@)"),
)
MASK = "***"


def mask(text: str) -> str:
    """The text with everything that looks like a secret replaced."""
    for pattern in _SECRET_TEXT:
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text


def _redact(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return _redact_items(cast("dict[str, Any]", value))
    if isinstance(value, (list, tuple)):
        return [_redact(item) for item in cast("list[Any]", value)]
    return value


def _redact_items(items: MutableMapping[str, Any]) -> dict[str, Any]:
    return {
        key: MASK if _SECRET_KEYS.search(key) and value is not None else _redact(value)
        for key, value in items.items()
    }


def redact_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return _redact_items(event)


def configure_logging(*, level: str = "info", form: str = "auto") -> None:
    """Send everything, the libraries' records too, to standard error as JSON or for reading.

    ``form`` is json, text, or auto (text on a terminal).
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact_secrets,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if as_text
        else structlog.processors.JSONRenderer()
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.WARNING))


class Metrics:
    """Counters of one application, in a registry of its own so that several can coexist."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "volary_requests_total",
            "Requests answered.",
            ("gateway", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "volary_request_seconds",
            "Time from request to the end of the answer.",
            ("gateway",),
            registry=self.registry,
        )
