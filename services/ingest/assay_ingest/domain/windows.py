"""Which traces are read together: one old trace must not widen the scan of all, nor a large one fill the memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

WINDOW_NS: Final = 3_600_000_000_000
_Key = TypeVar("_Key")


class Bounds(NamedTuple):
    """Earliest and latest span start that a trace ever had, in nanoseconds, both included."""

    min_start_ns: int
    max_start_ns: int


class Window(NamedTuple):
    """Traces to read together: every span of theirs starts within `bounds`."""

    bounds: Bounds
    trace_ids: Sequence[str]


def windows(bounds: Mapping[str, Bounds]) -> list[Window]:
    """One window for the traces that begin in the same hour and end in the same hour, oldest first."""
    groups: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for trace_id, (min_start_ns, max_start_ns) in bounds.items():
        groups[min_start_ns // WINDOW_NS, max_start_ns // WINDOW_NS].append(trace_id)
    return [Window(_around([bounds[i] for i in ids]), ids) for _, ids in sorted(groups.items())]


def fitting(rows: Iterable[tuple[_Key, int]], most_rows: int) -> set[_Key]:
    """The first keys whose rows together stay within `most_rows`; at least one."""
    chosen: set[_Key] = set()
    left = most_rows
    for key, count in rows:
        if chosen and count > left:
            break
        chosen.add(key)
        left -= count
    return chosen


def _around(bounds: Sequence[Bounds]) -> Bounds:
    return Bounds(min(b.min_start_ns for b in bounds), max(b.max_start_ns for b in bounds))
