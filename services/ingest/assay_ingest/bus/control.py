"""The in-memory copy of `control.v1`: revoked keys, project settings, prices, deletion marks.

Every process reads the whole topic for itself, without a consumer group. One thread writes the copy, any may read it.
"""

from typing import Final
from uuid import UUID

from assay_contracts.topics import CONTROL
from assay_contracts.v1.gateway_pb2 import ControlRecord, KeyState, PriceBook, ProjectState
from assay_kit.clock import Clock
from assay_kit.kafka import consumer_config
from assay_kit.lifecycle import Stop
from assay_kit.logging import get_logger
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition
from google.protobuf.message import DecodeError

from assay_ingest.domain.project import DEFAULT_BYTES_PER_S, DEFAULT_RETENTION_DAYS, DEFAULT_SPANS_PER_S, ProjectRules

_UNSEEN: Final = ProjectRules()
_CHECK_EVERY_S: Final = 1.0
_BATCH: Final = 500


class ControlCopy:
    """What the control topic said last about each key, project, price book and deleted trace."""

    def __init__(self) -> None:
        self.revision = 0
        """The newest revision applied."""
        self.ready = False
        """Whether everything that was on the topic at the start has been read."""
        self._records: dict[str, ControlRecord] = {}
        self._projects: dict[str, ProjectRules] = {}

    def apply(self, key: str, value: bytes | None) -> None:
        """Take over one record; it replaces its key whole, and None forgets the key. Raises DecodeError."""
        if value is None:
            self._records.pop(key, None)
            self._projects.pop(key, None)
            return
        record = ControlRecord.FromString(value)
        self._records[key] = record
        if record.HasField("project"):
            self._projects[key] = _rules(record.project, record.revision)
        self.revision = max(self.revision, record.revision)

    def key_is_dead(self, key_id: str, now_ns: int) -> bool:
        """Whether this key was revoked or has expired. An unseen key is not dead: the gateway decides."""
        record = self._records.get(f"key/{key_id}")
        return record is not None and _ended(record.key, now_ns)

    def project(self, project_id: UUID) -> ProjectRules:
        """The project's settings, the defaults when it was never mentioned."""
        return self._projects.get(f"project/{project_id}", _UNSEEN)

    def deleted_at_ns(self, project_id: UUID, trace_id: bytes) -> int | None:
        """The newest mark over this trace: what was received before it must not be stored."""
        trace = self._records.get(f"delete/{project_id}/{trace_id.hex()}")
        marks = [self.project(project_id).deleted_at_ns, trace.deletion.deleted_at_ns if trace else None]
        return max((mark for mark in marks if mark is not None), default=None)

    def price_book(self, project: str) -> PriceBook | None:
        """The book of one project id, or of `*`."""
        record = self._records.get(f"prices/{project}")
        return record.prices if record else None


class ControlReader:
    """Follows the topic into a ControlCopy until told to stop."""

    def __init__(self, brokers: str, copy: ControlCopy, clock: Clock, *, topic: str = CONTROL) -> None:
        config = consumer_config(brokers, f"{topic}-unused", enable_partition_eof=True, queued_max_messages_kbytes=2048)
        self._consumer = Consumer(config, logger=None)
        self._partition = TopicPartition(topic, 0, OFFSET_BEGINNING)
        self._copy = copy
        self._clock = clock
        self._position = 0
        self._checked_at = float("-inf")
        self._current_at: float | None = None

    @property
    def age_s(self) -> float:
        """Seconds since the copy was known to be complete; infinite before the first full read."""
        return float("inf") if self._current_at is None else self._clock.monotonic() - self._current_at

    def run(self, stop: Stop) -> None:
        """Read until `stop`. A broker that is away is waited for; the copy keeps what it knows."""
        self._consumer.assign([self._partition])
        try:
            while not stop.is_set():
                for message in self._consumer.consume(_BATCH, timeout=0.5):
                    self._take(message)
                self._check_if_current()
        finally:
            self._consumer.close()

    def _take(self, message: Message) -> None:
        error = message.error()
        if error is None:
            self._apply(message)
        elif error.code() == KafkaError._PARTITION_EOF:
            self._position = max(self._position, message.offset() or 0)
        else:
            get_logger().warning("control_read_failed", error=error.name())

    def _apply(self, message: Message) -> None:
        self._position = (message.offset() or 0) + 1
        key = message.key()
        try:
            self._copy.apply(key.decode("ascii") if isinstance(key, bytes) else str(key), message.value())
        except (DecodeError, UnicodeDecodeError):  # one unreadable record must not hide every later revocation
            get_logger().error("control_record_unreadable", offset=message.offset())

    def _check_if_current(self) -> None:
        """Ask the broker, once a second, whether there is more than we have."""
        now = self._clock.monotonic()
        if now - self._checked_at < _CHECK_EVERY_S and self._copy.ready:
            return
        self._checked_at = now
        try:
            marks = self._consumer.get_watermark_offsets(self._partition, timeout=1.0)
        except KafkaException as failed:
            get_logger().warning("control_check_failed", error=failed.args[0].name())
            return
        if self._position >= marks[1]:
            self._current_at = now
            self._announce_ready()

    def _announce_ready(self) -> None:
        if not self._copy.ready:
            self._copy.ready = True
            get_logger().info("control_read", revision=self._copy.revision, position=self._position)


def _ended(key: KeyState, now_ns: int) -> bool:
    revoked = key.HasField("revoked_at_ns")
    return revoked or (key.HasField("expires_at_ns") and key.expires_at_ns <= now_ns)


def _rules(state: ProjectState, revision: int) -> ProjectRules:
    return ProjectRules(
        suspended=state.suspended,
        retention_days=state.retention_days or DEFAULT_RETENTION_DAYS,
        bytes_per_s=state.ingest_bytes_per_s or DEFAULT_BYTES_PER_S,
        spans_per_s=state.ingest_spans_per_s or DEFAULT_SPANS_PER_S,
        deleted_at_ns=state.deleted_at_ns if state.HasField("deleted_at_ns") else None,
        revision=revision,
    )
