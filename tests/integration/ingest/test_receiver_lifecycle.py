"""How a receiver starts, hears of a revocation, meets a broker that is away, and stops."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from uuid import UUID

import grpc
import httpx
import pytest
from assay_contracts.topics import CONTROL
from assay_contracts.v1 import gateway_pb2 as pb
from assay_ingest.bus.control import ControlCopy, ControlReader
from assay_ingest.bus.publisher import Publisher, raw_producer_config
from assay_ingest.bus.records import MediaType, RawRecord
from assay_ingest.domain.signal import Signal
from assay_ingest.errors import BrokerUnavailable
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.kafka import DurableProducer, Outgoing, producer_config
from assay_kit.lifecycle import Stop

from tests.support.key_service import KeyTable, a_key, key_id, serve_keys
from tests.support.otlp import a_trace, request
from tests.support.receiver import Published, ensure_raw_topics, receiver_environ, running_receiver, wait_until

PROTOBUF = "application/x-protobuf"
NOBODY = "127.0.0.1:1"


def a_body() -> bytes:
    return request(a_trace(SystemClock().now_ns())).SerializeToString()


def publish_control(brokers: str, key: str, record: pb.ControlRecord) -> None:
    producer = DurableProducer(producer_config(brokers))
    producer.publish([Outgoing(CONTROL, record.SerializeToString(), key.encode())])
    producer.close()


def test_a_revocation_reaches_a_running_receiver_within_five_seconds(kafka_brokers: str) -> None:
    number, project_id, table = uuid7().int % 10**12, uuid7(), KeyTable()
    table.allow(a_key(number), project_id, key_id=key_id(number))
    with serve_keys(table) as gateway, running_receiver(kafka_brokers, gateway) as receiver:
        url = f"http://127.0.0.1:{receiver.http.port}/v1/traces"
        headers = {"x-api-key": a_key(number), "content-type": PROTOBUF}
        assert httpx.post(url, content=a_body(), headers=headers).status_code == 200
        revoked = pb.KeyState(key_id=key_id(number), project_id=str(project_id), revoked_at_ns=1)
        publish_control(kafka_brokers, f"key/{key_id(number)}", pb.ControlRecord(revision=1, key=revoked))
        wait_until(lambda: httpx.post(url, content=a_body(), headers=headers).status_code == 401, timeout_s=5)
        assert table.calls == 1


def test_the_control_copy_is_ready_only_after_everything_that_was_there(kafka_brokers: str) -> None:
    ensure_raw_topics(kafka_brokers)
    project_id = uuid7()
    state = pb.ProjectState(project_id=str(project_id), retention_days=3)
    publish_control(kafka_brokers, f"project/{project_id}", pb.ControlRecord(revision=2, project=state))
    copy, stop = ControlCopy(), Stop()
    reader = ControlReader(kafka_brokers, copy, SystemClock())
    assert reader.age_s == float("inf")
    thread = threading.Thread(target=reader.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: copy.ready)
        assert copy.project(project_id).retention_days == 3
        assert reader.age_s < 5
    finally:
        stop.set()
        thread.join()


def test_a_receiver_without_a_broker_listens_and_asks_to_come_back() -> None:
    with serve_keys(KeyTable()) as gateway:
        environ = {**os.environ, **receiver_environ(NOBODY, gateway)}  # noqa: TID251 - passed on to the child
        child = subprocess.Popen(
            [sys.executable, "-m", "assay_ingest", "receiver"], env=environ, stdout=subprocess.PIPE, text=True
        )
        try:
            ports = _ports(child)
            answer = httpx.post(f"http://127.0.0.1:{ports['http_port']}/v1/traces", headers={"content-type": PROTOBUF})
            assert answer.status_code == 503
            assert "starting" in answer.text
            ready = httpx.get(f"http://127.0.0.1:{ports['internal_port']}/readyz")
            assert (ready.status_code, ready.json()["checks"]["control_read"]) == (503, False)
            assert httpx.get(f"http://127.0.0.1:{ports['internal_port']}/healthz").status_code == 200
        finally:
            child.kill()
            child.communicate()


def test_a_broker_that_is_away_is_told_within_six_seconds() -> None:
    producers = [DurableProducer(raw_producer_config(NOBODY, compression=name)) for name in ("lz4", "none")]
    publisher = Publisher(producers[0], producers[1], on_fatal=lambda: pytest.fail("an outage is not fatal"))
    record = RawRecord(
        project_id=UUID(int=1),
        media_type=MediaType.PROTOBUF,
        received_at_ns=1,
        ingest_id=UUID(int=2),
        span_count=1,
        rejected_count=0,
        min_start_ns=0,
        max_start_ns=1,
        value=b"x",
    )
    began = time.monotonic()
    with pytest.raises(BrokerUnavailable):
        publisher.publish(Signal.SPANS, [record])
    assert time.monotonic() - began < 6.5
    assert not publisher.is_up
    publisher.close(0.1)


def test_a_receiver_that_is_told_to_stop_loses_nothing_it_acknowledged(kafka_brokers: str) -> None:
    """SIGTERM in the middle of traffic: exit 0 in time, and every span answered OK is on the topic."""
    project_id, table = uuid7(), KeyTable()
    table.allow(a_key(5), project_id, key_id=key_id(5))
    ensure_raw_topics(kafka_brokers)
    published = Published(kafka_brokers)
    with serve_keys(table) as gateway:
        environ = {**os.environ, **receiver_environ(kafka_brokers, gateway), "ASSAY_LIMITS_FACTOR": "1000"}  # noqa: TID251 - passed on
        child = subprocess.Popen(
            [sys.executable, "-m", "assay_ingest", "receiver"], env=environ, stdout=subprocess.PIPE, text=True
        )
        try:
            ports = _ports(child)
            wait_until(lambda: httpx.get(f"http://127.0.0.1:{ports['internal_port']}/readyz").status_code == 200)
            sender = _Sender(ports["grpc_port"])
            sender.start()
            wait_until(lambda: sender.acknowledged > 20)
            child.send_signal(signal.SIGTERM)
            assert child.wait(35) == 0
            sender.join()
        finally:
            child.kill()
            child.communicate()
    assert sender.final_codes <= {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}
    received = sum(record.span_count for record in published.records(project_id))
    assert received >= sender.acknowledged * 3


class _Sender(threading.Thread):
    """Sends three spans at a time until a call fails."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._address = f"127.0.0.1:{port}"
        self.acknowledged = 0
        self.final_codes: set[grpc.StatusCode] = set()

    def run(self) -> None:
        with grpc.insecure_channel(self._address) as channel:
            export = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
            while not self.final_codes:
                try:
                    export(a_body(), metadata=(("x-api-key", a_key(5)),), timeout=10)
                    self.acknowledged += 1
                except grpc.RpcError as failed:
                    self.final_codes.add(failed.code())


def _ports(child: "subprocess.Popen[str]") -> dict[str, int]:
    assert child.stdout is not None
    for line in child.stdout:
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "receiver_started":
            return {name: port for name, port in event.items() if name.endswith("_port")}
    raise AssertionError("the receiver ended before it had started")
