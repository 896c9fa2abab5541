"""Publishing returns when the broker has the records, and says so when it has not."""

import threading
import time
from dataclasses import dataclass

import pytest
from assay_kit.ids import uuid7
from assay_kit.kafka import (
    DurableProducer,
    Outgoing,
    PublishFailed,
    consumer_config,
    ensure_topics,
    producer_config,
)
from confluent_kafka import Consumer
from confluent_kafka.admin import AdminClient

NOBODY = "127.0.0.1:1"


@dataclass(frozen=True)
class ATopic:
    name: str
    partitions: int | None = 2
    compacted: bool = False
    retention_ms: int = 3_600_000
    max_message_bytes: int = 1_000_000


@pytest.fixture
def topic(kafka_brokers: str) -> str:
    name = f"kit.{uuid7().hex}"
    ensure_topics(kafka_brokers, [ATopic(name)], partitions=1, replication=1)
    return name


def consume(brokers: str, topic: str, count: int) -> list[bytes | None]:
    consumer = Consumer(consumer_config(brokers, f"kit-{uuid7().hex}"))
    consumer.subscribe([topic])
    values: list[bytes | None] = []
    deadline = time.monotonic() + 20
    while len(values) < count and time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is not None and message.error() is None:
            values.append(message.value())
    consumer.close()
    return values


def test_what_publish_returned_for_can_be_read(kafka_brokers: str, topic: str) -> None:
    producer = DurableProducer(producer_config(kafka_brokers))
    producer.publish([Outgoing(topic, f"{n}".encode(), headers=[("h", b"x")]) for n in range(50)])
    producer.close()
    assert sorted(consume(kafka_brokers, topic, 50), key=lambda v: int(v or b"0")) == [
        f"{n}".encode() for n in range(50)
    ]


def test_threads_publish_at_once_and_each_waits_for_its_own(kafka_brokers: str, topic: str) -> None:
    producer = DurableProducer(producer_config(kafka_brokers))
    threads = [
        threading.Thread(target=producer.publish, args=([Outgoing(topic, f"{n}".encode())] * 3,)) for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    producer.close()
    assert len(consume(kafka_brokers, topic, 48)) == 48


def test_without_a_broker_publish_fails_retriably_and_in_time() -> None:
    producer = DurableProducer(producer_config(NOBODY, message_timeout_ms=800))
    with pytest.raises(PublishFailed) as failed:
        producer.publish([Outgoing("nowhere", b"x")], timeout_s=3)
    assert failed.value.retriable
    assert not producer.is_up
    producer.close(timeout_s=1)


def test_a_record_over_the_topics_limit_is_not_acknowledged(kafka_brokers: str, topic: str) -> None:
    producer = DurableProducer(producer_config(kafka_brokers, message_max_bytes=4_000_000, compression_type="none"))
    with pytest.raises(PublishFailed, match="MSG_SIZE_TOO_LARGE"):
        producer.publish([Outgoing(topic, b"x" * 2_000_000)])
    producer.close()


def test_ensuring_topics_again_leaves_them_as_they_are(kafka_brokers: str, topic: str) -> None:
    ensure_topics(kafka_brokers, [ATopic(topic, partitions=7)], partitions=1, replication=1)
    metadata = AdminClient({"bootstrap.servers": kafka_brokers}).list_topics(topic, timeout=10)
    assert len(metadata.topics[topic].partitions) == 2
