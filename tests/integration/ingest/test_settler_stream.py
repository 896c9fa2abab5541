"""The settler on a real topic: what is announced gets settled, and only what is settled gets committed."""

import time
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

import pytest
from assay_contracts.topics import Topic
from assay_contracts.v1.ingest_pb2 import (
    LOGS,
    REMAP,
    REPRICE,
    SPANS,
    Resettle,
    Settled,
    SettleReason,
    Signal,
    Stored,
)
from assay_ingest.app.settler import derived_store
from assay_ingest.bus.settled import SettledPublisher
from assay_ingest.bus.stored_consumer import StoredConsumer, resettle_note, settler_consumer_config
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.project import ProjectRules
from assay_ingest.errors import StoreUnavailable
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.usecases.follow_resettles import FollowResettles
from assay_ingest.usecases.follow_stored import MOST_DIRTY, FollowStored
from assay_ingest.usecases.settle_traces import Outcome, SettleTraces
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.kafka import DurableProducer, Outgoing, consumer_config, ensure_topics, producer_config
from confluent_kafka import Consumer, TopicPartition

from tests.support.span_rows import SECOND_NS, a_call
from tests.support.stored_spans import SpanTables, a_database

NOW_NS = SystemClock().now_ns()
VERSION = row_version(NOW_NS, 0, 1)
DEADLINE_S = 30.0


class Flaky(SettleTraces):
    """A ClickHouse that is away for the first `outages` batches."""

    outages = 0

    def settle(self, traces: Iterable[DirtyTrace]) -> Outcome:
        if self.outages:
            self.outages -= 1
            raise StoreUnavailable("test")
        return super().settle(traces)


class Stream:
    """Topics, tables and a project of its own."""

    def __init__(self, brokers: str, url: str) -> None:
        self.brokers = brokers
        self.url = url
        self.project_id: UUID = uuid7()
        name = f"settler-{self.project_id.hex}"
        self.stored, self.settled, self.group = f"{name}-stored", f"{name}-settled", name
        self.resettle = f"{name}-resettle"
        topics = [Topic(self.stored, "test"), Topic(self.settled, "test"), Topic(self.resettle, "test")]
        ensure_topics(brokers, topics, partitions=2, replication=1)
        self.producer = DurableProducer(producer_config(brokers))
        self.client = SettlerClient(url)
        self.tables = SpanTables(url)

    def settle_traces(self) -> Flaky:
        return Flaky(
            derived_store(self.client),
            announce=SettledPublisher(self.producer, topic=self.settled).announce,
            rules_of=lambda project_id: ProjectRules(),
            deleted_at_ns=lambda project_id, trace_id: None,
            now_ns=SystemClock().now_ns,
        )

    def resettles(self, settle: Flaky) -> FollowResettles:
        config = settler_consumer_config(self.brokers, group=f"{self.group}-again")
        return FollowResettles(StoredConsumer(config, topic=self.resettle, read=resettle_note), settle)

    def follow(self, *, outages: int = 0, most_dirty: int = MOST_DIRTY) -> FollowStored:
        """One settler process, not turning yet."""
        settle = self.settle_traces()
        settle.outages = outages
        consumer = StoredConsumer(settler_consumer_config(self.brokers, group=self.group), topic=self.stored)
        return FollowStored(
            consumer, settle, SystemClock(), lambda: 0.0, resettles=self.resettles(settle), most_dirty=most_dirty
        )

    def store_a_trace(self) -> str:
        trace_id = uuid7().hex
        row = a_call("0" * 15 + "1", start_ns=NOW_NS, end_ns=NOW_NS + SECOND_NS, version=VERSION)
        self.tables.insert(self.project_id, trace_id, [row])
        return trace_id

    def ask_again(self, trace_id: str, reason: SettleReason) -> None:
        key = bytes.fromhex(trace_id)
        asked = Resettle(project_id=str(self.project_id), trace_id=key, reason=reason)
        self.producer.publish([Outgoing(self.resettle, asked.SerializeToString(), key)])

    def announce(self, trace_id: str, version: int = VERSION, signal: Signal = SPANS) -> None:
        key = bytes.fromhex(trace_id)
        stored = Stored(
            project_id=str(self.project_id), trace_id=key, signal=signal, count=1, root_seen=True, max_version=version
        )
        self.producer.publish([Outgoing(self.stored, stored.SerializeToString(), key)])

    def committed(self) -> int:
        """Records of the topic that the group has behind it."""
        consumer = Consumer(consumer_config(self.brokers, self.group), logger=None)
        partitions = consumer.committed([TopicPartition(self.stored, 0), TopicPartition(self.stored, 1)], timeout=10)
        consumer.close()
        return sum(max(partition.offset, 0) for partition in partitions)

    def announced(self, count: int) -> list[Settled]:
        """The first `count` settled records."""
        consumer = Consumer(consumer_config(self.brokers, f"{self.group}-reader"), logger=None)
        consumer.assign([TopicPartition(self.settled, partition, 0) for partition in (0, 1)])
        values = [m.value() for m in consumer.consume(count, timeout=DEADLINE_S)]
        consumer.close()
        return [Settled.FromString(value) for value in values if value is not None]

    def close(self) -> None:
        self.producer.close()
        self.client.close()
        self.tables.close()


@pytest.fixture(scope="module")
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "settler_stream") as url:
        yield url


@pytest.fixture
def stream(kafka_brokers: str, url: str) -> Iterator[Stream]:
    stream = Stream(kafka_brokers, url)
    yield stream
    stream.close()


