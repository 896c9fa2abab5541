"""Follow `stored.v1` and keep every trace settled, for as long as the role runs."""

from collections.abc import Callable, Sequence
from typing import Final

from assay_kit.clock import Clock
from assay_kit.lifecycle import Stop
from assay_kit.logging import get_logger
from prometheus_client import Gauge, Histogram

from assay_ingest.bus.stored_consumer import StoredConsumer, Unreadable
from assay_ingest.domain.due import REVISIT_S, DirtyTrace, DirtyTraces, TraceKey
from assay_ingest.errors import Unavailable
from assay_ingest.usecases.follow_resettles import FollowResettles
from assay_ingest.usecases.settle_traces import Outcome, SettleTraces

BATCH_TRACES: Final = 1_000
MOST_DIRTY: Final = 200_000
"""Above this many waiting traces reading pauses, so that memory stays bounded."""
MISSING_S: Final = 60.0
"""After this time it is no replica that lags: somebody must look."""
_POLL_S: Final = 0.05
_FIRST_BACKOFF_S: Final = 0.1
_LONGEST_BACKOFF_S: Final = 30.0

_DIRTY = Gauge("assay_ingest_dirty_traces", "Traces that wait to be settled")
_MISSING = Gauge("assay_ingest_missing_traces", "Announced traces whose rows could not be read for a minute")
_SETTLE_SECONDS = Histogram("assay_ingest_settle_seconds", "Settling one batch of traces")
_VISIBLE_SECONDS = Histogram(
    "assay_ingest_visible_seconds",
    "From the receipt of a trace's newest row to its settled summary",
    buckets=(0.25, 0.5, 1, 2, 3, 5, 8, 15, 30, 60, 300),
)


class FollowStored:
    """One thread: poll, settle what is due, commit; in the gaps, `resettles`. `jitter` gives numbers in [0, 1)."""

    def __init__(
        self,
        consumer: StoredConsumer,
        settler: SettleTraces,
        clock: Clock,
        jitter: Callable[[], float],
        *,
        resettles: FollowResettles | None = None,
        most_dirty: int = MOST_DIRTY,
    ) -> None:
        self._most_dirty = most_dirty
        self._consumer = consumer
        self._resettles = resettles
        self._missing: frozenset[TraceKey] = frozenset()
        self._settler = settler
        self._clock = clock
        self._jitter = jitter
        self._dirty = DirtyTraces()
        self._backoff_s = 0.0
        self._blocked_until_s = float("-inf")
        self._turned_s: float | None = None
        consumer.subscribe(before_revoke=self._before_revoke, after_loss=self._dirty.forget)

    @property
    def idle_s(self) -> float:
        """Seconds since the loop last turned; 0 before it started."""
        return 0.0 if self._turned_s is None else self._clock.monotonic() - self._turned_s

    @property
    def dirty_count(self) -> int:
        """Traces that wait to be settled."""
        return len(self._dirty)

    @property
    def partitions(self) -> set[int]:
        """The partitions of `stored.v1` that this process has."""
        return self._consumer.partitions()

    def run(self, stop: Stop) -> None:
        """Until `stop`: then the batch in hand is finished and committed. What still waits is read again later."""
        try:
            while not stop.is_set():
                self.turn()
        finally:
            self.close()

    def close(self) -> None:
        """Leave the groups; safe to call twice."""
        self._consumer.close()
        if self._resettles is not None:
            self._resettles.close()

    def turn(self) -> None:
        """One round. Never sleeps: while ClickHouse or the broker is away, reading pauses and polling goes on."""
        now_s = self._turned_s = self._clock.monotonic()
        blocked = now_s < self._blocked_until_s
        self._consumer.pause(blocked or len(self._dirty) >= self._most_dirty)
        self._take_notes()
        if not blocked:
            self._settle_due()
            self._consumer.commit(self._dirty.committable())
        self._resettle()
        self._watch_missing()
        _DIRTY.set(len(self._dirty))

    def _before_revoke(self, partitions: Sequence[int]) -> None:
        """Another process takes these over: tell it how far we are."""
        done = self._dirty.committable()
        self._consumer.commit({partition: done[partition] for partition in partitions if partition in done})
        self._dirty.forget(partitions)

    def _take_notes(self) -> None:
        for read in self._consumer.poll(_POLL_S):
            if isinstance(read, Unreadable):
                self._dirty.skip(read.partition, read.offset)
            else:
                self._dirty.add(read, self._clock.monotonic())

    def _settle_due(self) -> None:
        started_s = self._clock.monotonic()
        due = self._dirty.take_due(started_s, BATCH_TRACES)
        if not due:
            return
        try:
            outcome = self._settler.settle(due)
        except Unavailable as fault:
            self._back_off(due, fault)
        else:
            self._backoff_s = 0.0
            self._take_over(outcome, self._clock.monotonic() - started_s)

    def _resettle(self) -> None:
        if self._resettles is None:
            return
        now_s = self._clock.monotonic()
        try:
            self._resettles.turn(may_settle=now_s >= self._blocked_until_s and not self._dirty.has_due(now_s))
        except Unavailable as fault:
            self._back_off((), fault)

    def _watch_missing(self) -> None:
        """Say once of each trace that its rows do not come; it goes on waiting, and its offset with it."""
        missing = frozenset(self._dirty.missing_since(self._clock.monotonic() - MISSING_S))
        for project_id, trace_id in missing - self._missing:
            get_logger().error("announced_rows_missing", project_id=str(project_id), trace_id=trace_id)
        self._missing = missing
        _MISSING.set(len(missing))

    def _back_off(self, due: Sequence[DirtyTrace], fault: Unavailable) -> None:
        now_s = self._clock.monotonic()
        self._dirty.put_back(due, now_s)
        self._backoff_s = min(max(_FIRST_BACKOFF_S, self._backoff_s * 2), _LONGEST_BACKOFF_S)
        self._blocked_until_s = now_s + self._backoff_s * (0.5 + self._jitter() / 2)
        get_logger().warning("settle_put_off", traces=len(due), fault=repr(fault), backoff_s=self._backoff_s)

    def _take_over(self, outcome: Outcome, took_s: float) -> None:
        now_s, now_ns = self._clock.monotonic(), self._clock.now_ns()
        self._dirty.settled(outcome.done, now_s, outcome.paces)
        self._dirty.revisit(outcome.again, now_s + REVISIT_S)
        self._dirty.await_rows(outcome.waiting, now_s)
        self._dirty.postpone(outcome.postponed)
        _SETTLE_SECONDS.observe(took_s)
        for trace in outcome.settled:
            _VISIBLE_SECONDS.observe(max(0.0, (now_ns - trace.quiet_since_ns) / 1e9))
        get_logger().info(
            "traces_settled", traces=len(outcome.done), waiting=len(outcome.waiting), took_ms=round(took_s * 1e3, 1)
        )
