"""A trace too large to be held whole: its totals are added up by the store, its words come from a few spans.

What differs from `summary`: calls are duplicates by response id and usage only, a rollup never counts, and depth is
known of the few spans only. Such a summary says so by the warning `too_large`.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from assay_ingest.domain.summary import settle, span_names
from assay_ingest.domain.trace import SpanRow, Tokens, TraceSummary

LARGE: Final = 100_000
"""Most spans of a trace that is held whole."""
_NEEDS_THE_TREE: Final = frozenset({"duplicate_instrumentation", "orphan_rollup"})


class Totals(NamedTuple):
    """Sums over the newest row of each span. `names`: distinct span names, earliest first, enough to fill the field."""

    rows: int
    newest_row: int
    oldest_row: int
    start_ns: int
    end_ns: int
    span_count: int
    error_count: int
    kinds: Sequence[str]
    models: Sequence[str]
    providers: Sequence[str]
    usage_set: int
    tokens: Tokens
    counted: int
    duplicate_scopes: bool
    names: Sequence[str] = ()


def summarise(totals: Totals, witnesses: Sequence[SpanRow]) -> TraceSummary:
    """The summary of the whole trace.

    `witnesses`: spans that decide every field which is not a sum: the earliest, the root, and for each field the
    earliest span that has it (for identities those with the least and greatest value too, so that a conflict shows).
    """
    summary = settle(witnesses).summary
    return summary._replace(
        start_ns=totals.start_ns,
        end_ns=totals.end_ns,
        span_count=totals.span_count,
        error_count=totals.error_count,
        kinds=tuple(totals.kinds),
        models=tuple(totals.models),
        providers=tuple(totals.providers),
        usage_set=totals.usage_set,
        tokens=totals.tokens,
        cost_unknown_count=totals.counted,
        span_names=span_names(totals.names),
        warnings=_warnings(summary.warnings, totals),
    )


def _warnings(of_witnesses: Iterable[str], totals: Totals) -> tuple[str, ...]:
    found = {*of_witnesses} - _NEEDS_THE_TREE | {"too_large"}
    return tuple(sorted(found | ({"duplicate_instrumentation"} if totals.duplicate_scopes else set())))
