"""The verdict on a whole trace: roots, names, identity, previews, counting."""

import pytest
from assay_ingest.domain.summary import content_hash, fact_seal, settle
from assay_ingest.domain.trace import Settlement, SpanRow, Tokens

from tests.support.span_rows import START_NS, a_call, a_rollup, a_span, in_order


def counted(settlement: Settlement) -> set[str]:
    return {fact.span_id for fact in settlement.facts if fact.counted}


def seal_of(row: SpanRow) -> int:
    settlement = settle([row])
    return content_hash(settlement.summary, map(fact_seal, settlement.facts))


def keepers(settlement: Settlement) -> dict[str, str]:
    return {fact.span_id: fact.duplicate_of for fact in settlement.facts if fact.duplicate_of}


# Counting


def test_the_same_response_with_the_same_usage_counts_once() -> None:
    settled = settle([a_span("r"), a_call("a", "r", response_id="x"), a_call("b", "r", response_id="x")])
    assert counted(settled) == {"a"}
    assert keepers(settled) == {"b": "a"}
    assert settled.summary.tokens == Tokens(100, 5, 105)


def test_the_same_response_id_with_other_usage_is_another_call() -> None:
    settled = settle([a_call("a", response_id="x"), a_call("b", response_id="x", used=(7, 7))])
    assert counted(settled) == {"a", "b"}


def test_different_response_ids_are_retries_and_both_count() -> None:
    settled = settle([a_call("a", response_id="x"), a_call("b", "a", response_id="y")])
    assert counted(settled) == {"a", "b"}


def test_a_wrapper_without_an_id_is_the_call_below_it() -> None:
    settled = settle([a_call("a"), a_span("c", "a"), a_call("b", "c", response_id="x")])
    assert counted(settled) == {"a"}


def test_siblings_without_ids_are_two_calls() -> None:
    settled = settle([a_span("r"), a_call("a", "r"), a_call("b", "r")])
    assert counted(settled) == {"a", "b"}


def test_a_wrapper_stands_for_one_of_two_calls_below_not_for_both() -> None:
    rows = in_order([a_call("w"), a_call("a", "w", response_id="x"), a_call("b", "w", response_id="y")])
    settled = settle(rows)
    assert settled.summary.tokens.input == 200
    assert keepers(settled) == {"a": "w"}


def test_calls_without_any_tokens_are_not_taken_for_one_another() -> None:
    settled = settle([a_call("a", used=(0, 0)), a_call("b", "a", used=(0, 0))])
    assert counted(settled) == {"a", "b"}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (a_call("z", "r", response_id="x"), a_call("a", response_id="x", synthetic=True, has_messages=True)),
        (a_call("z", "r", response_id="x", has_messages=True), a_call("a", response_id="x")),
        (a_call("z", response_id="x"), a_call("a", "r", response_id="x")),
        (a_call("z", response_id="x", start_ns=START_NS - 1), a_call("a", response_id="x")),
    ],
    ids=["real before synthetic", "with messages", "shallower", "earlier"],
)
def test_of_duplicates_the_better_one_is_kept(better: SpanRow, worse: SpanRow) -> None:
    assert keepers(settle([a_span("r"), worse, better])) == {"a": "z"}


def test_a_rollup_is_silent_over_calls_with_usage() -> None:
    settled = settle([a_rollup("r", used=(240, 90)), a_call("a", "r"), a_call("b", "r", used=(140, 85))])
    assert counted(settled) == {"a", "b"}
    assert settled.summary.warnings == ()


def test_the_outermost_of_lone_rollups_counts_and_is_warned_about() -> None:
    settled = settle([a_rollup("r"), a_rollup("q", "r"), a_span("c", "q")])
    assert counted(settled) == {"r"}
    assert settled.summary.warnings == ("orphan_rollup",)


def test_a_lone_rollup_counts_beside_calls_in_another_branch() -> None:
    settled = settle([a_rollup("r"), a_rollup("q", "r"), a_span("s", "r"), a_call("c", "s")])
    assert counted(settled) == {"q", "c"}


def test_a_rollup_over_a_duplicate_is_silent_for_its_call_counts_elsewhere() -> None:
    settled = settle([a_call("a", response_id="x"), a_rollup("r", "a"), a_call("b", "r", response_id="x")])
    assert counted(settled) == {"a"}


def test_a_call_without_numbers_is_a_call_but_adds_nothing() -> None:
    settled = settle([a_span("a", kind="llm", usage_role="own", status="error")])
    assert counted(settled) == {"a"}
    assert settled.facts[0].is_error
    assert (settled.summary.tokens, settled.summary.usage_set) == (Tokens(), 0)


def test_two_libraries_that_report_one_call_are_warned_about() -> None:
    rows = [a_call("a", response_id="x", scope_name="one"), a_call("b", "a", response_id="x", scope_name="two")]
    assert settle(rows).summary.warnings == ("duplicate_instrumentation",)


def test_models_come_from_counted_spans_only() -> None:
    settled = settle([a_rollup("r", model="sum"), a_call("a", "r", model="m2"), a_call("b", "r", model="m1")])
    assert settled.summary.models == ("m1", "m2")


def test_a_synthetic_duplicate_is_no_span_of_the_trace() -> None:
    settled = settle([a_call("a", response_id="x"), a_call("b", response_id="x", synthetic=True, status="error")])
    assert (settled.summary.span_count, settled.summary.error_count) == (1, 0)


# Roots


def test_the_earliest_span_without_parent_is_the_root() -> None:
    summary = settle([a_span("b", start_ns=START_NS + 1), a_span("a"), a_span("c", "a", start_ns=START_NS - 1)]).summary
    assert (summary.root_span_id, summary.has_root, summary.root_inferred) == ("a", True, False)
    assert summary.start_ns == START_NS - 1


