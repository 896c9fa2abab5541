"""What Assay's delivery protocol rests on: tokens, replacing rows, views, and inserts that fail as a whole."""

from typing import Any

import pytest
from clickhouse_driver import Client
from clickhouse_driver.block import ColumnOrientedBlock
from clickhouse_driver.errors import ServerException

from tests.support.clickhouse_server import ClickHouseServer, wait_until

INSERT = {"async_insert": 0, "insert_deduplicate": 1}
ROWS = [(1, "a"), (2, "b")]


def table(client: Client, name: str, window: int) -> None:
    client.execute(f"""CREATE TABLE {name} (a UInt32, s LowCardinality(String)) ENGINE = MergeTree ORDER BY a
        SETTINGS non_replicated_deduplication_window = {window}""")


def insert(client: Client, name: str, token: str, rows: list[tuple[Any, ...]] = ROWS, **settings: Any) -> None:  # noqa: ANN401 - settings
    chosen = INSERT | {"insert_deduplication_token": token} | settings
    client.execute(f"INSERT INTO {name} (a, s) VALUES", rows, settings=chosen)


def count(client: Client, name: str) -> int:
    ((rows,),) = client.execute("SELECT count() FROM {name:Identifier}", {"name": name})
    return int(rows)


def test_the_same_token_is_one_copy_and_another_token_two(client: Client) -> None:
    table(client, "t", window=100)
    insert(client, "t", "one")
    insert(client, "t", "one", rows=[(3, "other rows under the same token")])
    assert count(client, "t") == 2
    insert(client, "t", "two")
    assert count(client, "t") == 4


def test_without_a_window_a_token_means_nothing(client: Client) -> None:
    table(client, "t", window=0)
    insert(client, "t", "one")
    insert(client, "t", "one")
    assert count(client, "t") == 4


def test_a_token_in_the_text_of_the_insert_works_too(client: Client) -> None:
    table(client, "t", window=100)
    for _ in range(2):
        client.execute("INSERT INTO t (a, s) SETTINGS insert_deduplication_token = 'x' VALUES", ROWS, settings=INSERT)
    assert count(client, "t") == 2


def test_a_token_covers_all_blocks_of_its_insert(client: Client) -> None:
    table(client, "t", window=100)
    rows = [(n, "x") for n in range(1000)]
    for _ in range(2):
        insert(client, "t", "one", rows, insert_block_size=300)
    assert count(client, "t") == 1000


def test_a_dependent_view_deduplicates_with_its_source(client: Client) -> None:
    table(client, "source", window=100)
    table(client, "target", window=100)
    client.execute("CREATE MATERIALIZED VIEW v TO target AS SELECT a, s FROM source")
    for _ in range(2):
        insert(client, "source", "one", deduplicate_blocks_in_dependent_materialized_views=1)
    insert(client, "source", "two", deduplicate_blocks_in_dependent_materialized_views=1)
    assert (count(client, "source"), count(client, "target")) == (4, 4)


def test_final_keeps_the_newest_version_and_hides_the_deleted(client: Client) -> None:
    client.execute("""CREATE TABLE r (k UInt8, v String, version UInt128, is_deleted UInt8)
        ENGINE = ReplacingMergeTree(version, is_deleted) ORDER BY k""")
    client.execute("INSERT INTO r VALUES", [(1, "old", 1, 0), (2, "kept", 1, 0), (3, "gone", 1, 0)])
    client.execute("INSERT INTO r VALUES", [(1, "new", 2**100, 0), (3, "gone", 2, 1)])
    assert client.execute("SELECT k, v FROM r FINAL ORDER BY k") == [(1, "new"), (2, "kept")]
    client.execute("OPTIMIZE TABLE r FINAL")
    assert client.execute("SELECT k, v FROM r FINAL ORDER BY k") == [(1, "new"), (2, "kept")]


def test_columns_are_asked_for_in_the_order_given(client: Client) -> None:
    client.execute("""CREATE TABLE t (a UInt8, `odd name` String DEFAULT 'x', m UInt8 MATERIALIZED a + 1,
        l UInt8 ALIAS a + 2) ENGINE = Memory""")
    client.execute("INSERT INTO t (`odd name`, a) VALUES", [("y", 1)])
    client.execute("INSERT INTO t (a) VALUES", [(2,)])
    client.execute("INSERT INTO t VALUES", [(3, "z")])
    client.execute("INSERT INTO TABLE t (a) FORMAT Native", [(4,)])
    assert client.execute("SELECT a, `odd name`, m, l FROM t ORDER BY a") == [
        (1, "y", 2, 3), (2, "x", 3, 4), (3, "z", 4, 5), (4, "x", 5, 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        (60, "INSERT INTO no_such_table (a) VALUES"),
        (16, "INSERT INTO t (no_such_column) VALUES"),
        (44, "INSERT INTO t (m) VALUES"),
        (115, "INSERT INTO t (a) SETTINGS no_such_setting = 1 VALUES"),
        (62, "INSERT INTO t (a VALUES"),
    ],
)
def test_an_insert_that_cannot_be_is_refused_before_data(client: Client, code: int, sql: str) -> None:
    client.execute("CREATE TABLE t (a UInt8, m UInt8 MATERIALIZED 1) ENGINE = Memory")
    with pytest.raises(ServerException) as refused:
        client.execute(sql, [(1,)])
    assert refused.value.code == code, refused.value.message
    assert client.execute("SELECT count() FROM t") == [(0,)]


