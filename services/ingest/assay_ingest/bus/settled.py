"""`traces.settled.v1` out: what was settled, for those who act on whole traces."""

from collections.abc import Sequence
from typing import Final

from assay_contracts.topics import TRACES_SETTLED
from assay_contracts.v1.ingest_pb2 import DATA, REMAP, REPRICE, Settled, SettleReason
from assay_kit.kafka import DurableProducer, Outgoing, PublishFailed

from assay_ingest.domain import trace as domain
from assay_ingest.domain.trace import SettledTrace
from assay_ingest.errors import BrokerUnavailable

_VERSION_BYTES: Final = 16
_REASONS: Final[dict[domain.SettleReason, SettleReason]] = {"data": DATA, "reprice": REPRICE, "remap": REMAP}


class SettledPublisher:
    def __init__(self, producer: DurableProducer, *, topic: str = TRACES_SETTLED) -> None:
        self._producer = producer
        self._topic = topic

    def announce(self, traces: Sequence[SettledTrace]) -> None:
        """Returns once the broker has all of them. Raises BrokerUnavailable, or PublishFailed on a broken producer."""
        try:
            self._producer.publish([self._record(trace) for trace in traces])
        except PublishFailed as failed:
            if not failed.retriable:
                raise
            raise BrokerUnavailable(failed.reason) from failed

    def _record(self, trace: SettledTrace) -> Outgoing:
        key = bytes.fromhex(trace.trace_id)
        settled = Settled(
            project_id=str(trace.project_id),
            trace_id=key,
            version=trace.version.to_bytes(_VERSION_BYTES, "big"),
            root_ended=trace.root_ended,
            quiet_since_ns=trace.quiet_since_ns,
            environment=trace.environment,
            internal=trace.internal,
            reason=_REASONS[trace.reason],
        )
        return Outgoing(self._topic, settled.SerializeToString(), key)
