"""`stored.v1` out: which traces have new rows, one record per trace and writer batch."""

from collections.abc import Sequence
from typing import Final

from assay_contracts.topics import STORED
from assay_contracts.v1.ingest_pb2 import SPANS, Stored
from assay_kit.kafka import DurableProducer, Outgoing, PublishFailed

from assay_ingest.domain.stored_trace import StoredTrace
from assay_ingest.errors import BrokerUnavailable

_TIMEOUT_S: Final = 10.0


class StoredPublisher:
    def __init__(self, producer: DurableProducer, *, topic: str = STORED) -> None:
        self._producer = producer
        self._topic = topic

    def announce(self, traces: Sequence[StoredTrace]) -> None:
        """Returns once the broker has all of them. Raises BrokerUnavailable, or PublishFailed on a broken producer."""
        try:
            self._producer.publish([self._record(trace) for trace in traces], _TIMEOUT_S)
        except PublishFailed as failed:
            if not failed.retriable:
                raise
            raise BrokerUnavailable(failed.reason) from failed

    def _record(self, trace: StoredTrace) -> Outgoing:
        stored = Stored(
            project_id=str(trace.project_id),
            trace_id=trace.trace_id,
            signal=SPANS,
            count=trace.count,
            root_seen=trace.root_seen,
            max_version=trace.max_version,
        )
        return Outgoing(self._topic, stored.SerializeToString(), trace.trace_id)
