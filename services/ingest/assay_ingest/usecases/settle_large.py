"""Judge one trace that is too large to be held whole, and write its changed facts page by page."""

from functools import reduce
from operator import xor

from assay_ingest.domain.derived_version import derived_version
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.large_trace import Totals, summarise
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.rewrite import FactsPlan, LiveSummary, Rewrite, plan_facts, plan_summary
from assay_ingest.domain.trace import TraceSummary
from assay_ingest.domain.windows import Window
from assay_ingest.store.large_traces import PAGE_ROWS, LargeTrace, LargeTraces
from assay_ingest.store.narrow_spans import NarrowSpans
from assay_ingest.store.usage_facts import UsageFacts
from assay_ingest.usecases.derived_rows import Judged, fact_ends_of, facts_of


class SettleLarge:
    def __init__(self, large: LargeTraces, spans: NarrowSpans, facts: UsageFacts) -> None:
        self._large = large
        self._spans = spans
        self._facts = facts

    def settle(
        self, trace: DirtyTrace, rules: ProjectRules, rows: LargeTrace, totals: Totals, live: list[LiveSummary]
    ) -> Judged:
        """Facts are written when this returns; the summary is the caller's to write. Raises StoreUnavailable."""
        ids = self._large.witnesses(rows)
        witnesses = self._spans.of_spans(trace.project_id, trace.trace_id, rows.bounds, ids)
        summary = summarise(totals, witnesses)
        version = derived_version(totals.newest_row, totals.rows, rules.revision)
        judged = Judged(trace, rules, totals.oldest_row, totals.newest_row, summary, Rewrite(version, 0))
        return self._write_facts(judged, rows, summary, live)

    def _write_facts(self, judged: Judged, rows: LargeTrace, summary: TraceSummary, live: list[LiveSummary]) -> Judged:
        pages = 1 + summary.span_count // PAGE_ROWS
        seals, changed = 0, False
        for page in range(pages):
            plan = self._write_page(judged, rows, page, pages)
            seals = reduce(xor, (fact.seal for fact in plan.every), seals)
            changed = changed or bool(plan.changed or plan.tombstones)
        rewrite = plan_summary(summary, judged.rewrite.version, live, [seals])
        if changed:
            rewrite = rewrite._replace(summary=summary, again=True)
        return judged._replace(rewrite=rewrite)

    def _write_page(self, judged: Judged, rows: LargeTrace, page: int, pages: int) -> FactsPlan:
        found = self._large.facts(rows, page=page, pages=pages)
        window = Window(rows.bounds, [rows.trace_id])
        live = self._facts.live_page(rows.project_id, window, page=page, pages=pages)
        plan = plan_facts(found, judged.rewrite.version, live)
        rewrite = judged.rewrite._replace(facts=plan.changed, fact_tombstones=plan.tombstones)
        to_write = judged._replace(rewrite=rewrite)
        self._facts.write(facts_of(to_write), fact_ends_of(to_write))
        return plan
