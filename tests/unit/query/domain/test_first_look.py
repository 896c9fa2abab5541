from dataclasses import replace

from assay_query.domain.first_look import find_root, first_look, totals_of
from assay_query.domain.skeleton import skeleton_of
from assay_query.domain.traces import Cost, Span, SpanCost, UsageFact

_BLANK = Span("", None, "", "other", 0, 1, 1, "unset", "default", None, None, None, "none", 0, 0)


def a_span(span_id: str, parent: str | None = None, **fields: object) -> Span:
    return replace(_BLANK, span_id=span_id, parent_span_id=parent, **fields)  # type: ignore[arg-type] # any field


def test_the_root_is_the_span_without_a_parent() -> None:
    spans = [a_span("b", "missing"), a_span("c", "a"), a_span("a")]
    assert find_root(spans).span_id == "a"


def test_without_a_root_the_earliest_orphan_stands_for_it() -> None:
    assert find_root([a_span("c", "b"), a_span("b", "missing")]).span_id == "b"


def test_a_cycle_has_its_earliest_span_as_root() -> None:
    assert find_root([a_span("a", "b"), a_span("b", "a")]).span_id == "a"


def test_a_first_look_counts_and_bounds_what_is_there() -> None:
    spans = [a_span("a", name="root", status="ok", start_ns=5, end_ns=9), a_span("b", "a", status="error", end_ns=20)]
    found = first_look("t", spans, totals_of(spans))
    assert (found.name, found.status, found.start_ns, found.end_ns) == ("root", "ok", 0, 20)
    assert (found.span_count, found.error_count) == (2, 1)


def test_a_skeleton_points_at_parents_names_and_duplicates_by_index() -> None:
    spans = [a_span("a", name="x"), a_span("b", "a", name="y", model="m"), a_span("c", "gone", name="x")]
    cost = SpanCost(
        **vars(Cost(None, None, None, "none")),
        cache_read=None,
        cache_write=None,
        reasoning=None,
        price_id=None,
        computed_total=None,
    )
    drawn = skeleton_of(spans, {"b": UsageFact(False, "a", cost)})
    assert drawn.parent == [-1, 0, -1]
    assert drawn.orphan == [False, False, True]
    assert drawn.missing_parents == 1
    assert (drawn.names.values, drawn.names.index) == (["x", "y"], [0, 1, 0])
    assert drawn.models.index == [-1, 0, -1]
    assert drawn.duplicate_of == [-1, 0, -1]
