"""Which traces wait to be settled, when each is due, and how far the topic may be committed."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

from assay_ingest.domain.trace import SettleReason

FIRST_SETTLE_S: Final = 0.3
"""Rows of one trace come in bursts; waiting this long settles a burst once and still shows it within a second."""
RETRY_S: Final = 1.0
"""Until the announced rows are looked for again."""
REVISIT_S: Final = 60.0
"""A trace whose start moved over an hour, or of which only a part was written, settles once more after this."""
SHORTEST_S: Final = 2.0
LONGEST_S: Final = 300.0
"""Shortest and longest interval between two settles of a trace that grows."""

TraceKey = tuple[UUID, str]


class StoredNote(NamedTuple):
    """A record: rows of this trace up to `row_version` are stored (0: nothing to look for)."""

    project_id: UUID
    trace_id: str
    row_version: int
    partition: int
    offset: int
    root_seen: bool = False
    reason: SettleReason = "data"


class DirtyTrace(NamedTuple):
    """A trace to settle. Its rows must be read at least up to `announced`, a row version."""

    project_id: UUID
    trace_id: str
    announced: int
    reason: SettleReason = "data"

    @property
    def key(self) -> TraceKey:
        return self.project_id, self.trace_id


class Pace(NamedTuple):
    """What a settle found that tells when the next one is due. `age_s`: between its first and newest receipt."""

    age_s: float
    span_count: int
    has_root: bool


@dataclass(slots=True)
class _Waiting:
    due_s: float
    announced: int
    first_offsets: dict[int, int] = field(default_factory=dict)


class _Rest(NamedTuple):
    until_s: float
    has_root: bool


_NEW: Final = Pace(0.0, 0, False)


def settle_interval_s(age_s: float, span_count: int) -> float:
    """Seconds between two settles of a trace: so few that at most 20 rows are rewritten per span (`ingest.md` §4)."""
    return min(max(SHORTEST_S, age_s / 10, span_count / 2_000), LONGEST_S)


class DirtyTraces:
    """Traces that wait, in memory only: the topic remembers them. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._waiting: dict[TraceKey, _Waiting] = {}
        self._queue: list[tuple[float, TraceKey]] = []
        self._resting: dict[TraceKey, _Rest] = {}
        self._rest_ends: list[tuple[float, TraceKey]] = []
        self._missing_since_s: dict[TraceKey, float] = {}
        self._next_offsets: dict[int, int] = {}
        self._held: defaultdict[int, list[tuple[int, TraceKey]]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, note: StoredNote, now_s: float) -> None:
        """Take note of new rows. A trace that waits already is never put off by them, only brought forward."""
        self.skip(note.partition, note.offset)
        key = (note.project_id, note.trace_id)
        due_s = self._due_s(key, now_s, root_seen=note.root_seen)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(float("inf"), note.row_version)
        if due_s < waiting.due_s:
            self._schedule(key, waiting, due_s)
        waiting.announced = max(waiting.announced, note.row_version)
        if note.partition not in waiting.first_offsets:
            waiting.first_offsets[note.partition] = note.offset
            heapq.heappush(self._held[note.partition], (note.offset, key))

    def skip(self, partition: int, offset: int) -> None:
        """A record was read; unless `add` holds it back, it may be committed."""
        self._next_offsets[partition] = offset + 1

    def take_due(self, now_s: float, limit: int) -> list[DirtyTrace]:
        """Up to `limit` due traces, longest due first. They keep holding their offsets until `settled`."""
        due: list[DirtyTrace] = []
        while len(due) < limit and self.has_due(now_s):
            _, key = heapq.heappop(self._queue)
            due.append(DirtyTrace(*key, self._waiting[key].announced))
        return due

    def has_due(self, now_s: float) -> bool:
        """Whether `take_due` would find a trace."""
        while self._queue and self._queue[0][0] <= now_s:
            due_s, key = self._queue[0]
            waiting = self._waiting.get(key)
            if waiting is not None and waiting.due_s == due_s:
                return True
            heapq.heappop(self._queue)  # overtaken by an earlier entry
        return False

    def settled(self, traces: Iterable[DirtyTrace], now_s: float, paces: Mapping[TraceKey, Pace]) -> None:
        """These are written and announced. One without a pace counts as new."""
        for trace in traces:
            pace = paces.get(trace.key, _NEW)
            rest = _Rest(now_s + settle_interval_s(pace.age_s, pace.span_count), pace.has_root)
            self._waiting.pop(trace.key, None)
            self._missing_since_s.pop(trace.key, None)
            self._resting[trace.key] = rest
            heapq.heappush(self._rest_ends, (rest.until_s, trace.key))
        self._end_rests(now_s)

    def put_back(self, traces: Iterable[DirtyTrace], due_s: float) -> None:
        """These were taken and are not done."""
        for trace in traces:
            waiting = self._waiting.get(trace.key)
            if waiting is not None:
                self._schedule(trace.key, waiting, due_s)

    def postpone(self, traces: Iterable[DirtyTrace]) -> None:
        """These were taken and nobody looked at them: they keep their place."""
        for trace in traces:
            waiting = self._waiting.get(trace.key)
            if waiting is not None:
                self._schedule(trace.key, waiting, waiting.due_s)

    def await_rows(self, traces: Iterable[DirtyTrace], now_s: float) -> None:
        """The announced rows of these cannot be read yet."""
        missing = list(traces)
        for trace in missing:
            self._missing_since_s.setdefault(trace.key, now_s)
        self.put_back(missing, now_s + RETRY_S)

    def missing_since(self, before_s: float) -> list[TraceKey]:
        """Traces whose announced rows have not been readable since `before_s` or longer."""
        return [key for key, since_s in self._missing_since_s.items() if since_s <= before_s]

    def revisit(self, traces: Iterable[DirtyTrace], due_s: float) -> None:
        """Settle these again later. They hold no offset: losing the wish in a crash is harmless."""
        for trace in traces:
            if trace.key not in self._waiting:
                waiting = self._waiting[trace.key] = _Waiting(due_s, trace.announced)
                self._schedule(trace.key, waiting, due_s)

    def committable(self) -> dict[int, int]:
        """Per partition the offset up to which everything is settled (exclusive)."""
        return {partition: self._held_or(partition, end) for partition, end in self._next_offsets.items()}

    def forget(self, partitions: Sequence[int]) -> None:
        """These partitions belong to another process now; it reads on from what was committed."""
        for partition in partitions:
            self._next_offsets.pop(partition, None)
            self._held.pop(partition, None)
        for key, waiting in list(self._waiting.items()):
            if waiting.first_offsets and all(partition in partitions for partition in waiting.first_offsets):
                del self._waiting[key]
                self._missing_since_s.pop(key, None)
            else:
                for partition in partitions:
                    waiting.first_offsets.pop(partition, None)

    def _held_or(self, partition: int, end: int) -> int:
        """The first offset that a waiting trace holds, `end` without one."""
        held = self._held[partition]
        while held:
            offset, key = held[0]
            waiting = self._waiting.get(key)
            if waiting is not None and waiting.first_offsets.get(partition) == offset:
                return offset
            heapq.heappop(held)  # settled since
        return end

    def _due_s(self, key: TraceKey, now_s: float, *, root_seen: bool) -> float:
        """The first root of a trace forces a settle. Further ones do not: every span of a trace may be parentless."""
        first = now_s + FIRST_SETTLE_S
        rest = self._resting.get(key)
        return first if rest is None or (root_seen and not rest.has_root) else max(first, rest.until_s)

    def _schedule(self, key: TraceKey, waiting: _Waiting, due_s: float) -> None:
        waiting.due_s = due_s
        heapq.heappush(self._queue, (due_s, key))

    def _end_rests(self, now_s: float) -> None:
        """Drop what no longer delays anything."""
        while self._rest_ends and self._rest_ends[0][0] <= now_s:
            until_s, key = heapq.heappop(self._rest_ends)
            rest = self._resting.get(key)
            if rest is not None and rest.until_s == until_s:
                del self._resting[key]
