"""Raw records to their topics, without a key. Returns once the broker has them."""

from collections.abc import Callable, Sequence
from typing import Final

from assay_contracts.topics import OTLP_LOGS, OTLP_SPANS
from assay_kit.kafka import Config, DurableProducer, Outgoing, PublishFailed, producer_config

from assay_ingest.bus.records import Encoding, RawRecord, headers_of
from assay_ingest.domain.signal import Signal
from assay_ingest.errors import BrokerUnavailable

TOPICS: Final = {Signal.SPANS: OTLP_SPANS, Signal.LOGS: OTLP_LOGS}
_MESSAGE_BYTES: Final = 17 * 1024 * 1024  # the record cap and its envelope
_QUEUE_KBYTES: Final = 131_072
_BATCH_BYTES: Final = 1024 * 1024
_STICKY_MS: Final = 250  # light traffic fills one partition's batch, not twelve small inserts


def raw_producer_config(brokers: str, *, compression: str) -> Config:
    """The producer settings of `ingest.md` 1.4. `compression` is `none` for values that are gzipped already."""
    return producer_config(
        brokers,
        compression_type=compression,
        batch_size=_BATCH_BYTES,
        sticky_partitioning_linger_ms=_STICKY_MS,
        queue_buffering_max_kbytes=_QUEUE_KBYTES,
        message_max_bytes=_MESSAGE_BYTES,
    )


class Publisher:
    """Two producers: one compresses, one leaves gzipped values alone. Thread-safe."""

    def __init__(self, plain: DurableProducer, gzipped: DurableProducer, on_fatal: Callable[[], None]) -> None:
        self._plain = plain
        self._gzipped = gzipped
        self._on_fatal = on_fatal

    @property
    def is_up(self) -> bool:
        """Whether a broker answers."""
        return self._plain.is_up and self._gzipped.is_up

    def publish(self, signal: Signal, records: Sequence[RawRecord]) -> None:
        """Return once every record has its delivery report. Raises BrokerUnavailable: some may have been written."""
        if not records:
            return
        producer = self._gzipped if records[0].encoding is Encoding.GZIP else self._plain
        try:
            producer.publish([Outgoing(TOPICS[signal], r.value, None, [*headers_of(r)]) for r in records])
        except PublishFailed as failed:
            if not failed.retriable:
                self._on_fatal()
            raise BrokerUnavailable(failed.reason) from failed

    def close(self, timeout_s: float) -> None:
        """Flush both and stop."""
        self._plain.close(timeout_s)
        self._gzipped.close(timeout_s)
