"""Spans as libraries of the current OTel conventions really send them, and what must be read in them."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from assay_ingest.domain.genai.mapping import map_span
from assay_ingest.domain.span import Event

from tests.support.arrived_spans import an_arrived_span
from tests.support.canonical_form import PLAIN_JSON, canonical_form, differences

VECTORS = Path(__file__).resolve().parents[5] / "shared" / "vectors" / "convention_vectors.json"
STATUS = {"UNSET": 0, "OK": 1, "ERROR": 2}
CURRENT = {
    "otel-genai-chat-span",
    "otel-genai-anthropic-cache-write",
    "anthropic-sdk-native",
    "otel-genai-embeddings",
    "otel-genai-retrieval",
    "otel-genai-tool-error",
    "otel-structured-anyvalue",
    "otel-fetch-response-not-billable",
    "openllmetry-current-openai",
}
"""Vectors whose content is in current `gen_ai.` attributes; the other dialects come with their tables."""


def current_vectors() -> list[Any]:
    if not VECTORS.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="shared/vectors/convention_vectors.json is not here"))]
    vectors = json.loads(VECTORS.read_text())["vectors"]
    return [pytest.param(vector, id=vector["id"]) for vector in vectors if vector["id"] in CURRENT]


@pytest.mark.parametrize("vector", current_vectors())
@pytest.mark.parametrize("seed", [0, 1])
def test_a_span_means_what_its_vector_says(vector: dict[str, Any], seed: int) -> None:
    sent = vector["span"]
    attributes = list(sent["attributes"].items())
    random.Random(seed).shuffle(attributes)  # noqa: S311 - an order, not a secret
    status = sent.get("status", {})
    span = an_arrived_span(
        dict(attributes),
        scope=vector["scope"]["name"],
        name=sent["name"],
        status_code=STATUS[status.get("code", "UNSET")],
        status_message=status.get("description", status.get("message", "")),
        exception=exception_in(sent),
    )
    assert differences(vector["expect"], canonical_form(map_span(span, PLAIN_JSON))) == []


def exception_in(sent: dict[str, Any]) -> Event | None:
    events = [event for event in sent.get("events", []) if event["name"] == "exception"]
    return Event("exception", 0, events[-1]["attributes"]) if events else None
