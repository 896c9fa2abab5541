"""The list of traces against a real engine: filters, sorts, pages, windows, and the other project."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from assay_kit.clock import ManualClock
from assay_query.domain.forms import rfc3339
from fastapi import FastAPI

from tests.integration.query.conftest import ALICE, BOB
from tests.support.query_caller import QueryCaller
from tests.support.trace_store import HOUR, MS, SECOND, TraceStore

FULL = "f0" * 16
BARE = "0f" * 16
COUNT = 25


def trace_id(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture(scope="module", autouse=True)
def seeded(store: TraceStore, clock: ManualClock) -> None:
    """Two telling traces, many plain ones up to 28 days old, one of Bob, one of Assay itself."""
    now = clock.now_ns()
    store.add_summary(
        ALICE, FULL, start_ns=now - 2 * HOUR, name="Checkout Agent", span_names="plan\nLookup Order", status="error",
        error_count=1, duration_ns=1500 * MS, models=["gpt-4o", "o1"], providers=["openai"], kinds=["agent", "llm"],
        user_id="ann", session_id="s1", tags=["vip", "eu"], environment="prod", release="1.2", service_name="shop",
        usage={"input": 10, "output": 5, "total": 15}, cost_total=Decimal("0.25"), cost_source="computed",
        last_ingested_at=(now - HOUR) // MS,
    )  # fmt: skip
    store.add_summary(
        ALICE,
        BARE,
        start_ns=now - 3 * HOUR,
        name="idle",
        status="unset",
        duration_ns=MS,
        last_ingested_at=(now - 3 * HOUR) // MS,
    )
    store.add_summary(BOB, "bb" * 16, start_ns=now - HOUR, name="Checkout Agent", user_id="ann")
    store.add_summary(ALICE, "aa" * 16, start_ns=now - HOUR, name="judge", internal=True)
    for number in range(COUNT):
        store.add_summary(
            ALICE,
            trace_id(number + 1),
            start_ns=now - 4 * HOUR - (number // 2) * 55 * HOUR,  # pairs share a start: ties must have an order
            name="plain",
            environment="bulk",
            duration_ns=(number % 5) * MS,
            cost_total=None if number % 3 else Decimal(number),
            usage={"total": number % 4} if number % 4 else {},
        )
    store.compact("trace_summary")


def ids(answer: Any) -> list[str]:  # noqa: ANN401 - an httpx response
    assert answer.status_code == 200, answer.text
    return [item["trace_id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    "wanted",
    [
        {"status": "error"},
        {"status": ["ok", "error"], "user": "ann"},
        {"name": "Checkout Agent"},
        {"model": "o1"},
        {"model": ["none", "gpt-4o"]},
        {"provider": "openai"},
        {"user": "ann"},
        {"session": "s1"},
        {"tag": "vip"},
        {"environment": "prod"},
        {"release": "1.2"},
        {"service": "shop"},
        {"kind": ["tool", "agent"]},
        {"q": "checkout a"},
        {"q": "lookup ORDER"},
        {"min_duration_ms": 1500},
        {"min_cost": "0.25", "max_cost": "0.25"},
        {"min_tokens": 15, "max_tokens": 15},
        {"has_error": "true"},
    ],
    ids=str,
)
def test_each_filter_finds_the_trace_that_has_it(alice: QueryCaller, wanted: dict[str, Any]) -> None:
    assert ids(alice.get("/api/traces", **wanted)) == [FULL]


@pytest.mark.parametrize(
    "wanted",
    [
        {"status": "error", "environment": "bulk"},
        {"name": "checkout agent"},
        {"user": "ann' OR 1=1 --"},
        {"q": "'; DROP TABLE spans; --"},
        {"tag": "vi"},
        {"max_duration_ms": 0.5, "name": "idle"},
        {"min_cost": "0.250000000001", "environment": "prod"},
    ],
    ids=str,
)
def test_different_filters_must_all_hold(alice: QueryCaller, wanted: dict[str, Any]) -> None:
    assert ids(alice.get("/api/traces", **wanted)) == []


def test_what_assay_does_itself_is_left_out_unless_asked_for(alice: QueryCaller) -> None:
    assert "aa" * 16 not in ids(alice.get("/api/traces", limit=200))
    assert ids(alice.get("/api/traces", internal="true")) == ["aa" * 16]


def test_another_project_is_as_if_it_were_empty(alice: QueryCaller, bob: QueryCaller) -> None:
    assert ids(bob.get("/api/traces")) == ["bb" * 16]
    assert "bb" * 16 not in ids(alice.get("/api/traces", user="ann"))


def walk(caller: QueryCaller, **wanted: Any) -> list[str]:  # noqa: ANN401 - any parameter
    """All pages of a list."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = caller.get("/api/traces", **wanted, **cursor)
        page = ids(answer)
        assert len(page) <= wanted["limit"]
        found += page
        if answer.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": answer.json()["next_cursor"]}


@pytest.mark.parametrize(
    "sort", ["-start_time", "start_time", "-duration_ms", "duration_ms", "-cost", "cost", "-tokens", "tokens"]
)
@pytest.mark.parametrize("limit", [3, 7, 200])
def test_pages_of_any_size_give_every_trace_once_and_in_order(alice: QueryCaller, sort: str, limit: int) -> None:
    whole = ids(alice.get("/api/traces", environment="bulk", sort=sort, limit=200))
    assert sorted(whole) == [trace_id(number + 1) for number in range(COUNT)]
    assert walk(alice, environment="bulk", sort=sort, limit=limit) == whole


