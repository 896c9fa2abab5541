"""One page of the trace list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from assay_kit.clock import Clock

from assay_query.domain.cursor import Cursor, decode, encode
from assay_query.domain.filters import Range, Sort, SortKey, TraceFilter, fingerprint, range_of
from assay_query.domain.forms import NS_PER_S
from assay_query.domain.traces import Score, Trace
from assay_query.domain.windows import widening
from assay_query.store.scores import Scores
from assay_query.store.traces import TraceKey, Traces

SETTLE_LAG_NS: Final = 30 * NS_PER_S
"""`as_of` lies this far back: a trace is listed a while after its newest span was received."""


@dataclass(frozen=True)
class ListQuery:
    """A question as asked: the range may be open, the cursor is still text."""

    wanted: TraceFilter
    sort: Sort
    from_ns: int | None
    to_ns: int | None
    cursor: str | None
    limit: int


@dataclass(frozen=True)
class TracePage:
    """Rows with the scores of their traces. `as_of_ns` is what to send as `updated_after` next time."""

    traces: list[Trace]
    scores: dict[str, list[Score]]
    next_cursor: str | None
    as_of_ns: int


class ListTraces:
    """Keys first, in windows that widen; then wide rows and scores for the page only."""

    def __init__(self, traces: Traces, scores: Scores, clock: Clock) -> None:
        self._traces = traces
        self._scores = scores
        self._clock = clock

    def __call__(self, project_id: UUID, query: ListQuery) -> TracePage:
        """Raises InvalidParameter for a foreign cursor or an impossible range."""
        now_ns = self._clock.now_ns()
        question = fingerprint(project_id, query.wanted, query.sort)
        after = decode(query.cursor, question) if query.cursor else None
        within = after.within if after else range_of(query.from_ns, query.to_ns, now_ns)
        keys, more = self._keys(project_id, query, within, after, now_ns)
        page = keys[: query.limit]
        return TracePage(
            traces=self._traces.wide(project_id, page),
            scores=self._scores.of_traces(project_id, [key.trace_id for key in page]),
            next_cursor=encode(_cursor_at(page[-1], within), question) if more else None,
            as_of_ns=now_ns - SETTLE_LAG_NS,
        )

    def _keys(
        self, project_id: UUID, query: ListQuery, within: Range, after: Cursor | None, now_ns: int
    ) -> tuple[list[TraceKey], bool]:
        """The page's keys, and whether another page follows: one key more than the page holds is asked for."""
        found: dict[str, TraceKey] = {}
        for window in _windows(query.sort, within, after, now_ns):
            wanted = query.limit + 1 - len(found)
            keys = self._traces.keys(project_id, query.wanted, query.sort, window, after, wanted)
            for key in keys:
                found.setdefault(key.trace_id, key)  # a trace that just moved may stand in two windows
            if len(keys) == wanted:  # this window may hold more, so the next one must not be read yet
                return list(found.values()), True
        return list(found.values()), False


def _windows(sort: Sort, within: Range, after: Cursor | None, now_ns: int) -> Iterator[Range]:
    if sort != Sort(SortKey.START_TIME, descending=True):
        return iter([within])
    rest = within if after is None else Range(within.from_ns, after.start_ns + 1)
    return widening(rest, now_ns)


def _cursor_at(key: TraceKey, within: Range) -> Cursor:
    return Cursor(key.value, key.start_ns, key.trace_id, within)
