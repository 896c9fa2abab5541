"""The tree behind a trace's rows. Linear, and safe against parents that form a cycle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assay_ingest.domain.trace import SpanRow

NOBODY: Final = -1
_NO_PARENT: Final = ("", "0" * 16)


@dataclass(frozen=True, slots=True)
class SpanTree:
    """A forest over rows, by position in `rows`, which are in time order: a lower position means earlier.

    `parent` is NOBODY for a top: a root, a span whose parent never came, or the earliest span of a cycle. A top that is
    no root lies at depth 1 when there is a root, since its missing parents lie between.
    """

    rows: Sequence[SpanRow]
    parent: Sequence[int]
    depth: Sequence[int]
    preorder: Sequence[int]
    root: int
    has_root: bool

    def walk(self) -> Iterator[tuple[int, bool]]:
        """Depth first: (position, True) on the way down, (position, False) on the way back."""
        path: list[int] = []
        for position in self.preorder:
            while path and path[-1] != self.parent[position]:
                yield path.pop(), False
            path.append(position)
            yield position, True
        while path:
            yield path.pop(), False


def plant(rows: Sequence[SpanRow]) -> SpanTree:
    """The tree of these rows, in any order; at least one, span ids distinct."""
    in_time = sorted(rows, key=lambda row: (row.start_ns, row.span_id))
    parent = _without_cycles(_parents(in_time))
    roots = [position for position, row in enumerate(in_time) if row.parent_span_id in _NO_PARENT]
    depth, preorder = _descend(parent, frozenset(roots))
    shallowest = min(range(len(in_time)), key=lambda position: (depth[position], position))
    return SpanTree(in_time, parent, depth, preorder, roots[0] if roots else shallowest, bool(roots))


def _parents(rows: Sequence[SpanRow]) -> list[int]:
    positions = {row.span_id: position for position, row in enumerate(rows)}
    return [positions.get(row.parent_span_id, NOBODY) for row in rows]


def _without_cycles(parent: list[int]) -> list[int]:
    """Cut every cycle above its earliest span. Each position is walked once."""
    done = bytearray(len(parent))
    for start in range(len(parent)):
        path: list[int] = []
        seen: dict[int, int] = {}
        here = start
        while here != NOBODY and not done[here] and here not in seen:
            seen[here] = len(path)
            path.append(here)
            here = parent[here]
        if here in seen:
            parent[min(path[seen[here] :])] = NOBODY
        for position in path:
            done[position] = 1
    return parent


def _descend(parent: Sequence[int], roots: frozenset[int]) -> tuple[list[int], list[int]]:
    children: list[list[int]] = [[] for _ in parent]
    tops: list[int] = []
    for position, above in enumerate(parent):
        (children[above] if above != NOBODY else tops).append(position)
    depth = [0] * len(parent)
    preorder: list[int] = []
    waiting = tops[::-1]
    while waiting:
        position = waiting.pop()
        above = parent[position]
        depth[position] = depth[above] + 1 if above != NOBODY else int(bool(roots) and position not in roots)
        preorder.append(position)
        waiting.extend(reversed(children[position]))
    return depth, preorder
