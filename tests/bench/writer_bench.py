"""CPU time of the writer's steps per span: decode, map, columns, insert. Prints one JSON line per step and case.

`python -m tests.bench.writer_bench` needs ASSAY_TEST_CLICKHOUSE_URL. `ratio_to` compares with a bare parse of the same
bytes in the same run.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Final, TypeVar

from assay_ingest.app.writer import fast_json
from assay_ingest.bus.decode import Decoder
from assay_ingest.bus.records import RawRecord
from assay_ingest.domain.batch import BatchLimits
from assay_ingest.domain.canonical import StoredSpan, canonical, newest_of
from assay_ingest.domain.span import Span
from assay_ingest.store.span_io import SpanIo, span_io_columns
from assay_ingest.store.spans import Spans, span_columns
from assay_ingest.store.writer_client import WriterClient
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.arrived_spans import DAY_NS, a_record
from tests.support.otlp import Attribute, SentSpan, new_span_id, new_trace_id, request
from tests.support.stored_spans import a_database

RECORDS: Final = 50
SPANS: Final = 100
ROUNDS: Final = 5
NOW_NS: Final = SystemClock().now_ns()
T = TypeVar("T")


def small(number: int) -> dict[str, Attribute]:
    words: dict[str, Attribute] = {f"app.attribute.{key}": "a value of it" for key in range(11)}
    return words | {"http.response.status_code": 200, "url.path": f"/orders/{number}"}


def llm(text_bytes: int) -> Callable[[int], dict[str, Attribute]]:
    def attributes(number: int) -> dict[str, Attribute]:
        asked, answered = "word " * (text_bytes // 10), "word " * (text_bytes // 10)
        return {
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-08-06", "gen_ai.response.id": f"chatcmpl-{number}",
            "gen_ai.request.temperature": 0.2, "gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 45,
            "gen_ai.usage.cache_read.input_tokens": 80, "session.id": f"s{number % 100}", "server.address": "localhost",
            "gen_ai.input.messages": messages("user", f"{number} {asked}"),
            "gen_ai.output.messages": messages("assistant", f"{number} {answered}"),
        }  # fmt: skip

    return attributes


def messages(role: str, text: str) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}])


def records(attributes: Callable[[int], dict[str, Attribute]]) -> list[RawRecord]:
    """Each holds SPANS spans of ten traces."""
    found = []
    for number in range(RECORDS):
        traces = [new_trace_id() for _ in range(SPANS // 10)]
        spans = [
            SentSpan(traces[i // 10], new_span_id(), "chat gpt-4o", start_ns=NOW_NS, attributes=attributes(number + i))
            for i in range(SPANS)
        ]
        found.append(
            a_record(
                request(spans).SerializeToString(), project_id=uuid7(), received_at_ns=NOW_NS, span_count=SPANS,
                min_start_ns=NOW_NS - 30 * DAY_NS, max_start_ns=NOW_NS + DAY_NS,
            )
        )  # fmt: skip
    return found


def best_of(step: Callable[[int], T]) -> tuple[T, float]:
    """The step's last result, and spans per second of CPU time in its best round. As in the writer, gc rests."""
    result, best_s = step(0), float("inf")
    for number in range(1, ROUNDS + 1):
        gc.collect()
        gc.disable()
        began = time.process_time()
        result = step(number)
        best_s = min(best_s, time.process_time() - began)
        gc.enable()
    return result, RECORDS * SPANS / best_s


def report(name: str, case: str, rate: float, span_bytes: float, baseline: float) -> None:
    line = {
        "name": name,
        "value": round(rate),
        "unit": "spans/s per core",
        "ratio_to": round(rate / baseline, 4),
        "params": {"case": case, "MB_s": round(rate * span_bytes / 1e6), "us_per_span": round(1e6 / rate, 1)},
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def measure(case: str, sent: list[RawRecord], client: WriterClient) -> None:
    decoder, codec = Decoder(), fast_json()
    bodies = [record.value or b"" for record in sent]
    span_bytes = sum(map(len, bodies)) / (RECORDS * SPANS)
    at_once = int(BatchLimits().size_bytes / span_bytes)  # as many as a batch of the writer holds

    def decode(_round: int) -> list[Span]:
        decoded = (decoder.decode(record, "otlp.spans.v1", 0, offset) for offset, record in enumerate(sent))
        return [span for one in decoded for span in one.spans]

    def insert(number: int) -> None:
        for start in range(0, len(rows), at_once):
            SpanIo(client).insert(rows[start : start + at_once], f"{case}/{number}/{start}")
            Spans(client).insert(rows[start : start + at_once], f"{case}/{number}/{start}")

    _, baseline = best_of(lambda _round: [ExportTraceServiceRequest.FromString(body) for body in bodies])
    spans, decoding = best_of(decode)
    rows, mapping = best_of(lambda _round: newest_of(canonical(span, codec) for span in spans))
    _, columns = best_of(lambda _round: columns_of(rows))
    _, inserting = best_of(insert)
    rates = {"decode": decoding, "map": mapping, "columns": columns, "insert": inserting}
    for name, rate in rates.items():
        report(f"writer.{name}", case, rate, span_bytes, baseline)
    whole = 1 / (1 / decoding + 1 / mapping + 1 / inserting)
    report("writer.whole", case, whole, span_bytes, baseline)


def columns_of(rows: list[StoredSpan]) -> None:
    span_columns(rows)
    span_io_columns(rows)


def main() -> None:
    server = os.environ["ASSAY_TEST_CLICKHOUSE_URL"]  # noqa: TID251 - a program of its own
    with a_database(server, "bench") as url:
        client = WriterClient(url)
        for case, attributes in (("small", small), ("LLM4k", llm(4_000))):  # larger ones outgrow the stand-in
            measure(case, records(attributes), client)
        client.close()


if __name__ == "__main__":
    main()
