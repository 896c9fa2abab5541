"""CPU time of a receiver process per span, over gRPC and HTTP. Prints one JSON line per case.

`python -m tests.bench.receiver_bench` needs ASSAY_TEST_KAFKA_BROKERS. `ratio_to` compares with a bare parse of the
same bytes in the same run.
"""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import grpc
import httpx
import psutil
from assay_contracts.topics import TOPICS
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.kafka import ensure_topics
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.key_service import KeyTable, a_key, key_id, serve_keys
from tests.support.otlp import SentSpan, json_request, new_span_id, new_trace_id, request
from tests.support.receiver import receiver_environ

SPANS: Final = 100
CALLERS: Final = 8
SECONDS: Final = 4.0
KEY: Final = a_key(1)
EXPORT: Final = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


@dataclass(frozen=True)
class Started:
    process: psutil.Process
    grpc_port: int
    http_port: int


def payload(text_bytes: int) -> list[SentSpan]:
    """Spans with 13 attributes, the first of which has `text_bytes` more."""
    now = SystemClock().now_ns()
    words = {f"gen_ai.attribute.{number}": "a value of it" for number in range(12)}
    return [
        SentSpan(
            new_trace_id(), new_span_id(), "chat model", start_ns=now, attributes={"input": "x" * text_bytes, **words}
        )
        for _ in range(SPANS)
    ]


@contextmanager
def started(brokers: str) -> Iterator[Started]:
    """A receiver in a process of its own."""
    table = KeyTable()
    table.allow(KEY, uuid7(), key_id=key_id(1))
    with serve_keys(table) as gateway:
        environ = {**os.environ, **receiver_environ(brokers, gateway), "ASSAY_LIMITS_FACTOR": "1000000"}  # noqa: TID251 - passed on
        command = [sys.executable, "-m", "assay_ingest", "receiver"]
        child = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
        try:
            yield _when_ready(child)
        finally:
            child.terminate()
            child.wait(40)


def _when_ready(child: "subprocess.Popen[str]") -> Started:
    ports: dict[str, int] = {}
    for line in child.stdout or ():
        event = json.loads(line) if line.startswith("{") else {}
        ports |= {name: port for name, port in event.items() if name.endswith("_port")}
        if event.get("event") == "control_read":
            return Started(psutil.Process(child.pid), ports["grpc_port"], ports["http_port"])
    raise RuntimeError("the receiver ended before it was ready")


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def spans_per_cpu_s(receiver: Started, send: Callable[[], object]) -> tuple[float, float]:
    """Spans per second of the receiver's CPU time, and per second of the clock."""
    clock, done = SystemClock(), [0] * CALLERS

    def call(number: int) -> None:
        while clock.monotonic() < ends:
            send()
            done[number] += SPANS

    for _ in range(20):
        send()
    used, began = cpu_s(receiver.process), clock.monotonic()
    ends = began + SECONDS
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(call, range(CALLERS)))
    return sum(done) / (cpu_s(receiver.process) - used), sum(done) / (clock.monotonic() - began)


def parse_baseline(body: bytes) -> float:
    """Spans per second that upb parses."""
    began = time.process_time()
    for _ in range(50):
        ExportTraceServiceRequest.FromString(body)
    return 50 * SPANS / (time.process_time() - began)


def report(name: str, case: str, rates: tuple[float, float], span_bytes: float, baseline: float) -> None:
    line = {
        "name": name,
        "value": round(rates[0]),
        "unit": "spans/s per core",
        "ratio_to": round(rates[0] / baseline, 3),
        "params": {"case": case, "MB_s": round(rates[0] * span_bytes / 1e6), "spans_s_seen": round(rates[1])},
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    brokers = os.environ["ASSAY_TEST_KAFKA_BROKERS"]  # noqa: TID251 - a program of its own
    ensure_topics(brokers, TOPICS, partitions=4, replication=1)
    with started(brokers) as receiver:
        url = f"http://127.0.0.1:{receiver.http_port}/v1/traces"
        with grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}") as channel, httpx.Client() as http:
            export = channel.unary_unary(EXPORT)
            for case, text_bytes in (("small", 20), ("LLM4k", 4_200), ("LLM20k", 20_000)):
                spans = payload(text_bytes)
                body, text = request(spans).SerializeToString(), json_request(spans)
                packed, baseline, span_bytes = gzip.compress(body, 6), parse_baseline(body), len(body) / SPANS
                headers = {"x-api-key": KEY, "content-type": "application/x-protobuf"}
                as_json = headers | {"content-type": "application/json"}
                for name, send in (
                    ("receiver.grpc", lambda: export(body, metadata=(("x-api-key", KEY),))),  # noqa: B023 - runs at once
                    ("receiver.grpc.gzip", lambda: export(packed, metadata=(("x-api-key", KEY),))),  # noqa: B023 - runs at once
                    ("receiver.http", lambda: http.post(url, content=body, headers=headers).raise_for_status()),  # noqa: B023 - runs at once
                    ("receiver.json", lambda: http.post(url, content=text, headers=as_json).raise_for_status()),  # noqa: B023 - runs at once
                ):
                    report(name, case, spans_per_cpu_s(receiver, send), span_bytes, baseline)


if __name__ == "__main__":
    main()