@pytest.fixture
def turned(stream: Stream) -> Iterator[Callable[[FollowStored, Callable[[], bool]], None]]:
    """Turns a settler until something holds; closes it at the end, as its process would."""
    followed: list[FollowStored] = []

    def turn_until(follow: FollowStored, holds: Callable[[], bool]) -> None:
        followed.append(follow)
        deadline = time.monotonic() + DEADLINE_S
        while not holds():
            assert time.monotonic() < deadline, "it did not come to hold in time"
            follow.turn()

    yield turn_until
    for follow in dict.fromkeys(followed):
        follow.close()


Turn = Callable[[FollowStored, Callable[[], bool]], None]


def test_an_announced_trace_is_settled_told_and_committed(stream: Stream, turned: Turn) -> None:
    trace_id = stream.store_a_trace()
    stream.announce(trace_id)
    turned(stream.follow(), lambda: stream.committed() == 1)
    [told] = stream.announced(1)
    assert (told.project_id, told.trace_id.hex(), told.root_ended) == (str(stream.project_id), trace_id, True)
    assert int.from_bytes(told.version, "big") >> 64 == VERSION
    assert [trace["input_tokens"] for trace in stream.tables.traces(stream.project_id)] == [100]


def test_announcing_a_trace_many_times_changes_nothing(stream: Stream, turned: Turn) -> None:
    trace_id = stream.store_a_trace()
    for _ in range(5):
        stream.announce(trace_id)
    first = stream.follow()
    turned(first, lambda: stream.committed() == 5)
    first.close()
    stream.announce(trace_id)
    turned(stream.follow(), lambda: stream.committed() == 6)
    assert [trace["input_tokens"] for trace in stream.tables.traces(stream.project_id)] == [100]
    assert stream.tables.raw_summary_rows(stream.project_id) == 1


def test_an_outage_of_clickhouse_delays_and_loses_nothing(stream: Stream, turned: Turn) -> None:
    for _ in range(3):
        stream.announce(stream.store_a_trace())
    turned(stream.follow(outages=3), lambda: stream.committed() == 3)
    assert len(stream.tables.traces(stream.project_id)) == 3


def test_nothing_is_committed_past_a_trace_whose_rows_have_not_come(stream: Stream, turned: Turn) -> None:
    early, late = uuid7().hex, stream.store_a_trace()
    stream.announce(early)
    stream.announce(late)
    follow = stream.follow()
    turned(follow, lambda: len(stream.tables.traces(stream.project_id)) == 1)
    follow.turn()
    assert stream.committed() < 2
    stream.tables.insert(
        stream.project_id, early, [a_call("0" * 15 + "1", start_ns=NOW_NS, end_ns=NOW_NS, version=VERSION)]
    )
    turned(follow, lambda: stream.committed() == 2)
    assert len(stream.tables.traces(stream.project_id)) == 2


def test_what_a_dead_settler_had_read_is_settled_by_the_next(stream: Stream, turned: Turn) -> None:
    stream.announce(stream.store_a_trace())
    dying = stream.follow(outages=1_000)
    turned(dying, lambda: dying.dirty_count == 1)
    dying.close()
    assert stream.committed() == 0
    turned(stream.follow(), lambda: stream.committed() == 1)
    assert len(stream.tables.traces(stream.project_id)) == 1


def test_reading_pauses_while_too_many_traces_wait(stream: Stream, turned: Turn) -> None:
    follow = stream.follow(outages=2, most_dirty=2)
    for _ in range(2):
        stream.announce(stream.store_a_trace())
    turned(follow, lambda: follow.dirty_count == 2)
    for _ in range(3):
        stream.announce(stream.store_a_trace())
    follow.turn()
    follow.turn()
    assert follow.dirty_count == 2
    turned(follow, lambda: stream.committed() == 5)


def test_announced_log_rows_are_not_waited_for(stream: Stream, turned: Turn) -> None:
    stream.announce(uuid7().hex, version=2 * VERSION, signal=LOGS)
    turned(stream.follow(), lambda: stream.committed() == 1)
    assert stream.tables.traces(stream.project_id) == []


def test_two_settlers_share_the_traces(stream: Stream, turned: Turn) -> None:
    one = stream.follow()
    turned(one, lambda: one.partitions == {0, 1})
    other = stream.follow()
    turned(other, lambda: True)
    for _ in range(20):
        stream.announce(stream.store_a_trace())

    def both_turned() -> bool:
        other.turn()
        return stream.committed() == 20 and len(one.partitions) == len(other.partitions) == 1

    turned(one, both_turned)
    assert len(stream.tables.traces(stream.project_id)) == 20


def test_an_unreadable_record_is_passed_over(stream: Stream, turned: Turn) -> None:
    stream.producer.publish([Outgoing(stream.stored, b"\xff\xff\xff", b"k")])
    stream.announce(stream.store_a_trace())
    turned(stream.follow(), lambda: stream.committed() == 2)
    assert len(stream.tables.traces(stream.project_id)) == 1


@pytest.mark.parametrize("reason", [REPRICE, REMAP])
def test_a_trace_is_settled_again_on_request_and_says_why(stream: Stream, turned: Turn, reason: SettleReason) -> None:
    trace_id = stream.store_a_trace()
    stream.ask_again(trace_id, reason)
    turned(stream.follow(), lambda: len(stream.tables.traces(stream.project_id)) == 1)
    [told] = stream.announced(1)
    assert (told.trace_id.hex(), told.reason) == (trace_id, reason)


def test_no_request_is_served_while_stored_traces_come_first(stream: Stream) -> None:
    stream.ask_again(stream.store_a_trace(), REPRICE)
    resettles = stream.resettles(stream.settle_traces())
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        resettles.turn(may_settle=False)
    assert stream.tables.traces(stream.project_id) == []
    deadline = time.monotonic() + DEADLINE_S
    while not stream.tables.traces(stream.project_id):
        assert time.monotonic() < deadline
        resettles.turn(may_settle=True)
    resettles.close()
