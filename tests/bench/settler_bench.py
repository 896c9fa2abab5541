"""Traces that a settler settles per second of its CPU time, and how many rows it writes per span of a long trace.

`python -m tests.bench.settler_bench [--quick]` needs ASSAY_TEST_CLICKHOUSE_URL. One JSON line per case: `settler.cycle`
is compared with a bare read of the same narrow rows in the same run; `settler.amplification` counts rows of the real
`usage_facts`, its time is simulated. Ends with 1 when a long trace costs more than 20 rows per span.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from assay_ingest.app.settler import derived_store
from assay_ingest.domain.due import FIRST_SETTLE_S, DirtyTrace, settle_interval_s
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.trace import SpanRow
from assay_ingest.domain.windows import windows
from assay_ingest.store.settler_client import Row, SettlerClient
from assay_ingest.store.usage_facts import UsageFacts
from assay_ingest.usecases.settle_traces import DerivedStore, SettleTraces
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7

from tests.support.span_rows import SECOND_NS, a_call, a_rollup
from tests.support.stored_spans import SpanTables, a_database

TRACES: Final = 1_000
SPANS: Final = 10
ROUNDS: Final = 5
MOST_ROWS_PER_SPAN: Final = 20
CASES: Final = (("6 h at 1/s", 21_600, 1.0), ("100,000 at 100/s", 100_000, 100.0), ("100,000 at 2,000/s", 100_000, 2e3))
NOW_NS: Final = SystemClock().now_ns() - 8 * 3600 * SECOND_NS
INSERT_ROWS: Final = 10_000


class CountingClient(SettlerClient):
    """Counts the rows of every insert; they are written as ever."""

    rows = 0

    def insert(self, sql: str, rows: list[Row]) -> None:  # type: ignore[override]  # the settler hands lists only
        self.rows += len(rows)
        super().insert(sql, rows)


def span_id(number: int) -> str:
    return f"{number:016x}"


def a_span_at(number: int, second: float) -> SpanRow:
    """One call of an agent, received when it ends."""
    start_ns = NOW_NS + round(second * SECOND_NS)
    times: dict[str, Any] = {
        "start_ns": start_ns,
        "end_ns": start_ns + SECOND_NS,
        "version": row_version(start_ns, 0, 1),
    }
    if number == 1:
        return a_rollup(span_id(1), name="agent", **times)
    return a_call(span_id(number), span_id(1), response_id=f"response-{number}", model="m", **times)


def settler(store: DerivedStore) -> SettleTraces:
    return SettleTraces(
        store,
        announce=lambda traces: None,
        rules_of=lambda project_id: ProjectRules(),
        deleted_at_ns=lambda project_id, trace_id: None,
        now_ns=lambda: NOW_NS,
    )


def cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def report(name: str, value: float, unit: str, ratio_to: float | None, **params: object) -> None:
    line = {"name": name, "value": round(value, 2), "unit": unit, "ratio_to": ratio_to, "params": params}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def measure_cycle(url: str, tables: SpanTables) -> None:
    """Fresh traces each round: read, judge and write, best of ROUNDS."""
    store = derived_store(SettlerClient(url))
    use_case = settler(store)
    cycles: list[float] = []
    reads: list[float] = []
    for _ in range(ROUNDS):
        project_id = uuid7()
        traces = {uuid7().hex: [a_span_at(n, n + i / 50) for n in range(1, SPANS + 1)] for i in range(TRACES)}
        tables.insert_many(project_id, traces)
        bounds = store.index.bounds(project_id, list(traces))
        reads.append(cpu_s(lambda: [store.spans.of_traces(project_id, w) for w in windows(bounds)]))  # noqa: B023 - runs at once
        cycles.append(cpu_s(lambda: use_case.settle([DirtyTrace(project_id, i, 0) for i in traces])))  # noqa: B023 - runs at once
    best = TRACES / min(cycles)
    report("settler.cycle", best, "traces/s per core", round(min(reads) / min(cycles), 3), spans=SPANS, batch=TRACES)


def settle_times(spans: int, per_s: float) -> list[float]:
    """Seconds at which a settler settles a trace that grows without a pause until all spans are there."""
    times = [FIRST_SETTLE_S]
    while times[-1] * per_s < spans:
        times.append(times[-1] + settle_interval_s(times[-1], min(spans, int(times[-1] * per_s))))
    return times


def rows_per_span(url: str, tables: SpanTables, spans: int, per_s: float) -> tuple[float, int]:
    """Rows of `usage_facts` written per span, and how often the trace was settled."""
    client = CountingClient(url)
    store = derived_store(SettlerClient(url))
    use_case = settler(replace(store, facts=UsageFacts(client)))
    project_id, trace_id = uuid7(), uuid7().hex
    times = settle_times(spans, per_s)
    for before_s, now_s in pairwise([0.0, *times]):
        known, count = int(before_s * per_s), min(spans, int(now_s * per_s) or 1)
        _insert(tables, project_id, trace_id, range(known + 1, count + 1), per_s)
        use_case.settle([DirtyTrace(project_id, trace_id, 0)])
    return client.rows / spans, len(times)


def _insert(tables: SpanTables, project_id: UUID, trace_id: str, numbers: range, per_s: float) -> None:
    for first in range(0, len(numbers), INSERT_ROWS):
        rows = [a_span_at(n, n / per_s) for n in numbers[first : first + INSERT_ROWS]]
        tables.insert(project_id, trace_id, rows)


def main(arguments: list[str]) -> int:
    server = os.environ["ASSAY_TEST_CLICKHOUSE_URL"]  # noqa: TID251 - a program of its own
    worst = 0.0
    with a_database(server, "settler_bench") as url:
        tables = SpanTables(url)
        measure_cycle(url, tables)
        for case, spans, per_s in () if "--quick" in arguments else CASES:
            rate, settles = rows_per_span(url, tables, spans, per_s)
            worst = max(worst, rate)
            bound = round(rate / MOST_ROWS_PER_SPAN, 3)
            report("settler.amplification", rate, "rows/span", bound, case=case, settles=settles)
        tables.close()
    return int(worst > MOST_ROWS_PER_SPAN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