def test_a_failed_insert_leaves_nothing_and_the_server_unharmed(client: Client) -> None:
    client.execute("CREATE TABLE t (a UInt8, CONSTRAINT small CHECK a < 10) ENGINE = MergeTree ORDER BY a")
    with pytest.raises(ServerException) as refused:
        client.execute("INSERT INTO t (a) VALUES", [(1,), (200,)], settings=INSERT)
    assert refused.value.code == 469
    assert count(client, "t") == 0


@pytest.mark.parametrize(
    ("code", "engine", "settings"),
    [
        (252, "MergeTree ORDER BY a SETTINGS parts_to_throw_insert = 1, parts_to_delay_insert = 1", {}),
        (252, "MergeTree ORDER BY a PARTITION BY a", {"max_partitions_per_insert_block": 1}),
    ],
)
def test_rows_that_the_engine_refuses_are_not_acknowledged(
    client: Client, code: int, engine: str, settings: dict[str, int]
) -> None:
    client.execute(f"CREATE TABLE t (a UInt8) ENGINE = {engine}")
    client.execute("INSERT INTO t (a) VALUES", [(1,)], settings=INSERT)
    with pytest.raises(ServerException) as refused:
        client.execute("INSERT INTO t (a) VALUES", [(1,), (2,)], settings=INSERT | settings)
    assert refused.value.code == code
    assert count(client, "t") == 1


def test_a_view_that_fails_fails_the_insert(client: Client) -> None:
    table(client, "source", window=100)
    table(client, "target", window=100)
    client.execute("CREATE MATERIALIZED VIEW v TO target AS SELECT throwIf(a = 2) AS a, s FROM source")
    with pytest.raises(ServerException) as refused:
        insert(client, "source", "one")
    assert refused.value.code == 395


def test_one_block_becomes_one_part(client: Client) -> None:
    table(client, "t", window=0)
    rows = 60_000
    client.execute("INSERT INTO t (a, s) VALUES", [list(range(rows)), ["x" * 500] * rows], columnar=True)
    parts = "SELECT rows FROM system.parts WHERE database = currentDatabase() AND table = 't' AND level = 0"
    assert client.execute(parts) == [(rows,)]


def test_insert_select_works_with_parameters(client: Client) -> None:
    table(client, "t", window=0)
    client.execute("INSERT INTO t (a, s) SELECT number, {s:String} FROM numbers(10)", {"s": "it's"})
    assert client.execute("SELECT count(), any(s) FROM t") == [(10, "it's")]


def test_a_client_that_leaves_inside_an_insert_inserts_nothing(server: ClickHouseServer, database: str) -> None:
    leaving, other = server.client(database), server.client(database)
    other.execute("CREATE TABLE left_behind (a UInt32) ENGINE = MergeTree ORDER BY a")
    leaving.execute("SELECT 1")
    leaving.connection.send_query("INSERT INTO left_behind (a) VALUES")
    leaving.connection.send_external_tables(None)
    header = leaving.receive_sample_block()
    leaving.connection.send_data(ColumnOrientedBlock(header.columns_with_types, [[1, 2, 3]]))
    leaving.receive_profile_events()
    leaving.disconnect()
    wait_until(lambda: not server.is_running("INSERT INTO left_behind"), 5)
    assert count(other, "left_behind") == 0


def test_the_stand_in_ends_a_connection_whose_block_it_cannot_read(server: ClickHouseServer, database: str) -> None:
    if not server.is_stand_in:
        pytest.skip("a full server reads sparse columns")
    client = server.client(database)
    client.execute("CREATE TABLE t (a UInt8) ENGINE = Memory")
    client.connection.send_query("INSERT INTO t (a) VALUES")
    client.connection.send_external_tables(None)
    client.receive_sample_block()
    sparse_column = b"\x01a\x05UInt8\x01"
    client.connection.socket.sendall(b"\x02\x00" + b"\x00" + b"\x01\x01" + sparse_column + b"\xff" * 100)
    assert client.connection.receive_packet().exception.code == 48
    with pytest.raises(EOFError):
        client.connection.receive_packet()
    assert count(server.client(database), "t") == 0
