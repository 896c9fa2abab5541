"""The parts of Assay's tables that not every engine would have, used through a view as all readers do."""

from collections.abc import Iterator

import pytest
from clickhouse_driver import Client

from tests.support.clickhouse_server import ClickHouseServer

TABLE = """
CREATE TABLE spans
(
    project_id UInt32,
    trace_id FixedString(16),
    span_id FixedString(8),
    start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    model LowCardinality(String),
    search_text String CODEC(ZSTD(3)),
    attr_str Map(LowCardinality(String), String),
    attr_kv Array(String) ALIAS
        arrayMap(pair -> concat(pair.1, '=', pair.2), CAST(attr_str, 'Array(Tuple(String, String))')),
    version UInt64,
    expire_at Date,
    INDEX idx_trace trace_id TYPE bloom_filter(0.001),
    INDEX idx_session session_id TYPE bloom_filter(0.01),
    INDEX idx_model model TYPE set(256),
    INDEX idx_start start_time TYPE minmax,
    INDEX idx_kv attr_kv TYPE text(tokenizer = 'array'),
    INDEX idx_text lower(search_text) TYPE text(tokenizer = 'splitByNonAlpha')
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(start_time)
PRIMARY KEY (project_id, toStartOfMinute(start_time), cityHash64(trace_id))
ORDER BY (project_id, toStartOfMinute(start_time), cityHash64(trace_id), trace_id, span_id)
TTL expire_at
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1, fsync_after_insert = 1,
    fsync_part_directory = 1, map_serialization_version = 'with_buckets', index_granularity = 512,
    enable_block_number_column = 1, enable_block_offset_column = 1
"""  # fmt: skip

VIEW = "CREATE VIEW spans_v1 AS SELECT *, attr_kv FROM spans FINAL WHERE expire_at >= today()"

FILL = """
INSERT INTO spans
    (project_id, trace_id, span_id, start_time, session_id, model, search_text, attr_str, version, expire_at)
SELECT 1, unhex(leftPad(hex(number), 32, '0')), unhex(leftPad(hex(number), 16, '0')),
    toDateTime64(1700000000 + number % 60, 9, 'UTC'), concat('session-', toString(number)), 'gpt',
    concat('word', toString(number), ' common'), map('key', concat('value-', toString(number)), 'all', 'same'), 1,
    today() + 30
FROM numbers(100000)
"""

TRACE = "0000000000000000000000000000D431"  # 54321

BY_INDEX = {
    "idx_trace": "trace_id = unhex({trace:String})",
    "idx_session": "session_id = 'session-54321'",
    "idx_kv": "has(attr_kv, 'key=value-54321')",
    "idx_text": "hasToken(lower(search_text), 'word54321')",
}


@pytest.fixture(scope="module")
def filled(server: ClickHouseServer) -> Iterator[Client]:
    admin = server.client()
    admin.execute("DROP DATABASE IF EXISTS conformance_storage SYNC")
    admin.execute("CREATE DATABASE conformance_storage")
    client = server.client("conformance_storage")
    for statement in (TABLE, VIEW, FILL):
        client.execute(statement)
    yield client
    admin.execute("DROP DATABASE conformance_storage SYNC")


@pytest.mark.parametrize("index", BY_INDEX)
def test_an_index_is_used_through_the_view(filled: Client, index: str) -> None:
    where = f"FROM spans_v1 WHERE project_id = 1 AND {BY_INDEX[index]}"
    bound = {"trace": TRACE}
    assert filled.execute(f"SELECT session_id {where}", bound) == [("session-54321",)]
    plan = "\n".join(str(line) for (line,) in filled.execute(f"EXPLAIN indexes = 1 SELECT session_id {where}", bound))
    assert index in plan, plan


def test_a_filter_on_a_map_with_buckets_finds_its_row(filled: Client) -> None:
    assert filled.execute("SELECT model FROM spans_v1 WHERE attr_str['key'] = 'value-777'") == [("gpt",)]


def test_the_newest_version_of_a_span_is_read(filled: Client) -> None:
    filled.execute("""INSERT INTO spans
        SELECT * REPLACE ('newer' AS model, 2 AS version) FROM spans WHERE session_id = 'session-99'""")
    by_version = "FROM spans WHERE session_id = 'session-99' ORDER BY version DESC LIMIT 1 BY span_id"
    assert filled.execute("SELECT model FROM spans_v1 WHERE session_id = 'session-99'") == [("newer",)]
    assert filled.execute(f"SELECT model {by_version}") == [("newer",)]


def test_an_aggregate_filled_by_a_view_keeps_its_bounds(client: Client) -> None:
    client.execute("CREATE TABLE raw (trace_id FixedString(2), at DateTime64(9, 'UTC')) ENGINE = MergeTree ORDER BY at")
    client.execute("""CREATE TABLE bounds (trace_id FixedString(2),
        first SimpleAggregateFunction(min, DateTime64(9, 'UTC')),
        last SimpleAggregateFunction(max, DateTime64(9, 'UTC'))) ENGINE = AggregatingMergeTree ORDER BY trace_id""")
    client.execute("""CREATE MATERIALIZED VIEW fill TO bounds AS
        SELECT trace_id, min(at) AS first, max(at) AS last FROM raw GROUP BY trace_id""")
    for nanoseconds in (3, 1, 2):
        client.execute("INSERT INTO raw (trace_id, at) VALUES", [["ab"], [nanoseconds]], columnar=True)
    assert client.execute("""SELECT toUnixTimestamp64Nano(min(first)), toUnixTimestamp64Nano(max(last))
        FROM bounds GROUP BY trace_id""") == [(1, 3)]


def test_a_lightweight_delete_takes_effect_at_once(client: Client) -> None:
    client.execute("CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a")
    client.execute("INSERT INTO t SELECT number FROM numbers(1000)")
    client.execute("DELETE FROM t WHERE a < 900")
    assert client.execute("SELECT count() FROM t") == [(100,)]
