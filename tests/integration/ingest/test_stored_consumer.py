"""Pausing and rebalancing together: a partition that comes back is read again."""

import time
from collections.abc import Callable

import pytest
from assay_contracts.topics import Topic
from assay_contracts.v1.ingest_pb2 import SPANS, Stored
from assay_ingest.bus.stored_consumer import StoredConsumer, settler_consumer_config
from assay_kit.ids import uuid7
from assay_kit.kafka import DurableProducer, Outgoing, ensure_topics, producer_config

PARTITIONS = 2
DEADLINE_S = 40.0


class Member:
    """One consumer of the group, with what it has read."""

    def __init__(self, brokers: str, topic: str) -> None:
        self.consumer = StoredConsumer(settler_consumer_config(brokers, group=topic), topic=topic)
        self.consumer.subscribe(before_revoke=lambda _: None, after_loss=lambda _: None)
        self.read = 0

    def turn(self) -> None:
        self.read += len(self.consumer.poll(0.05))


@pytest.fixture
def topic(kafka_brokers: str) -> str:
    name = f"stored-{uuid7().hex}"
    ensure_topics(kafka_brokers, [Topic(name, "test")], partitions=PARTITIONS, replication=1)
    return name


def announce(brokers: str, topic: str, count: int) -> None:
    value = Stored(project_id=str(uuid7()), trace_id=b"t" * 16, signal=SPANS, max_version=1).SerializeToString()
    producer = DurableProducer(producer_config(brokers))
    producer.publish([Outgoing(topic, value, key=str(number).encode()) for number in range(count)])
    producer.close()


def turn_until(holds: Callable[[], bool], *members: Member) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass"
        for member in members:
            member.turn()


def test_a_partition_resumed_while_it_was_away_is_read_when_it_returns(kafka_brokers: str, topic: str) -> None:
    first = Member(kafka_brokers, topic)
    turn_until(lambda: len(first.consumer.partitions()) == PARTITIONS, first)
    first.consumer.pause(True)
    second = Member(kafka_brokers, topic)
    turn_until(lambda: len(second.consumer.partitions()) == 1, first, second)
    first.consumer.pause(False)
    second.consumer.close()
    turn_until(lambda: len(first.consumer.partitions()) == PARTITIONS, first)

    announce(kafka_brokers, topic, 40)
    turn_until(lambda: first.read == 40, first)
    first.consumer.close()
