"""The statement checker alone: it must refuse whatever is not provably bound to one project."""

import pytest
from assay_query.domain.cursor import Cursor
from assay_query.domain.filters import Range, Sort, SortKey, TraceFilter
from assay_query.errors import UnsafeStatement
from assay_query.store import scores, span_io, spans, traces
from assay_query.store.statement import check

BOUND = "project_id = {project_id:UUID}"


def bound(sql: str) -> str:
    """The statement with the right predicate where the case says so."""
    return sql.replace("<bound>", BOUND)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM spans_v1",
        "SELECT name FROM spans_v1 WHERE trace_id = unhex({trace_id:String})",
        "SELECT name FROM spans_v1 WHERE project_id = {other:UUID}",
        "SELECT name FROM spans_v1 WHERE project_id = {project_id:String}",
        "SELECT name FROM spans_v1 WHERE NOT <bound>",
        "SELECT name FROM spans_v1 WHERE name = 'x' AND <bound>",
        "SELECT name FROM spans_v1 WHERE <bound> OR 1 = 1",
        "SELECT name FROM spans_v1 WHERE <bound> AND name = 'x' OR 1 = 1",
        "SELECT name FROM spans_v1 WHERE <bound> = 0",
        "SELECT name FROM spans_v1, usage_v1 WHERE <bound>",
        "SELECT name FROM spans_v1 JOIN usage_v1 WHERE <bound>",
        "SELECT name FROM spans_v1 AS s WHERE <bound>",
        "SELECT name FROM spans WHERE <bound>",
        "SELECT name FROM other.spans_v1 WHERE <bound>",
        "SELECT name FROM merge('spans') WHERE <bound>",
        "SELECT name FROM spans_v1 WHERE <bound> UNION ALL SELECT name FROM spans_v1",
        "SELECT name FROM spans_v1 WHERE <bound> AND trace_id IN (SELECT trace_id FROM usage_v1)",
        "SELECT name FROM spans_v1 WHERE <bound> AND trace_id IN usage_v1",
        "SELECT name FROM spans_v1 WHERE <bound> AND trace_id IN (usage_v1)",
        "SELECT name FROM (SELECT name FROM spans_v1) WHERE <bound>",
        "SELECT name FROM (SELECT name FROM spans_v1 WHERE <bound>), spans",
        "SELECT name FROM spans_v1 WHERE <bound> AND trace_id IN (spans)",
        "SELECT name FROM spans_v1 WHERE <bound> AND trace_id IN spans",
        "SELECT dictGet('d', 'a', 1) FROM spans_v1 WHERE <bound>",
        "SELECT name FROM spans_v1 WHERE <bound> SETTINGS max_threads = 1",
        "SELECT name FROM spans_v1 -- WHERE <bound>",
        "SELECT name FROM `spans_v1` WHERE <bound>",
        "SELECT name FROM spans_v1 WHERE <bound>; SELECT 1",
        "SELECT name FROM spans_v1 WHERE <bound> /* OR 1 */",
        "SELECT '\\' FROM spans_v1 WHERE <bound> AND name = ' OR 1 = 1 --'",
        "WITH 1 AS x SELECT x FROM spans_v1 WHERE <bound>",
        "INSERT INTO spans_v1 VALUES (1)",
        "DROP TABLE spans",
        "SELECT FROM",
        "SELECT name FROM (",
        "",
    ],
)
def test_what_is_not_bound_to_the_project_is_refused(sql: str) -> None:
    with pytest.raises(UnsafeStatement):
        check(bound(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM spans_v1 WHERE <bound>",
        "SELECT name FROM spans_v1 WHERE <bound> AND (name = 'x' OR status = 'ok') ORDER BY name LIMIT 1 BY name",
        "SELECT name FROM (SELECT name FROM spans_v1 WHERE <bound> ORDER BY version DESC) ORDER BY name LIMIT 5",
        "SELECT name FROM spans_v1 WHERE <bound> AND trace_id IN (SELECT trace_id FROM usage_v1 WHERE <bound>)",
    ],
)
def test_what_only_narrows_the_project_passes(sql: str) -> None:
    check(bound(sql))


WANTED = TraceFilter(
    status=("ok",), name=("a",), model=("m",), provider=("p",), user=("u",), session=("s",), tag=("t",),
    environment=("e",), release=("r",), service=("s",), kind=("llm",), q="x", min_duration_ns=1, max_duration_ns=2,
    min_tokens=1, max_tokens=2, has_error=True, updated_after_ns=5,
)  # fmt: skip


@pytest.mark.parametrize("key", list(SortKey))
@pytest.mark.parametrize("descending", [True, False])
def test_every_list_statement_passes(key: SortKey, descending: bool) -> None:
    after = Cursor("1", 5, "ab" * 16, Range(0, 10))
    sql, _ = traces.keys_statement(WANTED, Sort(key, descending), Range(0, 10), after)
    check(sql)


def test_every_fixed_statement_passes() -> None:
    check(traces._WIDE)
    check(traces._BOUNDS)
    check(scores._SCORES)
    for sql in (spans._SPANS, spans._TOTALS, spans._FACTS, span_io._FACTS, span_io._CONTENT, *span_io._SLICES.values()):
        check(sql)
