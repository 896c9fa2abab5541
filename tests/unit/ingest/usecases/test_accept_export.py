"""The order of accepting: nothing is read for a stranger, nothing is answered before it is durable."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
from assay_ingest.bus.otlp import Export
from assay_ingest.bus.records import Encoding, MediaType, RawRecord
from assay_ingest.domain.admission import UNKNOWN_BODY_BYTES, Admission, AdmissionLimits
from assay_ingest.domain.caller import Caller
from assay_ingest.domain.identity import Reason
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.signal import Signal
from assay_ingest.errors import (
    BrokerUnavailable,
    IngestForbidden,
    KeyRejected,
    MalformedExport,
    NotServing,
    Overloaded,
    QuotaExceeded,
)
from assay_ingest.usecases.accept_export import AcceptExport, Receipt
from assay_kit.clock import ManualClock

from tests.support.otlp import SentSpan, new_span_id, new_trace_id, request

CALLER = Caller(UUID(int=7), "key")
DAY_NS = 24 * 3600 * 10**9


class OneKey:
    """Knows one key."""

    def resolve(self, key: str | None, peer: str) -> Caller:
        if key != "good":
            raise KeyRejected("unknown")
        return CALLER


@dataclass
class Rules:
    """The control topic with one project on it."""

    ready: bool = True
    rules: ProjectRules = field(default_factory=ProjectRules)

    def project(self, project_id: UUID) -> ProjectRules:
        return self.rules


@dataclass
class Topic:
    """Keeps what was published, or is away."""

    is_away: bool = False
    records: list[RawRecord] = field(default_factory=list)

    def publish(self, signal: Signal, records: Sequence[RawRecord]) -> None:
        if self.is_away:
            raise BrokerUnavailable("away")
        self.records.extend(records)


@dataclass
class Bench:
    """The use case and what surrounds it."""

    control: Rules = field(default_factory=Rules)
    topic: Topic = field(default_factory=Topic)
    admission: Admission = field(
        default_factory=lambda: Admission(AdmissionLimits(requests=2, bytes=2 * UNKNOWN_BODY_BYTES))
    )
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.accept = AcceptExport(OneKey(), self.control, self.topic, self.admission, self.clock)

    def send(self, *spans: SentSpan, body: bytes | None = None) -> Receipt:
        sent = request(spans).SerializeToString() if body is None else body
        with self.accept.admit("good", "", len(sent)) as admitted:
            return self.accept.accept(admitted, Export(Signal.SPANS, sent, MediaType.PROTOBUF, Encoding.IDENTITY))

    def span(self, days_ago: float = 0.0) -> SentSpan:
        start_ns = self.clock.now_ns() - round(days_ago * DAY_NS)
        return SentSpan(new_trace_id(), new_span_id(), start_ns=start_ns)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_good_export_is_published_with_its_project_and_window(bench: Bench) -> None:
    assert bench.send(bench.span(), bench.span(31)) == Receipt(1, {Reason.TOO_OLD: 1}, looks_like_logs=False)
    [record] = bench.topic.records
    assert (record.project_id, record.span_count, record.rejected_count) == (CALLER.project_id, 2, 1)
    assert record.received_at_ns == bench.clock.now_ns()
    assert (record.min_start_ns, record.max_start_ns) == (
        bench.clock.now_ns() - 30 * DAY_NS,
        bench.clock.now_ns() + DAY_NS,
    )


def test_the_projects_own_retention_decides_what_is_too_old(bench: Bench) -> None:
    bench.control.rules = replace(bench.control.rules, retention_days=90)
    assert bench.send(bench.span(31)).accepted == 1


def test_a_broker_that_is_away_is_never_a_success(bench: Bench) -> None:
    bench.topic.is_away = True
    with pytest.raises(BrokerUnavailable):
        bench.send(bench.span())


def test_nothing_is_taken_before_the_control_topic_was_read(bench: Bench) -> None:
    bench.control.ready = False
    with pytest.raises(NotServing):
        bench.send(bench.span())


@pytest.mark.parametrize("rules", [ProjectRules(suspended=True), ProjectRules(deleted_at_ns=1)])
def test_a_suspended_or_deleted_project_takes_nothing(bench: Bench, rules: ProjectRules) -> None:
    bench.control.rules = rules
    with pytest.raises(IngestForbidden):
        bench.send(bench.span())


def test_a_stranger_reserves_nothing(bench: Bench) -> None:
    with pytest.raises(KeyRejected):
        bench.accept.admit("bad", "", None)
    assert bench.admission.inflight_bytes == 0


def test_room_is_given_back_however_it_ends(bench: Bench) -> None:
    bench.send(bench.span())
    with pytest.raises(MalformedExport):
        bench.send(body=b"garbage")
    bench.topic.is_away = True
    with pytest.raises(BrokerUnavailable):
        bench.send(bench.span())
    assert bench.admission.inflight_bytes == 0


def test_a_body_of_unknown_size_waits_for_room_in_vain(bench: Bench) -> None:
    with bench.accept.admit("good", "", 2 * UNKNOWN_BODY_BYTES - 1), pytest.raises(Overloaded):
        bench.accept.admit("good", "", None)


def test_a_project_over_its_rate_waits_and_then_may_send_again(bench: Bench) -> None:
    bench.control.rules = ProjectRules(spans_per_s=10)
    bench.send(*(bench.span() for _ in range(40)))  # twice the burst: passes once
    with pytest.raises(QuotaExceeded) as exceeded:
        bench.send(bench.span())
    assert exceeded.value.wait_s == pytest.approx(2.0)
    bench.clock.advance(2.1)
    assert bench.send(bench.span()).accepted == 1


def test_an_empty_export_succeeds_and_publishes_nothing(bench: Bench) -> None:
    assert bench.send(body=b"") == Receipt(0, {}, looks_like_logs=False)
    assert bench.topic.records == []
