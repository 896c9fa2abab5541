"""What holds for every trace, whatever was sent and in whichever order."""

import random

from assay_ingest.domain.counting import count
from assay_ingest.domain.span_tree import plant
from assay_ingest.domain.summary import settle
from assay_ingest.domain.trace import SpanRow
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.span_rows import START_NS, a_span, usage_columns

QUICK = settings(max_examples=60, deadline=None)
"""A loaded machine is slow, not wrong."""
IDS = [f"{i:016x}" for i in range(1, 15)]


@st.composite
def traces(draw: st.DrawFn) -> list[SpanRow]:
    """Rows with roots, missing parents and circles; few distinct values, so that everything collides."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    return [draw(spans(span_id)) for span_id in ids]


@st.composite
def spans(draw: st.DrawFn, span_id: str) -> SpanRow:
    role = draw(st.sampled_from(["none", "own", "own", "rollup"]))
    used = draw(st.sampled_from([(0, 0), (10, 5), (20, 5)])) if role != "none" else None
    return a_span(
        span_id,
        draw(st.sampled_from(["", "0" * 16, "f" * 16, *IDS])),
        start_ns=START_NS + draw(st.integers(0, 3)),
        kind=draw(st.sampled_from(["other", "llm", "agent", "tool"])),
        status=draw(st.sampled_from(["unset", "ok", "error"])),
        usage_role=role,
        response_id=draw(st.sampled_from(["", "x", "y"])),
        synthetic=draw(st.booleans()),
        has_messages=draw(st.booleans()),
        user_id=draw(st.sampled_from(["", "u", "v"])),
        input_preview=draw(st.sampled_from(["", "q", "p"])),
        **(usage_columns(used) if used else {}),
    )


@QUICK
@given(traces(), st.randoms(use_true_random=False))
def test_arrival_order_decides_nothing(rows: list[SpanRow], order: random.Random) -> None:
    shuffled = rows[:]
    order.shuffle(shuffled)
    assert settle(shuffled) == settle(rows)


@QUICK
@given(traces())
def test_totals_are_the_sums_of_counted_facts(rows: list[SpanRow]) -> None:
    settled = settle(rows)
    counted = [fact.tokens for fact in settled.facts if fact.counted]
    assert settled.summary.tokens == tuple(sum(tokens[i] for tokens in counted) for i in range(6))


@QUICK
@given(traces())
def test_every_duplicate_names_a_counted_call_with_its_usage(rows: list[SpanRow]) -> None:
    facts = {fact.span_id: fact for fact in settle(rows).facts}
    duplicates = [fact for fact in facts.values() if fact.duplicate_of]
    assert all(facts[d.duplicate_of].counted and not d.counted for d in duplicates)
    assert all(facts[d.duplicate_of].tokens[:2] == d.tokens[:2] for d in duplicates)


@QUICK
@given(traces())
def test_every_own_call_counts_itself_or_at_its_keeper(rows: list[SpanRow]) -> None:
    own = [fact for fact in settle(rows).facts if fact.usage_role == "own"]
    assert all(fact.counted != bool(fact.duplicate_of) for fact in own)


@QUICK
@given(traces())
def test_two_response_ids_are_never_one_call(rows: list[SpanRow]) -> None:
    facts = {fact.span_id: fact for fact in settle(rows).facts}
    named = [fact for fact in facts.values() if fact.response_id and fact.duplicate_of]
    assert all(facts[fact.duplicate_of].response_id in ("", fact.response_id) for fact in named)


@QUICK
@given(traces())
def test_no_counted_rollup_stands_above_a_call_with_usage(rows: list[SpanRow]) -> None:
    tree = plant(rows)
    verdicts = count(tree)
    for position, row in enumerate(tree.rows):
        if row.is_own_call and row.reports_usage:
            above = tree.parent[position]
            while above != -1:
                assert not (tree.rows[above].usage_role == "rollup" and verdicts.counted[above])
                above = tree.parent[above]


@QUICK
@given(traces())
def test_the_tree_holds_every_span_once_and_has_no_circle(rows: list[SpanRow]) -> None:
    tree = plant(rows)
    assert sorted(tree.preorder) == list(range(len(rows)))
    assert [p for p, entering in tree.walk() if entering] == list(tree.preorder)
    seen: set[int] = set()
    for position in tree.preorder:
        assert tree.parent[position] == -1 or tree.parent[position] in seen
        seen.add(position)
