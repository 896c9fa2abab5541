"""Batches of record positions: what belongs together, when it is due, and the names by which a repeat is known.

A batch is a range [start, end) of one partition. Its plan and its tokens follow from that range alone, so whoever
rebuilds the range repeats exactly the same inserts.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")

_PLAN: Final = re.compile(r"v=1;end=(\d+)")


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    number: int


@dataclass(frozen=True)
class BatchLimits:
    """A batch is closed by whichever comes first; a larger record is a batch of its own."""

    spans: int = 50_000
    size_bytes: int = 32 * 1024 * 1024
    age_s: float = 1.0


class Position(NamedTuple, Generic[T]):
    """A record and what it weighs: spans, and bytes once inflated."""

    offset: int
    spans: int
    size_bytes: int
    item: T


@dataclass(eq=False)
class Batch(Generic[T]):
    """Records of one partition in offset order. `planned`: the range stands in the offset's metadata."""

    partition: Partition
    opened_s: float
    planned_end: int | None = None
    positions: list[Position[T]] = field(default_factory=list)
    spans: int = 0
    size_bytes: int = 0
    planned: bool = False

    @property
    def start(self) -> int:
        return self.positions[0].offset

    @property
    def end(self) -> int:
        """The first offset behind the batch; of a range that somebody planned, the end they planned."""
        return self.positions[-1].offset + 1 if self.planned_end is None else self.planned_end

    @property
    def plan(self) -> str:
        """Offset metadata that tells a successor to rebuild exactly this range."""
        return f"v=1;end={self.end}"

    def token(self, table: str) -> str:
        """Deduplication token of this batch's insert into a table."""
        return f"{table}/{self.partition.topic}/{self.partition.number}/{self.start}-{self.end}"

    def add(self, position: Position[T]) -> None:
        self.positions.append(position)
        self.spans += position.spans
        self.size_bytes += position.size_bytes

    def takes(self, position: Position[T], limits: BatchLimits) -> bool:
        """Whether the record still belongs to this batch."""
        if self.planned_end is not None:
            return position.offset < self.planned_end
        within = self.spans + position.spans <= limits.spans
        return within and self.size_bytes + position.size_bytes <= limits.size_bytes

    def is_full(self, limits: BatchLimits) -> bool:
        if self.planned_end is not None:
            return bool(self.positions) and self.positions[-1].offset + 1 >= self.planned_end
        return self.spans >= limits.spans or self.size_bytes >= limits.size_bytes

    def is_due(self, now_s: float, limits: BatchLimits) -> bool:
        """Full, or old enough; a planned range waits until it is whole."""
        if self.is_full(limits):
            return True
        return self.planned_end is None and bool(self.positions) and now_s - self.opened_s >= limits.age_s


def planned_end(metadata: str | None) -> int | None:
    """The end of the range that the last owner planned and did not finish; None when nothing is pending."""
    match = _PLAN.fullmatch(metadata or "")
    return int(match[1]) if match else None


class Lane(Generic[T]):
    """The batches of one partition in order; only the last one is open."""

    def __init__(self, partition: Partition, limits: BatchLimits, unfinished_end: int | None = None) -> None:
        self._partition = partition
        self._limits = limits
        self._unfinished_end = unfinished_end
        self._batches: deque[Batch[T]] = deque()

    @property
    def size_bytes(self) -> int:
        return sum(batch.size_bytes for batch in self._batches)

    def add(self, position: Position[T], now_s: float) -> None:
        if not self._batches or not self._batches[-1].takes(position, self._limits):
            self._batches.append(self._open(position, now_s))
        self._batches[-1].add(position)

    def due(self, now_s: float) -> Batch[T] | None:
        """The oldest batch if it is closed: followed by another, full or old enough."""
        if not self._batches:
            return None
        first = self._batches[0]
        return first if len(self._batches) > 1 or first.is_due(now_s, self._limits) else None

    def after(self, batch: Batch[T], now_s: float) -> Batch[T] | None:
        """The batch behind the first one, if it is closed already."""
        if len(self._batches) < 2 or self._batches[0] is not batch:
            return None
        following = self._batches[1]
        return following if len(self._batches) > 2 or following.is_due(now_s, self._limits) else None

    def drop(self, batch: Batch[T]) -> None:
        """Forget a finished batch."""
        if self._batches and self._batches[0] is batch:
            self._batches.popleft()

    def _open(self, position: Position[T], now_s: float) -> Batch[T]:
        end, self._unfinished_end = self._unfinished_end, None
        pending = end is not None and position.offset < end
        return Batch(self._partition, now_s, planned_end=end if pending else None, planned=pending)


class Lanes(Generic[T]):
    """The lanes of the partitions that this process has."""

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._lanes: dict[Partition, Lane[T]] = {}

    @property
    def size_bytes(self) -> int:
        """Inflated bytes that wait here."""
        return sum(lane.size_bytes for lane in self._lanes.values())

    def open(self, partition: Partition, unfinished_end: int | None) -> None:
        """Start a partition; `unfinished_end` is what its last owner planned."""
        self._lanes[partition] = Lane(partition, self._limits, unfinished_end)

    def forget(self, partition: Partition) -> None:
        """Another process owns it now; what is not finished here is read again there."""
        self._lanes.pop(partition, None)

    def add(self, partition: Partition, position: Position[T], now_s: float) -> None:
        lane = self._lanes.get(partition)
        if lane is not None:
            lane.add(position, now_s)

    def due(self, now_s: float) -> Iterator[Batch[T]]:
        """Closed batches, at most one per partition."""
        for lane in list(self._lanes.values()):
            batch = lane.due(now_s)
            if batch is not None:
                yield batch

    def after(self, batch: Batch[T], now_s: float) -> Batch[T] | None:
        """The batch behind this one in its partition, if it is closed already."""
        lane = self._lanes.get(batch.partition)
        return lane.after(batch, now_s) if lane is not None else None

    def drop(self, batch: Batch[T]) -> None:
        """Forget a finished batch."""
        lane = self._lanes.get(batch.partition)
        if lane is not None:
            lane.drop(batch)
