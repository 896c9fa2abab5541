"""Secrets never reach a log line."""

import pytest
from assay_contracts.rules.api_key import format_key
from assay_kit.logging import scrub

API_KEY = format_key("0" * 12, "s" * 32)


@pytest.mark.parametrize(
    "secret", [API_KEY, "sk-proj-abcdefghij0123456789", "Bearer abcdefghijklmnopqrstuvwxyz", "AIza" + "x" * 35]
)
def test_what_looks_like_a_secret_is_replaced(secret: str) -> None:
    assert secret not in scrub(f"refused {secret} at the door")


def test_ordinary_text_stays() -> None:
    assert scrub("wrote 12 spans of project default") == "wrote 12 spans of project default"
