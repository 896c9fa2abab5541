"""F8, F9, F20: settlers that are killed between writes, join, leave or stand still change no figure.

The oracle: the derived tables equal those of a project with the same spans that was settled once, undisturbed.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

import pytest
from assay_contracts.topics import Topic
from assay_contracts.v1.ingest_pb2 import SPANS, Stored
from assay_ingest.app.settler import derived_store
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.trace import SpanRow
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.usecases.settle_traces import SettleTraces
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.kafka import DurableProducer, Outgoing, consumer_config, ensure_topics, producer_config
from confluent_kafka import Consumer, TopicPartition

from tests.support import settler_process
from tests.support.span_rows import SECOND_NS, a_call, a_rollup
from tests.support.stored_spans import SpanTables, a_database

FULL: Final = os.environ.get("ASSAY_TEST_COUNTS") == "full"  # noqa: TID251 - how much to try is told by whoever runs it
ROUNDS: Final = 7 if FULL else 1
TRACES: Final = 40 if FULL else 8
NOW_NS: Final = SystemClock().now_ns() - 3 * 3600 * SECOND_NS
DEADLINE_S: Final = 60.0
PARTITIONS: Final = 2


class Field:
    """A project, its topics and tables, and settler processes over them."""

    def __init__(self, brokers: str, url: str) -> None:
        self.brokers, self.url = brokers, url
        self.project_id: UUID = uuid7()
        self.twin_id: UUID = uuid7()
        self.group = f"settler-faults-{self.project_id.hex}"
        self.stored, self.settled = f"{self.group}-stored", f"{self.group}-settled"
        topics = [Topic(self.stored, "test"), Topic(self.settled, "test")]
        ensure_topics(brokers, topics, partitions=PARTITIONS, replication=1)
        self.producer = DurableProducer(producer_config(brokers))
        self.tables = SpanTables(url)
        self.trace_ids = [uuid7().hex for _ in range(TRACES)]
        self.told = 0
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *, member: str = "", fail_at: str = "") -> "subprocess.Popen[bytes]":
        topics = {"stored": self.stored, "settled": self.settled}
        process = settler_process.start(
            brokers=self.brokers, url=self.url, group=self.group, member=member, fail_at=fail_at, **topics
        )
        self.processes.append(process)
        return process

    def store(self, rows: dict[str, list[SpanRow]], *, root_seen: bool) -> None:
        """As a writer does: rows first, then one announcement per trace."""
        self.tables.insert_many(self.project_id, rows)
        self.tables.insert_many(self.twin_id, rows)
        self.producer.publish([self._announcement(trace_id, rows[trace_id], root_seen) for trace_id in rows])
        self.told += len(rows)

    def _announcement(self, trace_id: str, rows: list[SpanRow], root_seen: bool) -> Outgoing:
        newest, key = max(row.version for row in rows), bytes.fromhex(trace_id)
        stored = Stored(
            project_id=str(self.project_id),
            trace_id=key,
            signal=SPANS,
            count=len(rows),
            root_seen=root_seen,
            max_version=newest,
        )
        return Outgoing(self.stored, stored.SerializeToString(), key)

    def wait_until_settled(self) -> None:
        """Until everything told is committed."""
        consumer = Consumer(consumer_config(self.brokers, self.group), logger=None)
        partitions = [TopicPartition(self.stored, number) for number in range(PARTITIONS)]
        try:
            wait_until(lambda: sum(max(p.offset, 0) for p in consumer.committed(partitions, timeout=10)) == self.told)
        finally:
            consumer.close()

    def settle_twin(self) -> None:
        client = SettlerClient(self.url)
        SettleTraces(
            derived_store(client),
            announce=lambda traces: None,
            rules_of=lambda project_id: ProjectRules(),
            deleted_at_ns=lambda project_id, trace_id: None,
            now_ns=SystemClock().now_ns,
        ).settle([DirtyTrace(self.twin_id, trace_id, 0) for trace_id in self.trace_ids])
        client.close()

    def shown(self, project_id: UUID) -> list[dict[str, Any]]:
        rows = [*self.tables.traces(project_id), *self.tables.usage(project_id)]
        return [{name: value for name, value in row.items() if name not in {"project_id", "settled"}} for row in rows]

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
                process.wait(30)
        self.producer.close()
        self.tables.close()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "settler_faults") as url:
        yield url


@pytest.fixture
def field(kafka_brokers: str, url: str) -> Iterator[Field]:
    field = Field(kafka_brokers, url)
    yield field
    field.close()


def span_id(number: int) -> str:
    return f"{number:016x}"


def at(second: float, sent: int) -> dict[str, Any]:
    start_ns = NOW_NS + round(second * SECOND_NS)
    version = row_version(NOW_NS + sent * SECOND_NS // 1_000, 0, 1)  # close together: such a trace rests for 2 s
    return {"start_ns": start_ns, "end_ns": start_ns + SECOND_NS, "version": version}


def children(field: Field, sent: int, count: int = 5) -> dict[str, list[SpanRow]]:
    """Calls whose parent has not come yet; each time `count` more."""
    numbers = range(2 + sent * count, 2 + (sent + 1) * count)
    return {
        i: [a_call(span_id(n), span_id(1), response_id=f"r{n}", **at(n, sent)) for n in numbers]
        for i in field.trace_ids
    }


def parents(field: Field, sent: int) -> dict[str, list[SpanRow]]:
    """The parent at last, of an hour before, and one call again that is now earlier and costs more."""
    late = a_call(span_id(2), span_id(1), used=(7_000, 7), **at(-1_800, sent))
    return {i: [a_rollup(span_id(1), name="agent", **at(-3_600, sent)), late] for i in field.trace_ids}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("place", settler_process.FAILPOINTS)
def test_a_settler_killed_between_its_writes_changes_no_figure(field: Field, place: str) -> None:
    """Parent after child, moved start and late spans, with the kill in the settle that moves the start."""
    for number in range(ROUNDS):
        dying = field.start(member="one", fail_at=f"settler.{place}:{1 + number % 2}")
        field.store(children(field, 2 * number), root_seen=False)
        if number % 2:
            field.wait_until_settled()
        field.store(parents(field, 2 * number + 1), root_seen=True)
        assert dying.wait(DEADLINE_S) == -signal.SIGKILL
        healthy = field.start(member="one")
        field.wait_until_settled()
        healthy.terminate()
        healthy.wait(30)
    field.settle_twin()
    assert field.shown(field.project_id) == field.shown(field.twin_id)
    print(f"kills {ROUNDS} at {place}, traces {TRACES}, figures equal")  # noqa: T201 - the figures are the point


@pytest.mark.timeout(900)
def test_settlers_join_leave_and_stand_still_without_changing_a_figure(field: Field) -> None:
    chance = random.Random(8)  # noqa: S311 - a test's choice
    first, second = field.start(), field.start()
    for number in range(2 * ROUNDS):
        field.store(children(field, 2 * number), root_seen=False)
        first.terminate()
        first.wait(30)
        first, second = second, field.start()
        field.store(parents(field, 2 * number + 1), root_seen=True)
        field.wait_until_settled()
    zombie = chance.choice([first, second])
    for number in range(ROUNDS):
        field.store(children(field, 1_000 + 2 * number), root_seen=False)
        zombie.send_signal(signal.SIGSTOP)
        field.store(parents(field, 1_001 + 2 * number), root_seen=True)
        field.wait_until_settled()
        zombie.send_signal(signal.SIGCONT)
        field.store(children(field, 2_000 + number), root_seen=False)
        field.wait_until_settled()
    field.settle_twin()
    assert field.shown(field.project_id) == field.shown(field.twin_id)
    print(f"joins and leaves {4 * ROUNDS}, zombies {ROUNDS}, traces {TRACES}, figures equal")  # noqa: T201 - the point
