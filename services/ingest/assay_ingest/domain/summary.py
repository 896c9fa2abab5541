"""From the rows of a trace to its summary and usage facts: one pure function. Arrival order decides nothing.

Source: `conventions.md` §9. Cost stays unknown here, so every counted span is one without a cost.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from hashlib import blake2b
from operator import xor
from typing import Final, Literal

from assay_ingest.domain.counting import Verdicts, count
from assay_ingest.domain.span_tree import NOBODY, SpanTree, plant
from assay_ingest.domain.trace import RULES, Settlement, SpanRow, Status, Tokens, TraceSummary, UsageFact

PREVIEW_CHARACTERS: Final = 200
SPAN_NAMES_BYTES: Final = 1024
_STATUS_RANK: Final[dict[Status, int]] = {"unset": 0, "ok": 1, "error": 2}
Identity = Literal["session_id", "user_id", "environment", "release"]


def settle(rows: Sequence[SpanRow]) -> Settlement:
    """Judge a whole trace.

    `rows`: the newest row of each span, at least one, in any order. Facts come in order of start. Linear but for
    sorting.
    """
    tree = plant(rows)
    verdicts = count(tree)
    facts = tuple(_facts(tree, verdicts))
    return Settlement(_Summing(tree, verdicts).summary(facts), facts)


def fact_seal(fact: UsageFact) -> int:
    """UInt64 of everything that a fact says and of the rules that made it."""
    return _hash(repr((RULES, fact)))


def content_hash(summary: TraceSummary, seals: Iterable[int]) -> int:
    """UInt64 of a whole settlement, from its summary and the seals of its facts in any order."""
    return _hash(repr((RULES, summary, reduce(xor, seals, 0))))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _facts(tree: SpanTree, verdicts: Verdicts) -> Iterable[UsageFact]:
    for position, row in enumerate(tree.rows):
        if row.usage_role == "none":
            continue
        keeper = verdicts.duplicate_of[position]
        yield UsageFact(
            span_id=row.span_id,
            start_ns=row.start_ns,
            counted=verdicts.counted[position],
            duplicate_of=tree.rows[keeper].span_id if keeper != NOBODY else "",
            response_id=row.response_id,
            kind=row.kind,
            usage_role=row.usage_role,
            usage_set=row.usage_set,
            tokens=row.tokens,
            is_error=row.status == "error",
            name=row.name,
            model=row.model,
            provider=row.provider,
            duration_ns=row.duration_ns,
            ttft_ns=row.ttft_ns,
            error_type=row.error_type,
            finish_reason=row.finish_reason,
            service_name=row.service_name,
            environment=row.environment,
            release=row.release,
            user_id=row.user_id,
            session_id=row.session_id,
            prompt_name=row.prompt_name,
            prompt_version=row.prompt_version,
            internal=row.internal,
        )


class _Summing:
    """One trace being summed up; `warnings` grow as the fields are filled."""

    def __init__(self, tree: SpanTree, verdicts: Verdicts) -> None:
        self._tree = tree
        self._verdicts = verdicts
        self._root = tree.rows[tree.root]
        self._app_root = _app_root(tree)
        self._top = self._app_root or self._root
        self._warnings: set[str] = set()

    def summary(self, facts: Sequence[UsageFact]) -> TraceSummary:
        rows = self._tree.rows
        shown = self._shown()
        counted = [fact for fact in facts if fact.counted]
        start_ns = rows[0].start_ns
        input_preview, output_preview = self._previews()
        self._warn_about_counting()
        return TraceSummary(
            start_ns=start_ns,
            end_ns=max(start_ns, *(row.end_ns for row in rows)),
            name=self._name(),
            status=max(self._root.status, self._top.status, key=_STATUS_RANK.__getitem__),
            service_name=self._top.service_name or self._root.service_name,
            environment=self._identity("environment"),
            release=self._identity("release"),
            session_id=self._identity("session_id"),
            user_id=self._identity("user_id"),
            tags=self._top.tags or next((row.tags for row in rows if row.tags), ()),
            root_span_id=self._root.span_id,
            app_root_span_id=self._app_root.span_id if self._app_root else "",
            has_root=self._tree.has_root,
            root_inferred=not self._tree.has_root,
            internal=any(row.internal for row in rows),
            span_count=len(shown),
            error_count=sum(row.status == "error" for row in shown),
            kinds=_distinct(row.kind for row in shown),
            models=_distinct(fact.model for fact in counted),
            providers=_distinct(fact.provider for fact in counted),
            usage_set=_union(fact.usage_set for fact in counted),
            tokens=_total(fact.tokens for fact in counted),
            cost_unknown_count=len(counted),
            input_preview=input_preview[:PREVIEW_CHARACTERS],
            output_preview=output_preview[:PREVIEW_CHARACTERS],
            span_names=span_names(row.name for row in shown),
            warnings=tuple(sorted(self._warnings)),
        )

    def _shown(self) -> list[SpanRow]:
        """All rows but synthetic ones that repeat another span."""
        duplicate_of = self._verdicts.duplicate_of
        return [r for p, r in enumerate(self._tree.rows) if not (r.synthetic and duplicate_of[p] != NOBODY)]

    def _name(self) -> str:
        named = self._top.trace_name or next((row.trace_name for row in self._tree.rows if row.trace_name), "")
        return named or self._top.agent_name or self._top.name or self._root.name

    def _identity(self, field: Identity) -> str:
        """The app root's value, else the earliest one."""
        values = [value for row in self._tree.rows if (value := getattr(row, field))]
        if len(set(values)) > 1:
            self._warnings.add("identity_conflict")
        return getattr(self._top, field) or (values[0] if values else "")

    def _previews(self) -> tuple[str, str]:
        rows = self._tree.rows
        llm = [row for row in rows if row.kind == "llm"]
        asked = _first(
            self._top.trace_input_preview, *(row.trace_input_preview for row in rows), self._top.input_preview
        )
        said = _first(
            self._top.trace_output_preview, *(row.trace_output_preview for row in rows[::-1]), self._top.output_preview
        )
        derived = (
            asked or _first(*(row.input_preview for row in llm)),
            said or _first(*(row.output_preview for row in llm[::-1])),
        )
        if derived != (asked, said):
            self._warnings.add("io_derived")
        return derived

    def _warn_about_counting(self) -> None:
        rows = self._tree.rows
        for position, keeper in enumerate(self._verdicts.duplicate_of):
            row = rows[position]
            if keeper != NOBODY and not row.synthetic and row.scope_name != rows[keeper].scope_name:
                self._warnings.add("duplicate_instrumentation")
            if row.usage_role == "rollup" and self._verdicts.counted[position]:
                self._warnings.add("orphan_rollup")


def _app_root(tree: SpanTree) -> SpanRow | None:
    """The shallowest span that says what it is, of those the earliest."""
    candidates = [position for position, row in enumerate(tree.rows) if row.kind != "other"]
    if not candidates:
        return None
    return tree.rows[min(candidates, key=lambda position: (tree.depth[position], position))]


def _first(*texts: str) -> str:
    return next((text for text in texts if text), "")


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text}))


def _union(sets: Iterable[int]) -> int:
    united = 0
    for bits in sets:
        united |= bits
    return united


def _total(counts: Iterable[Tokens]) -> Tokens:
    columns = tuple(zip(*counts, strict=True))
    return Tokens(*map(sum, columns)) if columns else Tokens()


def span_names(names: Iterable[str]) -> str:
    """Distinct names in order of start, as many as fit; search looks for words in them."""
    kept: list[str] = []
    room = SPAN_NAMES_BYTES
    for name in dict.fromkeys(names):
        room -= len(name.encode()) + 1
        if room < -1:
            break
        kept.append(name)
    return "\n".join(kept)
