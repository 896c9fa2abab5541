"""The writer over a real broker and a real store: everything acknowledged shows once, whatever dies in between."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import pytest
from assay_contracts.v1.ingest_pb2 import Stored
from assay_ingest.app.writer import build_write_batch
from assay_ingest.bus.consumer import RawConsumer, writer_consumer_config
from assay_ingest.bus.dead_letters import DeadLetterPublisher
from assay_ingest.bus.records import headers_of
from assay_ingest.bus.stored import StoredPublisher
from assay_ingest.domain.batch import BatchLimits
from assay_ingest.domain.stored_trace import StoredTrace
from assay_ingest.errors import BrokerUnavailable, RowsRejected, StoreUnavailable
from assay_ingest.store.writer_client import Columns, WriterClient
from assay_ingest.usecases.follow_raw import FollowRaw
from assay_kit.clickhouse import connect
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.kafka import DurableProducer, Outgoing, consumer_config, ensure_topics, producer_config
from assay_kit.lifecycle import Stop
from confluent_kafka import Consumer, TopicPartition

from tests.support.arrived_spans import DAY_NS, a_record
from tests.support.otlp import SentSpan, a_trace, request
from tests.support.stored_spans import a_database

CLOCK = SystemClock()
LIMITS = BatchLimits(age_s=0.2)
FIRST, SECOND = b"even", b"odd"
"""Keys that the client hashes to partition 0 and 1 of two. Raw records have none; tests need to choose."""


class A:
    """A topic as `ensure_topics` wants it."""

    partitions = 2
    compacted = False
    retention_ms = 3_600_000
    max_message_bytes = 17 * 1024 * 1024

    def __init__(self, name: str) -> None:
        self.name = name


class Stage:
    """One project, its own topics and group; writers come and go on it."""

    def __init__(self, brokers: str, url: str) -> None:
        self.brokers, self.url = brokers, url
        self.project_id: UUID = uuid7()
        name = self.project_id.hex
        self.raw, self.stored, self.dlq = f"raw-{name}", f"stored-{name}", f"dlq-{name}"
        self.group = f"writer-{name}"
        ensure_topics(brokers, [A(self.raw), A(self.stored), A(self.dlq)], partitions=1, replication=1)
        self.producer = DurableProducer(producer_config(brokers))
        self.client = WriterClient(url)
        self.reader = connect(url)

    def send(self, spans: Sequence[SentSpan], *, key: bytes = FIRST) -> None:
        """Put one record on the partition of the key, as a receiver would without one."""
        now_ns = CLOCK.now_ns()
        record = a_record(
            request(spans).SerializeToString(), project_id=self.project_id, received_at_ns=now_ns,
            span_count=len(spans), min_start_ns=now_ns - 30 * DAY_NS, max_start_ns=now_ns + DAY_NS,
        )  # fmt: skip
        self.producer.publish([Outgoing(self.raw, record.value, key, list(headers_of(record)))])

    def send_raw(self, value: bytes, headers: list[tuple[str, str | bytes | None]]) -> None:
        self.producer.publish([Outgoing(self.raw, value, FIRST, headers)])

    def writer(self, client: WriterClient | None = None, stored: StoredPublisher | None = None) -> FollowRaw:
        """A member of the group; it leaves when its `run` ends."""
        write = build_write_batch(
            client or self.client,
            stored or StoredPublisher(self.producer, topic=self.stored),
            DeadLetterPublisher(self.producer, topic=self.dlq),
        )
        config = writer_consumer_config(self.brokers, group=self.group)
        return FollowRaw(RawConsumer(config, [self.raw]), write, CLOCK, lambda: 0.5, LIMITS)

    def count(self, source: str) -> int:
        sql = f"SELECT count() FROM {source} WHERE project_id = {{p:UUID}}"  # noqa: S608 - a table name of this test
        return int(self.reader.execute(sql, {"p": self.project_id})[0][0])

    def committed(self, partition: int = 0) -> tuple[int, str]:
        """Where the group stands, and what it planned."""
        consumer = Consumer(consumer_config(self.brokers, self.group), logger=None)
        (position,) = consumer.committed([TopicPartition(self.raw, partition)], timeout=10)
        consumer.close()
        return position.offset, position.metadata or ""

    def read(self, topic: str) -> list[tuple[bytes, bytes, dict[str, str | bytes | None]]]:
        """Key, value and headers of all records of a topic."""
        consumer = Consumer(
            consumer_config(self.brokers, f"look-{uuid7().hex}", enable_partition_eof=True), logger=None
        )
        consumer.assign([TopicPartition(topic, partition, 0) for partition in range(A.partitions)])
        found, ended = [], 0
        while ended < A.partitions and (message := consumer.poll(10)) is not None:
            if message.error() is None:
                found.append((message.key() or b"", message.value() or b"", dict(message.headers() or [])))
            else:
                ended += 1
        consumer.close()
        return found

    def close(self) -> None:
        self.producer.close()
        self.client.close()
        self.reader.disconnect()


@pytest.fixture(scope="module")
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "writer") as url:
        yield url


@pytest.fixture
def stage(kafka_brokers: str, url: str) -> Iterator[Stage]:
    stage = Stage(kafka_brokers, url)
    yield stage
    stage.close()


def run_until(writer: FollowRaw, holds: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Turn the loop until `holds`, then stop it as SIGTERM would."""
    deadline_s = CLOCK.monotonic() + timeout_s
    while not holds():
        assert CLOCK.monotonic() < deadline_s, "the writer did not get there in time"
        writer.turn()
    stopped = Stop()
    stopped.set()
    writer.run(stopped)


