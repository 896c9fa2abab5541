"""Structured logs: one JSON object a line on standard output, with the shapes of secrets scrubbed."""

import logging
import re
import sys
from typing import Any, Final, cast

import structlog
import structlog.tracebacks

_SECRETS: Final = re.compile(
    r"asy_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}"  # our own keys
    r"|\b(?:sk|rk|pk)-[0-9A-Za-z_-]{16,}"  # the shape most providers use
    r"|\bAIza[0-9A-Za-z_-]{30,}"
    r"|\bBearer\s+[0-9A-Za-z._~+/=-]{16,}",
)


def configure_logging(*, service: str, role: str, level: str = "info") -> None:
    """Set up structlog for this process and send the standard library's records the same way."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _stamp(service, role),
        # Without locals: a frame may hold a prompt or a key.
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
        _scrub,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=structlog.processors.JSONRenderer())
    )
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """The process's logger. Event names are past tense; values are fields, never part of the text."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger())


def scrub(text: str) -> str:
    """`text` with everything that looks like a key or token replaced by `***`."""
    return _SECRETS.sub("***", text)


def _stamp(service: str, role: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["service"], event["role"] = service, role
        return event

    return add


def _scrub(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {name: _scrubbed(value) for name, value in event.items()}


def _scrubbed(value: Any) -> Any:  # noqa: ANN401 - log fields are whatever the caller passes
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(item) for item in value]
    return value
