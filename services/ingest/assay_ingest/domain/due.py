"""Which traces wait to be settled, when each is due, and how far the topic may be committed."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

FIRST_SETTLE_S: Final = 0.3
"""Rows of one trace come in bursts; waiting this long settles a burst once and still shows it within a second."""
INTERVAL_S: Final = 1.0
"""Shortest time between two settles of one trace."""
RETRY_S: Final = 1.0
"""Until the announced rows are looked for again."""
REVISIT_S: Final = 60.0
"""A trace whose start moved over an hour settles once more after this."""

_ADAPTIVE_S: Final = (2.0, 300.0)
"""Shortest and longest interval of a trace whose rewriting is to stay linear in its size."""

TraceKey = tuple[UUID, str]


class StoredNote(NamedTuple):
    """One record of `stored.v1`: rows of this trace up to `row_version` are stored (0: nothing to look for)."""

    project_id: UUID
    trace_id: str
    row_version: int
    partition: int
    offset: int


class DirtyTrace(NamedTuple):
    """A trace to settle. Its rows must be read at least up to `announced`, a row version."""

    project_id: UUID
    trace_id: str
    announced: int


@dataclass(slots=True)
class _Waiting:
    due_s: float
    announced: int
    first_offsets: dict[int, int] = field(default_factory=dict)


def settle_interval_s(age_s: float, span_count: int) -> float:
    """Seconds between two settles of a trace of this age: at most 20 rows are rewritten per span (`ingest.md` §4)."""
    shortest, longest = _ADAPTIVE_S
    return min(max(shortest, age_s / 10, span_count / 2_000), longest)


class DirtyTraces:
    """Traces that wait, in memory only: the topic remembers them. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._waiting: dict[TraceKey, _Waiting] = {}
        self._queue: list[tuple[float, TraceKey]] = []
        self._settled_s: dict[TraceKey, float] = {}
        self._next_offsets: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, note: StoredNote, now_s: float) -> None:
        """Take note of new rows. A trace that waits already is never put off by them, only brought forward."""
        self.skip(note.partition, note.offset)
        key = (note.project_id, note.trace_id)
        due_s = self._due_s(key, now_s)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(float("inf"), note.row_version)
        if due_s < waiting.due_s:
            self._schedule(key, waiting, due_s)
        waiting.announced = max(waiting.announced, note.row_version)
        waiting.first_offsets.setdefault(note.partition, note.offset)

    def skip(self, partition: int, offset: int) -> None:
        """A record was read; unless `add` holds it back, it may be committed."""
        self._next_offsets[partition] = offset + 1

    def take_due(self, now_s: float, limit: int) -> list[DirtyTrace]:
        """Up to `limit` due traces, longest due first. They keep holding their offsets until `settled`."""
        due: list[DirtyTrace] = []
        while self._queue and self._queue[0][0] <= now_s and len(due) < limit:
            due_s, key = heapq.heappop(self._queue)
            waiting = self._waiting.get(key)
            if waiting is not None and waiting.due_s == due_s:  # else this entry was overtaken
                due.append(DirtyTrace(*key, waiting.announced))
        return due

    def settled(self, traces: Iterable[DirtyTrace], now_s: float) -> None:
        """These are written and announced."""
        for trace in traces:
            key = (trace.project_id, trace.trace_id)
            self._waiting.pop(key, None)
            self._settled_s.pop(key, None)
            self._settled_s[key] = now_s
        self._forget_settled(now_s)

    def put_back(self, traces: Iterable[DirtyTrace], due_s: float) -> None:
        """These were taken and are not done."""
        for trace in traces:
            key = (trace.project_id, trace.trace_id)
            waiting = self._waiting.get(key)
            if waiting is not None:
                self._schedule(key, waiting, due_s)

    def revisit(self, traces: Iterable[DirtyTrace], due_s: float) -> None:
        """Settle these again later. They hold no offset: losing the wish in a crash is harmless."""
        for trace in traces:
            key = (trace.project_id, trace.trace_id)
            if key not in self._waiting:
                waiting = self._waiting[key] = _Waiting(due_s, trace.announced)
                self._schedule(key, waiting, due_s)

    def committable(self) -> dict[int, int]:
        """Per partition the offset up to which everything is settled (exclusive)."""
        offsets = dict(self._next_offsets)
        for waiting in self._waiting.values():
            for partition, offset in waiting.first_offsets.items():
                offsets[partition] = min(offsets[partition], offset)
        return offsets

    def forget(self, partitions: Sequence[int]) -> None:
        """These partitions belong to another process now; it reads on from what was committed."""
        for partition in partitions:
            self._next_offsets.pop(partition, None)
        for key, waiting in list(self._waiting.items()):
            if waiting.first_offsets and all(partition in partitions for partition in waiting.first_offsets):
                del self._waiting[key]
            else:
                for partition in partitions:
                    waiting.first_offsets.pop(partition, None)

    def _due_s(self, key: TraceKey, now_s: float) -> float:
        settled_s = self._settled_s.get(key)
        first = now_s + FIRST_SETTLE_S
        return first if settled_s is None else max(first, settled_s + INTERVAL_S)

    def _schedule(self, key: TraceKey, waiting: _Waiting, due_s: float) -> None:
        waiting.due_s = due_s
        heapq.heappush(self._queue, (due_s, key))

    def _forget_settled(self, now_s: float) -> None:
        """Drop what no longer delays anything; the dict is in order of settling."""
        for key, settled_s in list(self._settled_s.items()):
            if settled_s + INTERVAL_S > now_s:
                return
            del self._settled_s[key]
