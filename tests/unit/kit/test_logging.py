"""Secrets never reach a log line."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from assay_contracts.rules.api_key import format_key
from assay_kit.logging import configure_logging, get_logger, scrub

API_KEY = format_key("0" * 12, "s" * 32)


@pytest.fixture
def own_configuration() -> Iterator[None]:
    """Logging is the process's; what this test sets up must not outlive it."""
    before, handlers = structlog.get_config(), logging.root.handlers[:]
    yield
    structlog.configure(**before)
    logging.root.handlers[:] = handlers


@pytest.mark.parametrize(
    "secret", [API_KEY, "sk-proj-abcdefghij0123456789", "Bearer abcdefghijklmnopqrstuvwxyz", "AIza" + "x" * 35]
)
def test_what_looks_like_a_secret_is_replaced(secret: str) -> None:
    assert secret not in scrub(f"refused {secret} at the door")


def test_ordinary_text_stays() -> None:
    assert scrub("wrote 12 spans of project default") == "wrote 12 spans of project default"


@pytest.mark.usefixtures("own_configuration")
def test_a_traceback_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(service="kit", role="test")
    prompt = "the patient's letter"
    try:
        raise ValueError(len(prompt))
    except ValueError:
        get_logger().exception("failed")
    line = json.loads(capsys.readouterr().out)
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert prompt not in json.dumps(line)
