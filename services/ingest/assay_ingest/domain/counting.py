"""Which spans of a trace count towards its tokens (`conventions.md` §9, rules 1 to 3).

The same call is often reported by two libraries, and agent spans repeat the sum of their children.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assay_ingest.domain.span_tree import NOBODY, SpanTree

Usage = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """By position in the tree's rows. `duplicate_of` is the position that counts instead, NOBODY for most."""

    counted: Sequence[bool]
    duplicate_of: Sequence[int]


def count(tree: SpanTree) -> Verdicts:
    """Judge every span. An own call counts unless it is a duplicate; a rollup counts only when it is all there is."""
    duplicate_of = _duplicates(tree)
    rollups = _lone_rollups(tree)
    counted = [
        (row.is_own_call and duplicate_of[position] == NOBODY) or position in rollups
        for position, row in enumerate(tree.rows)
    ]
    return Verdicts(counted, duplicate_of)


class _Calls:
    """Spans that report one and the same call, as sets that merge. A set holds at most one response id."""

    def __init__(self, tree: SpanTree) -> None:
        self._leader = list(range(len(tree.rows)))
        self._response_id = [row.response_id for row in tree.rows]

    def leader(self, position: int) -> int:
        leader = self._leader
        while leader[position] != position:
            leader[position] = leader[leader[position]]
            position = leader[position]
        return position

    def merge(self, one: int, other: int) -> None:
        """Unite two sets unless their response ids differ: then they are two calls, a retry."""
        one, other = self.leader(one), self.leader(other)
        ids = {self._response_id[one], self._response_id[other]} - {""}
        if one == other or len(ids) > 1:
            return
        self._leader[other] = one
        self._response_id[one] = ids.pop() if ids else ""


def _duplicates(tree: SpanTree) -> list[int]:
    calls = _Calls(tree)
    _merge_equal_ids(tree, calls)
    _merge_wrappers(tree, calls)
    best: dict[int, int] = {}
    own = [position for position, row in enumerate(tree.rows) if row.is_own_call]
    for position in own:
        leader = calls.leader(position)
        best[leader] = min(best.get(leader, position), position, key=lambda p: _preference(tree, p))
    keepers = [NOBODY] * len(tree.rows)
    for position in own:
        keeper = best[calls.leader(position)]
        keepers[position] = keeper if keeper != position else NOBODY
    return keepers


def _preference(tree: SpanTree, position: int) -> tuple[bool, bool, int, int]:
    """Lowest first: real before synthetic, then the one with messages, the shallower, the earlier."""
    row = tree.rows[position]
    return row.synthetic, not row.has_messages, tree.depth[position], position


def _merge_equal_ids(tree: SpanTree, calls: _Calls) -> None:
    """Equal ids with different usage stay apart: local servers invent weak ids."""
    first: dict[tuple[str, Usage], int] = {}
    for position, row in enumerate(tree.rows):
        if row.is_own_call and row.response_id:
            calls.merge(first.setdefault((row.response_id, row.tokens[:2]), position), position)


def _merge_wrappers(tree: SpanTree, calls: _Calls) -> None:
    """Merge an own call with the nearest own call above that has the same usage, if either lacks an id."""
    above: defaultdict[Usage, list[int]] = defaultdict(list)
    for position, entering in tree.walk():
        row = tree.rows[position]
        usage: Usage = row.tokens[:2]
        if not row.is_own_call or not any(usage):
            continue
        if not entering:
            above[usage].pop()
            continue
        if above[usage] and not (row.response_id and tree.rows[above[usage][-1]].response_id):
            calls.merge(above[usage][-1], position)
        above[usage].append(position)


def _lone_rollups(tree: SpanTree) -> set[int]:
    """Rollups without an own call with usage below, of nested ones the outermost.

    A duplicate below is enough to silence a rollup: the call it reports counts at its keeper.
    """
    covers_own = [row.is_own_call and row.reports_usage for row in tree.rows]
    for position in reversed(tree.preorder):
        if covers_own[position] and tree.parent[position] != NOBODY:
            covers_own[tree.parent[position]] = True
    lone: set[int] = set()
    below_lone = [False] * len(tree.rows)
    for position in tree.preorder:
        row, parent = tree.rows[position], tree.parent[position]
        below_lone[position] = parent != NOBODY and (below_lone[parent] or parent in lone)
        alone = row.usage_role == "rollup" and row.reports_usage and not covers_own[position]
        if alone and not below_lone[position]:
            lone.add(position)
    return lone
