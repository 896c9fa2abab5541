"""The raw topics in: records, rebalances, plans and commits. What becomes of a record is decided elsewhere."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, cast

from assay_kit.kafka import Config, consumer_config
from assay_kit.logging import get_logger
from confluent_kafka import TIMESTAMP_NOT_AVAILABLE, Consumer, KafkaException, Message, TopicPartition

from assay_ingest.bus.records import Headers
from assay_ingest.domain.batch import Partition, planned_end
from assay_ingest.errors import BrokerUnavailable

GROUP: Final = "assay-ingest-writer"
_MOST_RECORDS: Final = 500
_COMMITTED_TIMEOUT_S: Final = 5.0
_SESSION_TIMEOUT_MS: Final = 10_000
"""After a kill the partitions rest this long; the heartbeat has its own thread, so a slow insert does not count."""

RawHeaders = list[tuple[str, bytes | str | None]]


class Incoming(NamedTuple):
    """A record as it lies on the topic. `stored_at_ms` is the broker's or producer's time, 0 if it has none."""

    partition: Partition
    offset: int
    stored_at_ms: int
    headers: Headers
    value: bytes | None


def writer_consumer_config(brokers: str, *, group: str = GROUP, member: str | None = None) -> Config:
    """`member`: a name that survives a restart, so that the new process takes its partitions over at once."""
    config = consumer_config(
        brokers,
        group,
        session_timeout_ms=_SESSION_TIMEOUT_MS,
        queued_max_messages_kbytes=8192,  # per partition; the client's default is 64 MiB
        fetch_message_max_bytes=18 * 1024 * 1024,
    )
    return config if member is None else config | {"group.instance.id": member}


class RawConsumer:
    """One member of the writers' group. One thread calls it."""

    def __init__(self, config: Config, topics: Sequence[str]) -> None:
        self._consumer = Consumer(config, logger=None)
        self._topics = list(topics)
        self._paused = False
        self._unopened: list[TopicPartition] = []
        self._open: Callable[[Partition, int | None], None] = lambda _partition, _end: None
        self._forget: Callable[[Partition], None] = lambda _partition: None

    def subscribe(self, *, opened: Callable[[Partition, int | None], None], gone: Callable[[Partition], None]) -> None:
        """Join the group. `opened` hears of a partition and of the range its last owner left unfinished."""
        self._open, self._forget = opened, gone
        self._consumer.subscribe(
            self._topics,
            on_assign=lambda _consumer, partitions: self._on_assign(partitions),
            on_revoke=lambda _consumer, partitions: self._on_end(partitions),
            on_lost=lambda _consumer, partitions: self._on_end(partitions),
        )

    def poll(self, timeout_s: float) -> list[Incoming]:
        """Records in order per partition; waits up to `timeout_s`. Rebalances happen in here. Raises KafkaException."""
        if self._unopened:
            self._open_assigned()
        messages = self._consumer.consume(_MOST_RECORDS, timeout_s)
        return [_incoming(message) for message in messages if _is_record(message)]

    def pause(self, wanted: bool) -> None:
        """Stop or resume fetching. Polling must go on meanwhile: it keeps the membership alive."""
        if wanted == self._paused:
            return
        self._paused = wanted
        if wanted:
            self._consumer.pause(self._consumer.assignment())
        else:
            waiting = {_partition(unopened) for unopened in self._unopened}
            self._consumer.resume([own for own in self._consumer.assignment() if _partition(own) not in waiting])

    def commit(self, partition: Partition, offset: int, plan: str) -> None:
        """Commit where reading goes on, and the range planned next ("" for none). Raises BrokerUnavailable."""
        position = TopicPartition(partition.topic, partition.number, offset, plan)
        try:
            answers = self._consumer.commit(offsets=[position], asynchronous=False)
        except KafkaException as failed:
            raise BrokerUnavailable(failed.args[0].name()) from failed
        for answer in answers or ():
            if answer.error is not None:
                raise BrokerUnavailable(answer.error.name())

    def end_offset(self, partition: Partition) -> int:
        """The partition's end as last heard from the broker."""
        marks = self._consumer.get_watermark_offsets(TopicPartition(*partition), cached=True)
        return max(0, marks[1])

    def close(self) -> None:
        """Leave the group; safe to call twice."""
        self._consumer.close()

    def _on_assign(self, partitions: list[TopicPartition]) -> None:
        """Nothing is fetched before it is known whether the last owner left a range unfinished."""
        self._consumer.incremental_assign(partitions)
        self._consumer.pause(partitions)
        self._unopened += partitions

    def _open_assigned(self) -> None:
        try:
            committed = self._consumer.committed(self._unopened, timeout=_COMMITTED_TIMEOUT_S)
        except KafkaException as failed:
            get_logger().warning("committed_unknown", error=failed.args[0].name())
            return
        known = [position for position in committed if position.error is None]
        names = {_partition(position) for position in known}
        self._unopened = [unopened for unopened in self._unopened if _partition(unopened) not in names]
        for position in known:
            self._open(_partition(position), planned_end(position.metadata))
        if not self._paused:
            self._consumer.resume(known)

    def _on_end(self, partitions: Sequence[TopicPartition]) -> None:
        gone = {_partition(partition) for partition in partitions}
        self._unopened = [unopened for unopened in self._unopened if _partition(unopened) not in gone]
        for partition in gone:
            self._forget(partition)


def _partition(position: TopicPartition) -> Partition:
    return Partition(position.topic, position.partition)


def _is_record(message: Message) -> bool:
    error = message.error()
    if error is None:
        return True
    if error.fatal():
        raise KafkaException(error)
    get_logger().warning("raw_read_failed", error=error.name())
    return False


def _incoming(message: Message) -> Incoming:
    kind, stored_at_ms = message.timestamp()
    sent = message.headers() or []
    headers = [(name, value if isinstance(value, bytes) else b"") for name, value in cast("RawHeaders", sent)]
    return Incoming(
        Partition(message.topic() or "", message.partition() or 0),
        message.offset() or 0,
        0 if kind == TIMESTAMP_NOT_AVAILABLE else stored_at_ms,
        headers,
        message.value(),
    )
