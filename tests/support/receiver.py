"""A receiver in this process, and what it put on the raw topics."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from assay_contracts.topics import CONTROL, OTLP_LOGS, OTLP_SPANS, TOPICS
from assay_ingest.app.receiver import Receiver, build_receiver
from assay_ingest.bus.records import RawRecord, parse_record
from assay_ingest.settings import ReceiverSettings
from assay_kit.clock import SystemClock
from assay_kit.kafka import consumer_config, ensure_topics
from assay_kit.lifecycle import Stop
from assay_kit.settings import load_settings
from confluent_kafka import Consumer, KafkaError, TopicPartition

from tests.support.key_service import SIGNING_KEYS

RAW_TOPICS = (OTLP_SPANS, OTLP_LOGS, CONTROL)
PARTITIONS = 4


@contextmanager
def running_receiver(brokers: str, gateway_port: int, *, limits_factor: float = 1000.0) -> Iterator[Receiver]:
    """Serves on free ports, ready to take data, until the block ends."""
    ensure_topics(
        brokers, [topic for topic in TOPICS if topic.name in RAW_TOPICS], partitions=PARTITIONS, replication=1
    )
    environ = receiver_environ(brokers, gateway_port) | {"ASSAY_LIMITS_FACTOR": str(limits_factor)}
    stop = Stop()
    receiver = build_receiver(load_settings(ReceiverSettings, environ), SystemClock(), stop)
    receiver.leave_s = 0.0
    receiver.start()
    try:
        wait_until(lambda: receiver.health.is_ready)
        yield receiver
    finally:
        stop.set()
        receiver.drain()


def receiver_environ(brokers: str, gateway_port: int) -> dict[str, str]:
    """The environment of a receiver on free ports."""
    return {
        "ASSAY_KAFKA_BROKERS": brokers,
        "ASSAY_OTLP_GRPC_PORT": "0",
        "ASSAY_OTLP_HTTP_PORT": "0",
        "ASSAY_GATEWAY_GRPC": f"127.0.0.1:{gateway_port}",
        "ASSAY_SIGNING_KEYS": SIGNING_KEYS,
    }


def wait_until(holds: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Fails when `holds()` stays false."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class Published:
    """Reads what came onto the raw topics of one broker since this was made. The topics must exist."""

    def __init__(self, brokers: str) -> None:
        self._brokers = brokers
        consumer = self._consumer()
        self._since = {topic: _ends(consumer, topic) for topic in (OTLP_SPANS, OTLP_LOGS)}
        consumer.close()

    def records(self, project_id: UUID, topic: str = OTLP_SPANS) -> list[RawRecord]:
        """Everything that was published for this project, by partition and offset."""
        consumer = self._consumer()
        try:
            consumer.assign(self._since[topic])
            return [r for r in _read_to_the_end(consumer, len(self._since[topic])) if r.project_id == project_id]
        finally:
            consumer.close()

    def _consumer(self) -> Consumer:
        return Consumer(consumer_config(self._brokers, "tests-unused", enable_partition_eof=True), logger=None)


def ensure_raw_topics(brokers: str) -> None:
    """The topics that a receiver needs."""
    ensure_topics(
        brokers, [topic for topic in TOPICS if topic.name in RAW_TOPICS], partitions=PARTITIONS, replication=1
    )


def _ends(consumer: Consumer, topic: str) -> list[TopicPartition]:
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    starts = [TopicPartition(topic, number) for number in partitions]
    return [TopicPartition(topic, p.partition, consumer.get_watermark_offsets(p, timeout=10)[1]) for p in starts]


def _read_to_the_end(consumer: Consumer, partitions: int) -> Iterator[RawRecord]:
    ended = 0
    while ended < partitions:
        message = consumer.poll(10.0)
        assert message is not None, "the broker does not answer"
        error = message.error()
        if error is None:
            yield parse_record(message.headers() or [], message.value())  # type: ignore[arg-type]  # raw bytes
        else:
            assert error.code() == KafkaError._PARTITION_EOF, error
            ended += 1