def test_without_a_root_the_earliest_top_stands_in() -> None:
    summary = settle([a_span("b", "gone"), a_span("c", "b", start_ns=START_NS - 5)]).summary
    assert (summary.root_span_id, summary.has_root, summary.root_inferred) == ("b", False, True)


def test_the_app_root_is_the_shallowest_span_that_says_what_it_is() -> None:
    rows = in_order([a_span("h"), a_span("x", "h", kind="tool"), a_span("m", "h"), a_span("y", "m", kind="agent")])
    assert settle(rows).summary.app_root_span_id == "x"


def test_a_span_whose_parent_has_not_come_is_not_shallower_than_the_root() -> None:
    rows = [a_span("h", kind="chain"), a_span("late", "gone", kind="llm", start_ns=START_NS - 9)]
    assert settle(rows).summary.app_root_span_id == "h"


@pytest.mark.parametrize(
    "rows",
    [
        [a_call("a", "a")],
        [a_call("a", "b"), a_span("b", "a")],
        [a_span("r"), a_call("a", "c"), a_span("b", "a"), a_span("c", "b")],
    ],
    ids=["own parent", "two", "beside a root"],
)
def test_parents_in_a_circle_are_survived(rows: list[SpanRow]) -> None:
    settled = settle(rows)
    assert settled.summary.tokens.input == 100
    assert settled.summary.span_count == len(rows)


def test_a_chain_of_five_thousand_spans_does_not_overflow() -> None:
    rows = [a_span("0"), *(a_call(str(i), str(i - 1), response_id=str(i)) for i in range(1, 5_000))]
    assert settle(rows).summary.tokens.input == 4_999 * 100


# Names, identity, status, previews


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([a_span("r", name="GET"), a_span("a", "r", kind="agent", agent_name="w", trace_name="nightly")], "nightly"),
        ([a_span("r", name="GET", trace_name="nightly"), a_span("a", "r", kind="agent", agent_name="w")], "nightly"),
        ([a_span("r", name="GET"), a_span("a", "r", kind="agent", agent_name="w", name="invoke")], "w"),
        ([a_span("r", name="GET"), a_span("a", "r", kind="llm", name="chat")], "chat"),
        ([a_span("r", name="GET"), a_span("a", "r", name="db")], "GET"),
    ],
)
def test_a_trace_has_the_most_telling_name(rows: list[SpanRow], name: str) -> None:
    assert settle(rows).summary.name == name


def test_identity_is_that_of_the_app_root_and_a_conflict_is_warned_about() -> None:
    rows = in_order([a_span("r", user_id="u1"), a_span("a", "r", kind="agent", user_id="u2", tags=("t",))])
    summary = settle(rows).summary
    assert (summary.user_id, summary.tags, summary.warnings) == ("u2", ("t",), ("identity_conflict",))


def test_identity_on_a_child_is_found() -> None:
    summary = settle([a_span("r", kind="agent"), a_span("a", "r", session_id="s", environment="prod")]).summary
    assert (summary.session_id, summary.environment, summary.warnings) == ("s", "prod", ())


@pytest.mark.parametrize(
    ("root", "app_root", "status"),
    [("unset", "ok", "ok"), ("ok", "error", "error"), ("error", "ok", "error"), ("unset", "unset", "unset")],
)
def test_the_status_is_the_worst_of_root_and_app_root(root: str, app_root: str, status: str) -> None:
    rows = [a_span("r", status=root), a_span("a", "r", kind="agent", status=app_root), a_span("b", "a", status="error")]
    summary = settle(rows).summary
    assert summary.status == status
    assert summary.error_count == [root, app_root, "error"].count("error")


def test_previews_are_those_of_the_app_root() -> None:
    rows = [a_span("r", kind="agent", input_preview="q", output_preview="a"), a_call("c", "r", input_preview="x")]
    summary = settle(rows).summary
    assert (summary.input_preview, summary.output_preview, summary.warnings) == ("q", "a", ())


def test_previews_of_a_silent_agent_come_from_its_first_and_last_call() -> None:
    calls = [
        a_call("c", "r", input_preview="q1", output_preview="a1"),
        a_call("d", "r", input_preview="q2", output_preview="a2"),
    ]
    summary = settle(in_order([a_span("r", kind="agent"), *calls])).summary
    assert (summary.input_preview, summary.output_preview, summary.warnings) == ("q1", "a2", ("io_derived",))


def test_an_explicit_trace_input_beats_the_app_root() -> None:
    rows = [a_span("r", kind="agent", input_preview="q"), a_span("c", "r", trace_input_preview="told")]
    assert settle(rows).summary.input_preview == "told"


def test_long_previews_are_cut_by_characters() -> None:
    assert settle([a_call("a", input_preview="é" * 300)]).summary.input_preview == "é" * 200


def test_span_names_are_distinct_and_bounded() -> None:
    rows = in_order([a_span(str(i), name=f"step {i // 2} " + "x" * 90) for i in range(100)])
    names = settle(rows).summary.span_names
    assert names.startswith("step 0 ")
    assert len(names.encode()) <= 1024
    assert len(set(names.split("\n"))) == len(names.split("\n")) == 10


def test_an_end_before_the_start_gives_no_negative_duration() -> None:
    summary = settle([a_span("a", end_ns=0)]).summary
    assert summary.end_ns == summary.start_ns


def test_the_hash_follows_the_content() -> None:
    assert seal_of(a_call("a")) == seal_of(a_call("a", version=2))
    assert seal_of(a_call("a")) != seal_of(a_call("a", used=(1, 2)))
    assert seal_of(a_call("a")) != seal_of(a_call("a", release="2"))
