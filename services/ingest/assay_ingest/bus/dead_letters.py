"""`otlp.dlq.v1` out: records that nobody can read, with their original bytes and headers and what was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assay_contracts.topics import OTLP_DLQ
from assay_kit.kafka import DurableProducer, Outgoing, PublishFailed

from assay_ingest.bus.consumer import Incoming
from assay_ingest.errors import BadRecord, BrokerUnavailable

_TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record and why it cannot be stored. The reason never quotes the payload."""

    record: Incoming
    reason: BadRecord


class DeadLetterPublisher:
    def __init__(self, producer: DurableProducer, *, topic: str = OTLP_DLQ) -> None:
        self._producer = producer
        self._topic = topic

    def publish(self, letters: Sequence[DeadLetter]) -> None:
        """Returns once the broker has all of them. Raises BrokerUnavailable, or PublishFailed on a broken producer."""
        try:
            self._producer.publish([self._record(letter) for letter in letters], _TIMEOUT_S)
        except PublishFailed as failed:
            if not failed.retriable:
                raise
            raise BrokerUnavailable(failed.reason) from failed

    def _record(self, letter: DeadLetter) -> Outgoing:
        record = letter.record
        added = {
            "error_class": type(letter.reason).__name__,
            "error": letter.reason.header,
            "src_topic": record.partition.topic,
            "src_partition": str(record.partition.number),
            "src_offset": str(record.offset),
            "attempts": "1",
            "first_seen_ns": str(record.stored_at_ms * 10**6),
        }
        headers: list[tuple[str, str | bytes | None]] = [*record.headers]
        headers += [(name, text.encode()) for name, text in added.items()]
        return Outgoing(self._topic, record.value, headers=headers)
