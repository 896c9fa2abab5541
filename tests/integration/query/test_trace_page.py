"""One trace, its spans and their texts against a real engine."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from assay_kit.clock import ManualClock
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.integration.query.conftest import ALICE
from tests.support.query_caller import QueryCaller
from tests.support.trace_store import HOUR, SECOND, TraceStore

SETTLED = "5e" * 16
FRESH = "fe" * 16
ROOT, CALL, COPY = "01" * 8, "02" * 8, "03" * 8
LONG = "€" * 50_000  # 150,000 bytes


def a_key(key: str, value: AnyValue) -> bytes:
    return KeyValue(key=key, value=value).SerializeToString()


def a_resource(service: str) -> bytes:
    named = KeyValue(key="service.name", value=AnyValue(string_value=service))
    return Resource(attributes=[named]).SerializeToString()


@pytest.fixture(scope="module", autouse=True)
def seeded(store: TraceStore, clock: ManualClock) -> None:
    start = clock.now_ns() - HOUR
    for trace in (SETTLED, FRESH):
        store.add_span(
            ALICE, trace, ROOT, start_ns=start, kind="agent", name="run", status="ok", duration_ns=5 * SECOND
        )
        store.add_span(
            ALICE, trace, CALL, start_ns=start + 1000, parent=ROOT, kind="llm", name="chat", model="gpt-4o",
            provider="openai", usage_role="own", usage={"input": 10, "output": 0, "total": 10},
            usage_extra={"cache_write_5m": 3}, finish_reason="stop", params='{"temperature":0.5}', input_bytes=150_100,
            output_bytes=7, ttft_ns=1_234_567, tags=["a"], agent_name="helper", status="error", error_type="Timeout",
            status_message="too slow",
        )  # fmt: skip
        store.add_texts(
            ALICE, trace, CALL, start_ns=start + 1000,
            input=json.dumps([{"role": "user", "parts": [{"type": "text", "content": LONG}]}], ensure_ascii=False),
            input_format="messages", output="héllo!", output_format="text", verbatim={"gen_ai.output": "output"},
            canon='{"tool":{"name":"t","call_id":7},"finish_reasons":["stop","length"],"metadata":{"tier":"gold"}}',
            raw_attrs=[a_key("big", AnyValue(int_value=2**60)), a_key("nan", AnyValue(double_value=float("nan")))],
            events=[Span.Event(name="retry", time_unix_nano=start).SerializeToString()],
            links=[Span.Link(trace_id=b"\x01" * 16, span_id=b"\x02" * 8).SerializeToString()],
            resource=a_resource("shop"),
            scope=InstrumentationScope(name="lib", version="1").SerializeToString(),
        )  # fmt: skip
    store.add_span(ALICE, SETTLED, COPY, start_ns=start + 2000, parent="dd" * 8, kind="llm", name="chat")
    store.add_summary(ALICE, SETTLED, start_ns=start, name="Order help", span_count=3, usage={"input": 10})
    store.add_fact(ALICE, SETTLED, CALL, start_ns=start + 1000, cost_total=Decimal("0.001"), cost_source="provided")
    store.add_fact(ALICE, SETTLED, COPY, start_ns=start + 2000, counted=False, duplicate_of=bytes.fromhex(CALL))


def get(caller: QueryCaller, path: str, **parameters: Any) -> Any:  # noqa: ANN401 - JSON
    answer = caller.get(path, **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_settled_trace_has_its_summary_and_the_verdict_on_each_span(alice: QueryCaller) -> None:
    trace = get(alice, f"/api/traces/{SETTLED}")
    assert (trace["name"], trace["settled"], trace["truncated"], trace["scores"]) == ("Order help", True, False, [])
    root, call, copy = trace["spans"]
    assert (root["span_id"], root["parent_span_id"], root["counted"], root["cost"]) == (ROOT, None, None, None)
    assert (call["parent_span_id"], call["counted"], call["cost"]["total"]) == (ROOT, True, "0.001")
    assert (copy["counted"], copy["duplicate_of"]) == (False, CALL)
    assert call["usage"]["output"] == 0
    assert call["usage"]["reasoning"] is None
    assert call["io_bytes"] == 150_107


def test_before_the_first_settle_only_what_spans_say_is_known(alice: QueryCaller) -> None:
    trace = get(alice, f"/api/traces/{FRESH}")
    assert (trace["settled"], trace["name"], trace["status"]) == (False, "run", "ok")
    assert (trace["span_count"], trace["error_count"], trace["duration_ms"]) == (2, 1, 5000.0)
    assert [trace[name] for name in ("usage", "cost", "models", "tags", "user_id")] == [None] * 5
    assert [span["counted"] for span in trace["spans"]] == [None, None]


def test_the_newest_version_of_a_span_is_shown_once_even_with_another_start(
    alice: QueryCaller, store: TraceStore, clock: ManualClock
) -> None:
    trace = "2e" * 16
    store.add_span(ALICE, trace, ROOT, start_ns=clock.now_ns() - HOUR, name="first", version=1)
    store.add_span(ALICE, trace, ROOT, start_ns=clock.now_ns() - 3 * HOUR, name="second", version=2)
    assert [span["name"] for span in get(alice, f"/api/traces/{trace}")["spans"]] == ["second"]
    assert get(alice, f"/api/traces/{trace}/spans/{ROOT}")["name"] == "second"


def test_a_span_has_its_canonical_fields_and_what_was_sent(alice: QueryCaller) -> None:
    span = get(alice, f"/api/traces/{SETTLED}/spans/{CALL}")
    assert (span["model"], span["params"], span["finish_reasons"]) == (
        "gpt-4o",
        {"temperature": 0.5},
        ["stop", "length"],
    )
    assert (span["ttft_ms"], span["usage"]["cache_write_5m"], span["cost"]["source"]) == (1.234567, 3, "provided")
    assert span["tool"] == {
        "name": "t", "call_id": "7", "type": None, "description": None, "arguments": None, "result": "héllo!"
    }  # fmt: skip
    assert (span["agent"]["name"], span["metadata"], span["error"]["message"]) == (
        "helper",
        {"tier": "gold"},
        "too slow",
    )
    assert span["attributes"] == {"big": str(2**60), "nan": "NaN", "gen_ai.output": "héllo!"}
    assert (span["resource"], span["scope"]["name"]) == ({"service.name": "shop"}, "lib")
    assert span["events"][0]["name"] == "retry"
    assert span["links"][0]["trace_id"] == "01" * 16


def test_long_content_is_cut_and_says_so(alice: QueryCaller) -> None:
    span = get(alice, f"/api/traces/{SETTLED}/spans/{CALL}")
    (message,) = span["input_messages"]
    text = message["parts"][0]["content"]
    assert text.startswith("€€€")
    assert "…[truncated " in text
    assert len(text.encode()) <= 65_600
    assert span["content_truncated"] == ["input_messages"]
    assert span["content_bytes"]["input_messages"] > 150_000
    assert span["output"] == "héllo!"


def pieces(caller: QueryCaller, path: str, limit: int) -> Iterator[dict[str, Any]]:
    """The byte ranges of a text, one after the other."""
    offset: int | None = 0
    while offset is not None:
        piece = get(caller, path, part="input", offset=offset, limit=limit)
        yield piece
        offset = piece["next_offset"]


def test_walking_a_text_by_byte_ranges_gives_it_whole(alice: QueryCaller) -> None:
    found = list(pieces(alice, f"/api/traces/{SETTLED}/spans/{CALL}/io", limit=40_000))
    whole = "".join(piece["text"] for piece in found)
    assert len(found) == 4
    assert {piece["total_bytes"] for piece in found} == {len(whole.encode())}
    assert {piece["content_type"] for piece in found} == {"application/json"}
    assert json.loads(whole)[0]["parts"][0]["content"] == LONG


def test_a_range_behind_the_end_of_a_text_is_refused(alice: QueryCaller) -> None:
    answer = alice.get(f"/api/traces/{SETTLED}/spans/{CALL}/io", part="output", offset=8)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.offset")
    assert get(alice, f"/api/traces/{SETTLED}/spans/{CALL}/io", part="output", offset=7)["text"] == ""


def test_a_skeleton_draws_the_same_trace_by_columns(alice: QueryCaller) -> None:
    skeleton = get(alice, f"/api/traces/{SETTLED}/skeleton")
    columns = skeleton["columns"]
    assert (skeleton["total"], skeleton["complete"], skeleton["missing_parents"]) == (3, False, 1)
    assert columns["parent"] == [-1, 0, -1]
    assert columns["start_us"] == [0.0, 1.0, 2.0]
    assert [skeleton["names"][index] for index in columns["name"]] == ["run", "chat", "chat"]
    assert columns["duplicate_of"] == [-1, -1, 1]
    assert columns["cost"] == [None, "0.001", None]


PATHS = [
    "/api/traces/{trace}",
    "/api/traces/{trace}/skeleton",
    "/api/traces/{trace}/spans/{span}",
    "/api/traces/{trace}/spans/{span}/io?part=input",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_trace_looks_exactly_like_a_missing_one(alice: QueryCaller, bob: QueryCaller, path: str) -> None:
    foreign = bob.get(path.format(trace=SETTLED, span=CALL))
    missing = bob.get(path.format(trace="99" * 16, span=CALL))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
    assert set(foreign.headers) == set(missing.headers)
    assert alice.get(path.format(trace=SETTLED, span=CALL)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("trace", ["x", "ab", "zz" * 16, "00' OR 1=1"])
def test_a_malformed_id_is_simply_not_there(alice: QueryCaller, path: str, trace: str) -> None:
    assert alice.get(path.format(trace=trace.replace(" ", "%20").replace("'", "%27"), span=CALL)).status_code == 404


def test_a_missing_span_of_a_trace_is_not_found(alice: QueryCaller) -> None:
    assert alice.get(f"/api/traces/{SETTLED}/spans/{'09' * 8}").status_code == 404
    assert alice.get(f"/api/traces/{SETTLED}/spans/short").status_code == 404