@pytest.mark.parametrize(("sort", "field"), [("cost", "cost"), ("tokens", "usage")])
@pytest.mark.parametrize("way", ["", "-"])
def test_values_are_in_order_and_unknown_ones_last(alice: QueryCaller, sort: str, field: str, way: str) -> None:
    items = alice.get("/api/traces", environment="bulk", sort=way + sort, limit=200).json()["items"]
    values = [item[field]["total"] for item in items]
    known = [Decimal(value) for value in values if value is not None]
    assert known == sorted(known, reverse=way == "-")
    assert values[len(known) :] == [None] * (len(values) - len(known))
    assert 0 < len(known) < len(values)


def test_a_range_includes_its_start_and_not_its_end(alice: QueryCaller) -> None:
    start = alice.get("/api/traces", name="idle").json()["items"][0]["start_time"]
    earlier = alice.get("/api/traces", name="plain").json()["items"][0]["start_time"]
    assert ids(alice.get("/api/traces", from_=start)) == [FULL, BARE]
    assert BARE not in ids(alice.get("/api/traces", from_=earlier, to=start))


def test_only_what_came_since_is_answered_for_a_live_list(alice: QueryCaller, clock: ManualClock) -> None:
    listed = alice.get("/api/traces").json()
    assert listed["as_of"].endswith("Z")
    assert ids(alice.get("/api/traces", updated_after=listed["as_of"])) == []
    assert ids(alice.get("/api/traces", updated_after=rfc3339(clock.now_ns() - HOUR - SECOND))) == [FULL]


def test_a_settled_row_has_every_field_of_a_summary(alice: QueryCaller, store: TraceStore) -> None:
    store.add_score(ALICE, FULL, UUID(int=7), value=0.5, explanation="fine", author="ann")
    (item,) = alice.get("/api/traces", user="ann").json()["items"]
    assert item["duration_ms"] == 1500.0
    assert item["usage"] == {
        "input": 10, "output": 5, "total": 15, "cache_read": None, "cache_write": None, "reasoning": None
    }  # fmt: skip
    assert item["cost"] == {"total": "0.25", "input": None, "output": None, "source": "computed"}
    assert (item["tags"], item["models"], item["settled"]) == (["vip", "eu"], ["gpt-4o", "o1"], True)
    assert [(score["kind"], score["value"], score["author"]) for score in item["scores"]] == [("numeric", 0.5, "ann")]


@pytest.mark.parametrize(
    ("wanted", "field", "said"),
    [
        ({"modle": "x"}, "query.modle", "did you mean `model`?"),
        ({"score": "quality>1"}, "query.score", "not supported yet"),
        ({"meta.tier": "gold"}, "query.meta.tier", "not supported yet"),
        ({"limit": 201}, "query.limit", "200"),
        ({"sort": "name"}, "query.sort", "start_time, duration_ms, cost, tokens"),
        ({"from_": "yesterday"}, "query.from", "RFC 3339"),
        ({"from_": "2026-01-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, "query.from", "31 days"),
        ({"cursor": "abc"}, "query.cursor", "cursor"),
        ({"status": "bad"}, "query.status.0", "ok"),
        ({"min_cost": "cheap"}, "query.min_cost", "decimal"),
        ({"q": " "}, "query.q", "blank"),
    ],
    ids=str,
)
def test_a_bad_parameter_is_named(alice: QueryCaller, wanted: dict[str, Any], field: str, said: str) -> None:
    answer = alice.get("/api/traces", **wanted)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert said in error["detail"]


def test_a_cursor_of_another_filter_is_refused(alice: QueryCaller) -> None:
    cursor = alice.get("/api/traces", environment="bulk", limit=1).json()["next_cursor"]
    answer = alice.get("/api/traces", environment="prod", limit=1, cursor=cursor)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.cursor")


def test_a_cursor_of_another_project_is_refused(alice: QueryCaller, bob: QueryCaller) -> None:
    cursor = alice.get("/api/traces", limit=1).json()["next_cursor"]
    assert bob.get("/api/traces", limit=1, cursor=cursor).status_code == 422


def test_an_id_that_ends_in_zeros_is_listed_with_its_scores(
    bob: QueryCaller, store: TraceStore, clock: ManualClock
) -> None:
    zeros = "ee" * 15 + "00"
    store.add_summary(BOB, zeros, start_ns=clock.now_ns() - 6 * HOUR, session_id="zeros")
    store.add_score(BOB, zeros, UUID(int=8), value=1.0)
    (item,) = bob.get("/api/traces", session="zeros").json()["items"]
    assert (item["trace_id"], len(item["scores"])) == (zeros, 1)


def test_no_trace_is_skipped_when_one_stands_in_two_windows(
    api: FastAPI, store: TraceStore, clock: ManualClock
) -> None:
    carol = UUID("0198c0de-0000-7000-8000-0000000000cc")
    moved, *others = (f"{number:032x}" for number in range(0xCA01, 0xCA05))
    store.add_summary(carol, moved, start_ns=clock.now_ns() - HOUR // 2, version=1)
    store.add_summary(carol, moved, start_ns=clock.now_ns() - 3 * HOUR, version=2)
    for hours, trace in zip((2, 4, 5), others, strict=True):
        store.add_summary(carol, trace, start_ns=clock.now_ns() - hours * HOUR)
    assert set(walk(QueryCaller(api, carol, clock), limit=2)) == {moved, *others}


def test_a_trace_that_moved_to_another_hour_is_listed_once_with_its_newest_row(
    bob: QueryCaller, store: TraceStore, clock: ManualClock
) -> None:
    moved = "cc" * 16
    store.add_summary(BOB, moved, start_ns=clock.now_ns() - 5 * HOUR, name="before", version=1)
    store.add_summary(BOB, moved, start_ns=clock.now_ns() - 8 * HOUR, name="after", version=2)
    items = bob.get("/api/traces").json()["items"]
    assert [item["trace_id"] for item in items].count(moved) == 1
