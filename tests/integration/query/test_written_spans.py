"""What ingest's writer stores of a real OTLP request, as query shows it: the two contexts agree on every column."""

import json
from typing import Any

import pytest
from assay_ingest.app.writer import fast_json
from assay_ingest.bus.decode import Decoder
from assay_ingest.domain.canonical import canonical
from assay_ingest.store.span_io import SpanIo
from assay_ingest.store.spans import Spans
from assay_ingest.store.writer_client import WriterClient
from assay_kit.clock import ManualClock

from tests.integration.query.conftest import ALICE
from tests.support.arrived_spans import DAY_NS, a_record
from tests.support.otlp import SentSpan, request
from tests.support.query_caller import QueryCaller
from tests.support.trace_store import HOUR, TraceStore

TRACE, CALL, TOOL = b"\x0a" * 16, b"\x01" * 8, b"\x02" * 8
ASKED = [{"role": "user", "parts": [{"type": "text", "content": "Where is my order?"}]}]
SAID = [{"role": "assistant", "parts": [{"type": "text", "content": "On its way."}], "finish_reason": "stop"}]


@pytest.fixture(scope="module", autouse=True)
def written(store: TraceStore, clock: ManualClock) -> None:
    start = clock.now_ns() - HOUR
    sent = [
        SentSpan(
            TRACE, CALL, "chat gpt-4o", start_ns=start,
            attributes={
                "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
                "gen_ai.request.temperature": 0.5, "gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 0,
                "gen_ai.input.messages": json.dumps(ASKED), "gen_ai.output.messages": json.dumps(SAID),
                "app.big": 2**60,
            },
        ),
        SentSpan(
            TRACE, TOOL, "execute_tool track", CALL, start_ns=start + 1000,
            attributes={
                "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "track", "gen_ai.tool.call.id": "c1",
                "gen_ai.tool.call.arguments": '{"order": 7}', "gen_ai.tool.call.result": '{"state": "sent"}',
            },
        ),
    ]  # fmt: skip
    record = a_record(
        request(sent, service="shop", scope="lib").SerializeToString(), project_id=ALICE,
        received_at_ns=clock.now_ns(), span_count=2, min_start_ns=start - DAY_NS, max_start_ns=start + DAY_NS,
    )  # fmt: skip
    codec = fast_json()
    rows = [canonical(span, codec) for span in Decoder().decode(record, "otlp.spans.v1", 0, 0).spans]
    writer = WriterClient(store.url)
    SpanIo(writer).insert(rows, "io")
    Spans(writer).insert(rows, "spans")
    writer.close()


def shown(caller: QueryCaller, path: str) -> dict[str, Any]:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_tree_shows_kinds_models_and_tokens(alice: QueryCaller) -> None:
    call, tool = shown(alice, f"/api/traces/{TRACE.hex()}")["spans"]
    assert (call["kind"], call["model"], call["provider"], call["usage_role"]) == ("llm", "gpt-4o", "openai", "own")
    assert (call["usage"]["input"], call["usage"]["output"], call["usage"]["total"]) == (12, 0, 12)
    assert (tool["kind"], tool["parent_span_id"]) == ("tool", CALL.hex())


def test_a_call_shows_its_messages_and_every_attribute_as_sent(alice: QueryCaller) -> None:
    span = shown(alice, f"/api/traces/{TRACE.hex()}/spans/{CALL.hex()}")
    assert (span["input_messages"], span["output_messages"]) == (ASKED, SAID)
    assert (span["convention"], span["params"]["temperature"]) == ("otel", 0.5)
    assert span["attributes"]["app.big"] == str(2**60)
    assert json.loads(span["attributes"]["gen_ai.input.messages"]) == ASKED
    assert (span["resource"], span["scope"]["name"]) == ({"service.name": "shop"}, "lib")


def test_a_tool_shows_what_it_was_asked_and_what_it_gave_back(alice: QueryCaller) -> None:
    span = shown(alice, f"/api/traces/{TRACE.hex()}/spans/{TOOL.hex()}")
    assert (span["tool"]["name"], span["tool"]["call_id"]) == ("track", "c1")
    assert (span["tool"]["arguments"], span["tool"]["result"]) == ({"order": 7}, {"state": "sent"})
