"""Scoring's migration on a real engine: its table, its view, and the two running at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from tests.support.trace_store import TraceStore

PROJECT = UUID(int=1)
TRACE = "ab" * 16
SCORE = UUID(int=7)


@pytest.fixture
def store(clickhouse_url: str) -> Iterator[TraceStore]:
    store = TraceStore(clickhouse_url, "scoring_migrate")
    yield store
    store.close()


def migrate(url: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "ASSAY_CLICKHOUSE_URL": url}  # noqa: TID251 - the role reads its environment
    return subprocess.run(
        [sys.executable, "-m", "assay_scoring", "migrate"],
        env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def names(store: TraceStore) -> list[tuple[bytes, float | None]]:
    rows: list[tuple[bytes, float | None]] = store.client.execute("SELECT name, value FROM scores_v1 ORDER BY name")
    return rows


def test_migrating_again_and_at_once_changes_nothing(store: TraceStore) -> None:
    store.add_score(PROJECT, TRACE, SCORE, value=0.5)
    with ThreadPoolExecutor() as at_once:
        ended = list(at_once.map(migrate, [store.url] * 2))
    assert [run.returncode for run in ended] == [0, 0], ended
    assert names(store) == [(b"quality", 0.5)]
    assert store.client.execute("SELECT count() FROM migrations WHERE context = 'scoring'") == [(1,)]


def test_a_score_written_again_replaces_itself_whatever_its_time(store: TraceStore) -> None:
    store.add_score(PROJECT, TRACE, SCORE, value=0.9, version=2, created_at=5)
    store.add_score(PROJECT, TRACE, SCORE, value=0.1, version=1, created_at=10**12)
    assert names(store) == [(b"quality", 0.9)]


def test_a_deleted_score_is_gone(store: TraceStore) -> None:
    store.add_score(PROJECT, TRACE, SCORE, value=0.9, version=1)
    store.add_score(PROJECT, TRACE, SCORE, value=0.9, version=2, is_deleted=1)
    assert names(store) == []


def test_scores_of_a_deleted_trace_are_hidden_and_others_are_not(store: TraceStore) -> None:
    store.add_score(PROJECT, TRACE, SCORE, name="hidden")
    store.add_score(PROJECT, "cd" * 16, UUID(int=8), name="shown")
    store.add_mark(PROJECT, TRACE)
    assert names(store) == [(b"shown", None)]


def test_an_absent_clickhouse_is_named_in_one_sentence(store: TraceStore) -> None:
    ended = migrate(urlsplit(store.url)._replace(netloc="127.0.0.1:1").geturl())
    assert ended.returncode == 78
    assert "ClickHouse does not answer at ASSAY_CLICKHOUSE_URL" in ended.stderr
