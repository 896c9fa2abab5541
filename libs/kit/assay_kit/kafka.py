"""Kafka: the client settings that durability rests on, and a producer that answers only after the broker did."""

import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from assay_kit.logging import get_logger

DELIVERY_TIMEOUT_MS: Final = 5_000
"""Shorter than the 10 s after which exporters give up, so that our answer comes first."""

Config = dict[str, Any]


def producer_config(brokers: str, **overrides: str | float | bool) -> Config:
    """A durable producer's settings. `overrides` use `_` for `.` in the setting's name."""
    return {
        "bootstrap.servers": brokers,
        "enable.idempotence": True,
        "acks": "all",
        "message.timeout.ms": DELIVERY_TIMEOUT_MS,
        "linger.ms": 5,
        "compression.type": "lz4",
        "log.connection.close": False,
    } | _dotted(overrides)


def consumer_config(brokers: str, group: str, **overrides: str | float | bool) -> Config:
    """A consumer's settings: nothing is committed or stored on its own, and a new group starts at the beginning."""
    return {
        "bootstrap.servers": brokers,
        "group.id": group,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "partition.assignment.strategy": "cooperative-sticky",
        "log.connection.close": False,
    } | _dotted(overrides)


def _dotted(overrides: dict[str, str | float | bool]) -> Config:
    return {name.replace("_", "."): value for name, value in overrides.items()}


class Outgoing(NamedTuple):
    """A record to publish. `value` None is a tombstone or a record that is all headers."""

    topic: str
    value: bytes | None
    key: bytes | None = None
    headers: list[tuple[str, str | bytes | None]] = []  # noqa: RUF012 - never mutated; NamedTuple defaults cannot be factories


class PublishFailed(Exception):
    """Not every record was acknowledged. `retriable` False: this producer is broken and the process must end."""

    def __init__(self, reason: str, *, retriable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retriable = retriable


class _Receipt:
    """Counts the delivery reports of one publish call."""

    def __init__(self, expected: int) -> None:
        self._left = expected
        self._lock = threading.Lock()
        self.done = threading.Event()
        self.error: KafkaError | None = None

    def report(self, error: KafkaError | None, _message: Message) -> None:
        with self._lock:
            self._left -= 1
            self.error = self.error or error
            if self._left == 0:
                self.done.set()


class DurableProducer:
    """Publishes and waits for the broker. Any number of threads may publish at once; one thread serves the reports."""

    def __init__(self, config: Config) -> None:
        self._up = True
        self._fatal: KafkaError | None = None
        self._producer = Producer(config | {"error_cb": self._on_error}, logger=None)
        self._closing = threading.Event()
        self._poller = threading.Thread(target=self._serve_reports, name="kafka-reports", daemon=True)
        self._poller.start()

    @property
    def is_up(self) -> bool:
        """False while no broker answers."""
        return self._up

    def publish(self, messages: Sequence[Outgoing], timeout_s: float = 6.0) -> None:
        """Return once every record is acknowledged. Raises PublishFailed: some records may still have been written."""
        if not messages:
            return
        receipt = _Receipt(len(messages))
        for message in messages:
            self._produce(message, receipt)
        if not receipt.done.wait(timeout_s):
            raise PublishFailed("no delivery report in time", retriable=self._fatal is None)
        if receipt.error is not None:
            raise PublishFailed(receipt.error.name(), retriable=self._fatal is None)
        self._up = True

    def flush(self, timeout_s: float) -> bool:
        """Wait for what is in flight; False when something still is."""
        return self._producer.flush(timeout_s) == 0

    def close(self, timeout_s: float = 10.0) -> None:
        """Flush and stop."""
        self.flush(timeout_s)
        self._closing.set()
        self._poller.join()

    def _produce(self, message: Outgoing, receipt: _Receipt) -> None:
        try:
            self._producer.produce(
                message.topic, message.value, message.key, on_delivery=receipt.report, headers=message.headers
            )
        except BufferError as cause:
            raise PublishFailed("the local queue is full", retriable=True) from cause
        except KafkaException as cause:
            raise PublishFailed(cause.args[0].name(), retriable=self._fatal is None) from cause

    def _serve_reports(self) -> None:
        while not self._closing.is_set():
            self._producer.poll(0.1)

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            self._up = False
        if error.fatal():
            self._fatal = error
        get_logger().warning("kafka_client_error", error=error.name(), fatal=error.fatal())


class TopicLike(Protocol):
    """What `ensure_topics` needs to know of a topic."""

    @property
    def name(self) -> str: ...
    @property
    def partitions(self) -> int | None: ...
    @property
    def compacted(self) -> bool: ...
    @property
    def retention_ms(self) -> int: ...
    @property
    def max_message_bytes(self) -> int: ...


def ensure_topics(brokers: str, topics: Iterable[TopicLike], *, partitions: int, replication: int) -> None:
    """Create the topics that are missing; never alter one. Safe to run twice and at once. Raises KafkaException."""
    admin = AdminClient({"bootstrap.servers": brokers})
    wanted = [_new_topic(topic, partitions, replication) for topic in topics]
    for future in admin.create_topics(wanted, operation_timeout=30).values():
        try:
            future.result(timeout=35)
        except KafkaException as refused:
            if refused.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise


def _new_topic(topic: TopicLike, partitions: int, replication: int) -> NewTopic:
    kept = {"cleanup.policy": "compact"} if topic.compacted else {"retention.ms": str(topic.retention_ms)}
    return NewTopic(
        topic.name,
        num_partitions=topic.partitions or partitions,
        replication_factor=replication,
        config=kept
        | {
            "max.message.bytes": str(topic.max_message_bytes),
            "min.insync.replicas": str(2 if replication >= 3 else 1),
        },
    )


def wait_for_broker(brokers: str, timeout_s: float) -> bool:
    """Whether a broker answered within `timeout_s`."""
    admin = AdminClient({"bootstrap.servers": brokers})
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            admin.list_topics(timeout=2)
        except KafkaException:
            time.sleep(0.2)
        else:
            return True
    return False
