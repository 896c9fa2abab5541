"""Follow `resettle.v1` in the gaps that stored traces leave: re-mapping and re-pricing never delay new spans."""

from collections.abc import Sequence
from typing import Final

from assay_kit.logging import get_logger

from assay_ingest.bus.stored_consumer import StoredConsumer, Unreadable
from assay_ingest.domain.due import DirtyTrace, TraceKey
from assay_ingest.usecases.settle_traces import SettleTraces

BATCH_TRACES: Final = 200
"""So few that a stored trace, due meanwhile, waits for a fraction of a second."""


class FollowResettles:
    """Belongs to the thread that follows `stored.v1`. Offsets move only when everything read is settled."""

    def __init__(self, consumer: StoredConsumer, settler: SettleTraces) -> None:
        self._consumer = consumer
        self._settler = settler
        self._taken: dict[TraceKey, tuple[DirtyTrace, int]] = {}
        self._next_offsets: dict[int, int] = {}
        consumer.subscribe(before_revoke=self._forget, after_loss=self._forget)

    def turn(self, *, may_settle: bool) -> None:
        """One round; polls in any case, which keeps the membership. Raises Unavailable, then the work stays."""
        self._consumer.pause(not may_settle or bool(self._taken))
        for read in self._consumer.poll(0):
            self._next_offsets[read.partition] = read.offset + 1
            if not isinstance(read, Unreadable):
                trace = DirtyTrace(read.project_id, read.trace_id, read.row_version, read.reason)
                self._taken[trace.key] = trace, read.partition
        if may_settle:
            self._settle()

    def close(self) -> None:
        """Leave the group; safe to call twice."""
        self._consumer.close()

    def _settle(self) -> None:
        batch = [trace for trace, _ in list(self._taken.values())[:BATCH_TRACES]]
        if batch:
            outcome = self._settler.settle(batch)
            for trace in outcome.done:
                del self._taken[trace.key]
            get_logger().info("traces_resettled", traces=len(outcome.done), left=len(self._taken))
        if not self._taken:
            self._consumer.commit(self._next_offsets)

    def _forget(self, partitions: Sequence[int]) -> None:
        """Another process reads these from where we committed last."""
        for partition in partitions:
            self._next_offsets.pop(partition, None)
        self._taken = {key: taken for key, taken in self._taken.items() if taken[1] not in partitions}
