"""The HTTP edge without a socket: slow, endless, broken-off and crashing requests."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from assay_ingest.api.otlp_http import OtlpHttp
from assay_ingest.bus.records import RawRecord
from assay_ingest.domain.admission import Admission, AdmissionLimits
from assay_ingest.domain.caller import Caller
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.signal import Signal
from assay_ingest.usecases.accept_export import AcceptExport
from assay_kit.clock import SystemClock
from google.rpc.status_pb2 import Status

MIB = 1024 * 1024


class Surroundings:
    """Keys, control topic and broker that agree to everything, unless `breaks`."""

    ready = True
    breaks = False

    def resolve(self, key: str | None, peer: str) -> Caller:
        if self.breaks:
            raise ZeroDivisionError("a bug")
        return Caller(UUID(int=7), "key")

    def project(self, project_id: UUID) -> ProjectRules:
        return ProjectRules()

    def publish(self, signal: Signal, records: Sequence[RawRecord]) -> None:
        """Keeps nothing."""


@dataclass
class Exchange:
    """One request, message by message; after the last one the client waits for ever, or leaves."""

    chunks: list[bytes]
    is_complete: bool = True
    leaves: bool = False
    answer: list[dict[str, Any]] = field(default_factory=list)

    async def receive(self) -> dict[str, Any]:
        if self.chunks:
            chunk = self.chunks.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(self.chunks) or not self.is_complete}
        if self.leaves:
            return {"type": "http.disconnect"}
        return await asyncio.Future()

    async def send(self, message: Any) -> None:  # noqa: ANN401 - an ASGI message
        self.answer.append(message)

    @property
    def status(self) -> int:
        return int(self.answer[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.answer[0]["headers"])


@pytest.fixture
def surroundings() -> Surroundings:
    return Surroundings()


@pytest.fixture
def admission() -> Admission:
    return Admission(AdmissionLimits(bytes=2 * MIB))


def post(surroundings: Surroundings, admission: Admission, exchange: Exchange, length: int | None = 10) -> Exchange:
    accept = AcceptExport(surroundings, surroundings, surroundings, admission, SystemClock())
    headers = [(b"content-type", b"application/x-protobuf"), (b"x-api-key", b"k")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    scope = {"type": "http", "method": "POST", "path": "/v1/traces", "headers": headers, "client": ("127.0.0.1", 1)}
    with ThreadPoolExecutor(1) as executor:
        edge = OtlpHttp(accept, executor, SystemClock(), body_timeout_s=0.02)
        asyncio.run(edge(scope, exchange.receive, exchange.send))
    return exchange


def test_a_body_that_does_not_come_is_given_up(surroundings: Surroundings, admission: Admission) -> None:
    exchange = post(surroundings, admission, Exchange([b"\x0a"], is_complete=False))
    assert exchange.status == 408
    assert exchange.headers[b"connection"] == b"close"
    assert admission.inflight_bytes == 0


def test_a_client_that_left_gets_no_answer_and_holds_no_room(surroundings: Surroundings, admission: Admission) -> None:
    assert post(surroundings, admission, Exchange([b"\x0a"], is_complete=False, leaves=True)).answer == []
    assert admission.inflight_bytes == 0


def test_a_body_that_outgrows_what_it_announced_is_refused_for_now(
    surroundings: Surroundings, admission: Admission
) -> None:
    exchange = post(surroundings, admission, Exchange([b"x" * MIB] * 3))
    assert exchange.status == 503
    assert int(exchange.headers[b"retry-after"]) >= 1
    assert admission.inflight_bytes == 0


def test_a_bug_is_answered_as_a_passing_fault(surroundings: Surroundings, admission: Admission) -> None:
    surroundings.breaks = True
    exchange = post(surroundings, admission, Exchange([b""]))
    assert exchange.status == 503
    assert b"retry-after" in exchange.headers
    assert "bug" not in Status.FromString(exchange.answer[1]["body"]).message


@pytest.mark.parametrize("length", [-1, 64 * MIB + 1])
def test_a_length_that_cannot_be_is_refused_without_reading(
    surroundings: Surroundings, admission: Admission, length: int
) -> None:
    assert post(surroundings, admission, Exchange([], is_complete=False), length).status in (400, 413)