def a_new_trace(spans: int = 3) -> list[SentSpan]:
    return a_trace(CLOCK.now_ns(), spans)


class BreaksOn(WriterClient):
    """A real client whose process dies, or loses the reply, at one table."""

    def __init__(self, url: str, table: str, *, after_insert: bool) -> None:
        super().__init__(url)
        self.table, self.after_insert, self.broken = table, after_insert, 0

    def insert(self, table: str, columns: Columns, token: str) -> None:
        if table == self.table and not self.after_insert:
            self._break()
        super().insert(table, columns, token)
        if table == self.table:
            self._break()

    def _break(self) -> None:
        self.broken += 1
        raise StoreUnavailable("code 210")


def test_what_was_sent_shows_once_and_is_announced_before_its_offset_is_released(stage: Stage) -> None:
    traces = [a_new_trace(), a_new_trace()]
    for trace in traces:
        stage.send(trace)
    run_until(stage.writer(), lambda: stage.count("spans_v1") == 6 and stage.committed() == (2, ""))
    assert [stage.count(source) for source in ("spans", "span_io", "trace_bounds_v1", "ledger_v1")] == [6, 6, 2, 2]
    announced = {key: Stored.FromString(value) for key, value, _ in stage.read(stage.stored)}
    assert set(announced) == {trace[0].trace_id for trace in traces}
    assert all((record.count, record.root_seen) == (3, True) for record in announced.values())


@pytest.mark.parametrize("table", ["span_io", "spans", "ingest_ledger"])
@pytest.mark.parametrize("after_insert", [False, True])
def test_a_writer_that_dies_leaves_a_range_that_its_successor_finishes_exactly(
    stage: Stage, table: str, after_insert: bool
) -> None:
    stage.send(a_new_trace())
    dying = BreaksOn(stage.url, table, after_insert=after_insert)
    run_until(stage.writer(dying), lambda: dying.broken > 0)
    dying.close()
    assert stage.committed() == (0, "v=1;end=1")
    stage.send(a_new_trace())  # must not slip into the range that was planned
    run_until(stage.writer(), lambda: stage.committed() == (2, ""))
    assert [stage.count(source) for source in ("spans", "span_io", "ingest_ledger", "trace_index")] == [6, 6, 2, 2]


def test_an_announcement_that_failed_is_made_again_before_the_offset_is_released(stage: Stage) -> None:
    class BrokenAnnouncer(StoredPublisher):
        calls = 0

        def announce(self, traces: Sequence[StoredTrace]) -> None:
            self.calls += 1
            if self.calls < 3:
                raise BrokerUnavailable("_ALL_BROKERS_DOWN")
            super().announce(traces)

    stage.send(a_new_trace())
    announcer = BrokenAnnouncer(stage.producer, topic=stage.stored)
    run_until(stage.writer(stored=announcer), lambda: stage.committed() == (1, ""))
    assert announcer.calls == 3
    assert stage.count("spans") == 3
    assert len(stage.read(stage.stored)) == 1


def test_an_export_that_was_sent_twice_shows_once(stage: Stage) -> None:
    trace = a_new_trace()
    stage.send(trace)
    run_until(stage.writer(), lambda: stage.committed() == (1, ""))
    stage.send(trace)
    run_until(stage.writer(), lambda: stage.committed() == (2, ""))
    assert [stage.count(view) for view in ("spans_v1", "span_io_v1", "trace_bounds_v1")] == [3, 3, 1]


def test_a_record_that_nobody_can_read_goes_to_the_dead_letters_and_blocks_nobody(stage: Stage) -> None:
    stage.send_raw(b"\x00garbage", [("schema", b"1"), ("project_id", b"?")])
    stage.send(a_new_trace())
    run_until(stage.writer(), lambda: stage.committed() == (2, ""))
    assert stage.count("spans_v1") == 3
    ((_, value, headers),) = stage.read(stage.dlq)
    assert value == b"\x00garbage"
    assert headers["project_id"] == b"?"
    assert (headers["error_class"], headers["error"]) == (b"BadRecord", b"project_id")
    assert (headers["src_topic"], headers["src_partition"], headers["src_offset"]) == (stage.raw.encode(), b"0", b"0")


def test_a_range_is_planned_before_anything_is_inserted(stage: Stage) -> None:
    stage.send(a_new_trace())
    dying = BreaksOn(stage.url, "span_io", after_insert=False)
    run_until(stage.writer(dying), lambda: dying.broken > 0)
    dying.close()
    assert stage.count("span_io") == 0
    assert stage.committed() == (0, "v=1;end=1")


def test_rows_that_the_store_refuses_hold_up_their_own_partition_only(stage: Stage) -> None:
    class RefusesTheFirst(WriterClient):
        def insert(self, table: str, columns: Columns, token: str) -> None:
            if f"/{stage.raw}/0/" in token:
                raise RowsRejected("code 53")
            super().insert(table, columns, token)

    refusing = RefusesTheFirst(stage.url)
    stage.send(a_new_trace(), key=FIRST)
    stage.send(a_new_trace(), key=SECOND)
    run_until(stage.writer(refusing), lambda: stage.committed(1) == (1, "") and stage.committed(0) == (0, "v=1;end=1"))
    refusing.close()
    assert stage.count("spans_v1") == 3
    run_until(stage.writer(), lambda: stage.committed(0) == (1, ""))
    assert stage.count("spans_v1") == 6
