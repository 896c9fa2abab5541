"""`stored.v1` and `resettle.v1` in: which traces to settle. What follows is decided elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from assay_contracts.topics import STORED
from assay_contracts.v1.ingest_pb2 import REMAP, REPRICE, SPANS, Resettle, Stored
from assay_kit.kafka import Config, consumer_config
from assay_kit.logging import get_logger
from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from google.protobuf.message import DecodeError

from assay_ingest.domain.due import StoredNote
from assay_ingest.domain.trace import SettleReason

GROUP: Final = "assay-ingest-settler"
RESETTLE_GROUP: Final = "assay-ingest-resettler"
_MOST_RECORDS: Final = 2_000
_TRACE_ID_BYTES: Final = 16
_RESETTLE_REASONS: Final[dict[int, SettleReason]] = {REPRICE: "reprice", REMAP: "remap"}
_SESSION_TIMEOUT_MS: Final = 10_000
"""After a kill the partitions rest this long; the heartbeat has its own thread, so a slow settle does not count."""


class Unreadable(NamedTuple):
    """A record that nobody can read: logged and passed over."""

    partition: int
    offset: int


def settler_consumer_config(brokers: str, *, group: str = GROUP, member: str | None = None) -> Config:
    """`member`: a name that survives a restart, so that the new process takes its partitions over at once."""
    config = consumer_config(brokers, group, session_timeout_ms=_SESSION_TIMEOUT_MS, queued_max_messages_kbytes=8192)
    return config if member is None else config | {"group.instance.id": member}


class StoredConsumer:
    """One member of the settlers' group. One thread calls it. `read` makes a note of (value, partition, offset)."""

    def __init__(
        self, config: Config, *, topic: str = STORED, read: Callable[[bytes, int, int], StoredNote] | None = None
    ) -> None:
        self._topic = topic
        self._read = read or stored_note
        self._consumer = Consumer(config, logger=None)
        self._committed: dict[int, int] = {}
        self._paused = False

    def subscribe(
        self, *, before_revoke: Callable[[Sequence[int]], None], after_loss: Callable[[Sequence[int]], None]
    ) -> None:
        """Join the group. `before_revoke` may still commit its partitions; those of `after_loss` have a new owner."""
        self._consumer.subscribe(
            [self._topic],
            on_assign=lambda _consumer, partitions: self._on_assign(partitions),
            on_revoke=lambda _consumer, partitions: self._on_end(partitions, before_revoke),
            on_lost=lambda _consumer, partitions: self._on_end(partitions, after_loss),
        )

    def poll(self, timeout_s: float) -> list[StoredNote | Unreadable]:
        """Records in order per partition; waits up to `timeout_s`. Rebalances happen in here. Raises KafkaException."""
        return [read for message in self._consumer.consume(_MOST_RECORDS, timeout_s) for read in self._notes(message)]

    def pause(self, wanted: bool) -> None:
        """Stop or resume fetching. Polling must go on meanwhile: it keeps the membership alive."""
        if wanted != self._paused:
            self._paused = wanted
            partitions = self._consumer.assignment()
            self._consumer.pause(partitions) if wanted else self._consumer.resume(partitions)

    def commit(self, offsets: Mapping[int, int]) -> None:
        """Commit where reading goes on per partition. A failure is logged only: the next commit covers it."""
        news = {p: offset for p, offset in offsets.items() if self._committed.get(p) != offset}
        if not news:
            return
        try:
            self._consumer.commit(offsets=[TopicPartition(self._topic, *n) for n in news.items()], asynchronous=False)
        except KafkaException as failed:
            get_logger().warning("commit_failed", topic=self._topic, error=failed.args[0].name())
        else:
            self._committed |= news

    def partitions(self) -> set[int]:
        """What the group has assigned to this member."""
        return {partition.partition for partition in self._consumer.assignment()}

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()

    def _on_assign(self, partitions: list[TopicPartition]) -> None:
        """Says in both cases whether to fetch: a partition comes back as paused as it was when it went."""
        self._consumer.incremental_assign(partitions)
        if self._paused:
            self._consumer.pause(partitions)
        else:
            self._consumer.resume(partitions)

    def _on_end(self, partitions: Sequence[TopicPartition], tell: Callable[[Sequence[int]], None]) -> None:
        gone = [partition.partition for partition in partitions]
        tell(gone)
        for partition in gone:
            self._committed.pop(partition, None)

    def _notes(self, message: Message) -> list[StoredNote | Unreadable]:
        error = message.error()
        if error is not None:
            if error.fatal():
                raise KafkaException(error)
            get_logger().warning("read_failed", topic=self._topic, error=error.name())
            return []
        partition, offset = message.partition() or 0, message.offset() or 0  # a record without error always has both
        try:
            return [self._read(message.value() or b"", partition, offset)]
        except (DecodeError, ValueError):
            get_logger().error("record_unreadable", topic=self._topic, partition=partition, offset=offset)
            return [Unreadable(partition, offset)]


def stored_note(value: bytes, partition: int, offset: int) -> StoredNote:
    """A record of `stored.v1`. Raises DecodeError or ValueError."""
    stored = Stored.FromString(value)
    announced = stored.max_version if stored.signal == SPANS else 0  # log rows are not read here: nothing to wait for
    trace_id = _hex_id(stored.trace_id)
    return StoredNote(UUID(stored.project_id), trace_id, announced, partition, offset, root_seen=stored.root_seen)


def resettle_note(value: bytes, partition: int, offset: int) -> StoredNote:
    """A record of `resettle.v1`: no new rows, so none to look for. Raises DecodeError or ValueError."""
    record = Resettle.FromString(value)
    reason = _RESETTLE_REASONS.get(record.reason, "data")
    return StoredNote(UUID(record.project_id), _hex_id(record.trace_id), 0, partition, offset, reason=reason)


def _hex_id(trace_id: bytes) -> str:
    if len(trace_id) != _TRACE_ID_BYTES:
        raise ValueError("a trace id has 16 bytes")
    return trace_id.hex()
