"""Follow the raw topics: gather batches, write them, release their offsets, for as long as the role runs."""

from collections.abc import Callable
from typing import Final

from assay_kit.clock import Clock
from assay_kit.lifecycle import Stop
from assay_kit.logging import get_logger
from prometheus_client import Counter, Gauge, Histogram

from assay_ingest.bus.consumer import Incoming, RawConsumer
from assay_ingest.bus.records import Encoding, RawRecord, parse_record
from assay_ingest.domain.batch import Batch, BatchLimits, Lanes, Partition, Position
from assay_ingest.errors import BadRecord, IngestError, RowsRejected
from assay_ingest.usecases.write_batch import Prepared, Raw, WriteBatch

MOST_BUFFERED_BYTES: Final = 128 * 1024 * 1024
"""Above this reading pauses, so that memory stays bounded while a store is away."""
_POLL_S: Final = 0.05
_FIRST_BACKOFF_S: Final = 0.1
_LONGEST_BACKOFF_S: Final = 30.0

_WRITTEN = Counter("assay_ingest_written_spans_total", "Spans taken from the raw topics", ["outcome"])
_WRITE_SECONDS = Histogram("assay_ingest_write_seconds", "Writing one batch", ["phase"])
_RETRIES = Counter("assay_ingest_write_retries_total", "Batches put off, by fault", ["class"])
_DEAD_LETTERS = Counter("assay_ingest_dlq_records_total", "Records set aside", ["class"])
_IMBALANCE = Gauge("assay_ingest_ledger_imbalance_spans", "Spans that the last batch could not account for")


class FollowRaw:
    """One thread: poll, write what is due, commit. `jitter` gives numbers in [0, 1)."""

    def __init__(
        self,
        consumer: RawConsumer,
        write: WriteBatch,
        clock: Clock,
        jitter: Callable[[], float],
        limits: BatchLimits | None = None,
    ) -> None:
        self._consumer = consumer
        self._write = write
        self._clock = clock
        self._jitter = jitter
        self._lanes: Lanes[Raw] = Lanes(limits or BatchLimits())
        self._in_hand: Prepared | None = None
        self._backoff_s = 0.0
        self._blocked_until_s = float("-inf")
        self._rejected_until_s: dict[Partition, float] = {}
        self._turned_s: float | None = None
        consumer.subscribe(opened=self._lanes.open, gone=self._lanes.forget)

    @property
    def idle_s(self) -> float:
        """Seconds since the loop last turned; 0 before it started."""
        return 0.0 if self._turned_s is None else self._clock.monotonic() - self._turned_s

    @property
    def is_turning(self) -> bool:
        """Whether the loop has started: from then on records are taken as the group hands them out."""
        return self._turned_s is not None

    def run(self, stop: Stop) -> None:
        """Until `stop`: the batch in hand is finished; what only waits is read again later."""
        try:
            while not stop.is_set():
                self.turn()
        finally:
            self._consumer.close()

    def turn(self) -> None:
        """One round. Never sleeps: while a store is away, reading pauses and polling goes on."""
        now_s = self._turned_s = self._clock.monotonic()
        self._consumer.pause(self._lanes.size_bytes >= MOST_BUFFERED_BYTES)
        for incoming in self._consumer.poll(_POLL_S):
            self._lanes.add(incoming.partition, _position(incoming), now_s)
        if now_s >= self._blocked_until_s:
            self._write_due(now_s)

    def _write_due(self, now_s: float) -> None:
        for batch in self._lanes.due(now_s):
            if now_s < self._rejected_until_s.get(batch.partition, now_s):
                continue
            try:
                self._finish(batch, now_s)
            except RowsRejected as fault:  # the rows' own fault: the other partitions go on
                self._rejected_until_s[batch.partition] = now_s + _LONGEST_BACKOFF_S
                self._report(batch, fault, _LONGEST_BACKOFF_S)
            except IngestError as fault:
                self._back_off(batch, fault)
                return
        self._backoff_s = 0.0

    def _finish(self, batch: Batch[Raw], now_s: float) -> None:
        """Plan, store, release. Every step may be repeated."""
        prepared = self._prepared(batch)
        if not batch.planned:
            self._consumer.commit(batch.partition, batch.start, batch.plan)
            batch.planned = True
        with _WRITE_SECONDS.labels("store").time():
            self._write.store(prepared)
        self._release(batch, now_s)
        self._in_hand = None
        _account(prepared)

    def _prepared(self, batch: Batch[Raw]) -> Prepared:
        if self._in_hand is None or self._in_hand.batch is not batch:
            with _WRITE_SECONDS.labels("prepare").time():
                self._in_hand = self._write.prepare(batch, self._consumer.end_offset(batch.partition))
        return self._in_hand

    def _release(self, batch: Batch[Raw], now_s: float) -> None:
        """Commit the end of the batch, and with it the plan of the next one if it is closed already."""
        following = self._lanes.after(batch, now_s)
        plan = following.plan if following is not None and following.start == batch.end else ""
        self._consumer.commit(batch.partition, batch.end, plan)
        if following is not None and plan:
            following.planned = True
        self._lanes.drop(batch)

    def _back_off(self, batch: Batch[Raw], fault: IngestError) -> None:
        """A store is away: nobody writes for a while."""
        self._backoff_s = min(max(_FIRST_BACKOFF_S, self._backoff_s * 2), _LONGEST_BACKOFF_S)
        self._blocked_until_s = self._clock.monotonic() + self._backoff_s * (0.5 + self._jitter() / 2)
        self._report(batch, fault, self._backoff_s)

    def _report(self, batch: Batch[Raw], fault: IngestError, again_s: float) -> None:
        _RETRIES.labels(type(fault).__name__).inc()
        get_logger().warning(
            "batch_put_off",
            topic=batch.partition.topic,
            partition=batch.partition.number,
            start=batch.start,
            end=batch.end,
            fault=repr(fault),
            again_s=round(again_s, 3),
        )


def _position(incoming: Incoming) -> Position[Raw]:
    try:
        record = parse_record(incoming.headers, incoming.value)
    except BadRecord as reason:
        return Position(incoming.offset, 1, len(incoming.value or b""), Raw(incoming, reason))
    return Position(incoming.offset, record.span_count, _inflated_bytes(record), Raw(incoming, record))


def _inflated_bytes(record: RawRecord) -> int:
    """Size once unpacked. Gzip says it in its last four bytes, which is close enough to close a batch by."""
    value = record.value or b""
    if record.encoding is Encoding.GZIP:
        return max(len(value), int.from_bytes(value[-4:], "little"))
    return len(value)


def _account(prepared: Prepared) -> None:
    entries, batch = prepared.entries, prepared.batch
    repeats = sum(entry.repeats for entry in entries)
    rejected = sum(sum(entry.rejected.values()) for entry in entries)
    _WRITTEN.labels("written").inc(len(prepared.spans))
    _WRITTEN.labels("repeated").inc(repeats)
    _WRITTEN.labels("rejected").inc(rejected)
    for letter in prepared.letters:
        _DEAD_LETTERS.labels(type(letter.reason).__name__).inc()
    _IMBALANCE.set(sum(abs(entry.balance) for entry in entries))
    get_logger().info(
        "batch_written",
        topic=batch.partition.topic,
        partition=batch.partition.number,
        start=batch.start,
        end=batch.end,
        spans=len(prepared.spans),
        repeats=repeats,
        rejected=rejected,
        dead_lettered=len(prepared.letters),
        size_bytes=batch.size_bytes,
    )
