"""Parameters, settings, errors, and every kind of statement that Assay sends."""

from typing import Any

import pytest
from clickhouse_driver import Client
from clickhouse_driver.errors import ServerException

from tests.support.clickhouse_server import ClickHouseServer

HOSTILE = [
    "", "it's", "back\\slash", "\\", "\\'", "'; DROP TABLE t; --", "line\nbreak\r\ttab", "nul\0inside", "ünï☃𝄞",
    "{p:String}", "%(p)s", "\\N", "NULL", "\\x41", "/* */ -- #", '"`', "a" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_parameter_arrives_exactly(client: Client, text: str) -> None:
    assert client.execute("SELECT {p:String}", {"p": text}) == [(text,)]
    assert client.execute("SELECT {p:Array(String)}", {"p": [text, "x"]}) == [([text, "x"],)]


def test_parameters_have_types(client: Client) -> None:
    bound = {"n": 2**63, "d": "0.000000000001", "u": "61f0c404-5cb3-11e7-907b-a6006ad3dba0"}
    sql = "SELECT toTypeName({n:UInt64}), {n:UInt64} = 9223372036854775808, toString({d:Decimal(18, 12)}), {u:UUID}"
    ((name, same, decimal, uuid),) = client.execute(sql, bound)
    assert (name, same, decimal, str(uuid)) == ("UInt64", 1, bound["d"], bound["u"])


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        (47, "SELECT nothing_of_this_name"),
        (60, "SELECT * FROM no_such_table"),
        (62, "SELEC 1"),
        (62, "SELECT 1; SELECT 2"),
        (62, "  -- nothing but a comment"),
        (81, "SELECT * FROM no_such_database.t"),
        (81, "USE no_such_database"),
        (57, "CREATE TABLE t (a UInt8) ENGINE = Memory"),
        (53, "SELECT 1 IN tuple('x')"),
        (36, "CREATE TABLE u (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS index_granularity = 0"),
        (115, "SELECT 1 SETTINGS no_such_setting = 1"),
        (395, "SELECT throwIf(number = 300000) FROM numbers(1000000)"),
        (456, "SELECT {unbound:String}"),
        (457, "SELECT {bound:UInt8}"),
    ],
)
def test_an_error_has_clickhouse_s_own_code(client: Client, code: int, sql: str) -> None:
    client.execute("CREATE TABLE t (a UInt8) ENGINE = Memory")
    with pytest.raises(ServerException) as refused:
        client.execute(sql, {"bound": "no number"})
    assert refused.value.code == code, refused.value.message
    assert client.execute("SELECT 1") == [(1,)]


def test_an_error_names_itself(client: Client) -> None:
    with pytest.raises(ServerException, match=r"no_such_table.*UNKNOWN_TABLE"):
        client.execute("SELECT * FROM no_such_table")


def test_a_connection_to_a_missing_database_is_refused(server: ClickHouseServer) -> None:
    with pytest.raises(ServerException) as refused:
        server.client("no_such_database").execute("SELECT 1")
    assert refused.value.code == 81


def test_an_unknown_setting_is_refused_when_it_is_important(server: ClickHouseServer) -> None:
    client = server.client(settings_is_important=True)
    with pytest.raises(ServerException) as refused:
        client.execute("SELECT 1", settings={"max_threads": 1, "no_such_setting": 1})
    assert refused.value.code == 115
    assert setting(server.client(), "max_threads", {"max_threads": 3}) == "3"


def test_the_stand_in_refuses_every_unknown_setting(server: ClickHouseServer) -> None:
    if not server.is_stand_in:
        pytest.skip("a full server ignores an unknown setting that is not important")
    client = server.client()
    with pytest.raises(ServerException) as refused:
        client.execute("SELECT 1", settings={"no_such_setting": 1})
    assert refused.value.code == 115
    with pytest.raises(ServerException, match="Unknown setting"):
        client.execute("SELECT 1", settings={"max_threads = 1, max_memory_usage": 1})


def setting(client: Client, name: str, settings: dict[str, Any] | None = None) -> str:
    ((value,),) = client.execute(f"SELECT toString(getSetting('{name}'))", settings=settings)
    return str(value)


def test_settings_of_a_query_hold_for_that_query_only(client: Client) -> None:
    before = setting(client, "max_block_size")
    assert setting(client, "max_block_size", {"max_block_size": 1234}) == "1234"
    assert setting(client, "max_block_size", {"max_block_size": 4321, "log_comment": "it's \\ one"}) == "4321"
    assert setting(client, "log_comment", {"log_comment": "it's \\ one"}) == "it's \\ one"
    assert setting(client, "max_block_size") == before
    assert setting(client, "log_comment") == ""


def test_set_stays_on_its_connection_and_below_the_settings_of_a_query(server: ClickHouseServer) -> None:
    one, other = server.client(), server.client()
    untouched = setting(other, "max_block_size")
    assert setting(one, "max_block_size", {"max_block_size": 777}) == "777"
    one.execute("SET max_block_size = 1000")
    assert setting(one, "max_block_size") == "1000"
    assert setting(one, "max_block_size", {"max_block_size": 2000}) == "2000"
    assert setting(one, "max_block_size") == "1000"
    assert setting(other, "max_block_size") == untouched


def test_settings_in_the_text_win(client: Client) -> None:
    sql = "SELECT getSetting('max_block_size') SETTINGS max_block_size = 5"
    assert client.execute(sql, settings={"max_block_size": 6}) == [(5,)]


def test_a_time_limit_stops_a_query(client: Client) -> None:
    with pytest.raises(ServerException) as stopped:
        client.execute("SELECT sum(sipHash64(number)) FROM numbers(1e12)", settings={"max_execution_time": 0.3})
    assert stopped.value.code == 159


def test_a_memory_limit_stops_a_query(client: Client) -> None:
    with pytest.raises(ServerException) as stopped:
        client.execute("SELECT groupArray(number) FROM numbers(1e8)", settings={"max_memory_usage": 20_000_000})
    assert stopped.value.code == 241


def test_statements_of_every_kind_answer(client: Client, database: str) -> None:
    client.execute("CREATE TABLE t (a UInt8, b String DEFAULT 'x') ENGINE = MergeTree ORDER BY a")
    client.execute("INSERT INTO t (a) VALUES (1), (2), (3)")
    client.execute("OPTIMIZE TABLE t FINAL")
    client.execute("ALTER TABLE t DELETE WHERE a = 1", settings={"mutations_sync": 2})
    client.execute("ALTER TABLE t ADD COLUMN c UInt8")
    client.execute("SYSTEM FLUSH LOGS")
    assert client.execute("EXISTS TABLE t") == [(1,)]
    assert client.execute("SHOW TABLES") == [("t",)]
    assert client.execute("SHOW TABLES LIKE 'none'", with_column_types=True) == ([], [("name", "String")])
    assert [row[:2] for row in client.execute("DESCRIBE TABLE t")] == [("a", "UInt8"), ("b", "String"), ("c", "UInt8")]
    assert any("ReadFromMergeTree" in line for (line,) in client.execute("EXPLAIN SELECT a FROM t"))
    assert client.execute(f"SHOW CREATE TABLE {database}.t")[0][0].startswith("CREATE TABLE")
    assert client.execute("WITH 7 AS n SELECT a, n FROM t ORDER BY a FORMAT JSON") == [(2, 7), (3, 7)]
    assert client.execute("(SELECT 1 AS n) UNION ALL (SELECT 1);") == [(1,), (1,)]
    assert client.execute("DROP TABLE t SYNC") == []


def test_totals_and_extremes_do_not_mix_with_rows(client: Client) -> None:
    sql = "SELECT number % 2 AS k, count() FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k"
    rows = client.execute(sql, settings={"extremes": 1})
    assert rows[:2] == [(0, 5), (1, 5)]


def test_what_a_query_read_is_reported(client: Client) -> None:
    client.execute("SELECT number FROM numbers(1000)")
    assert client.last_query.progress.rows == 1000
    assert client.last_query.profile_info.rows == 1000


def test_a_client_of_an_older_revision_is_understood(server: ClickHouseServer) -> None:
    for revision in (54441, 54448, 54453, 54454, 54456, 54458):
        client = server.client(client_revision=revision, settings={"server_side_params": False})
        assert client.execute("SELECT 1, 'x' WHERE %(n)s = 1", {"n": 1}) == [(1, "x")]
        assert client.connection.server_info.used_revision == revision


def test_a_ping_is_answered(client: Client) -> None:
    client.execute("SELECT 1")
    assert client.connection.ping() is True


def test_types_without_a_known_length_are_refused_by_name(server: ClickHouseServer, client: Client) -> None:
    if not server.is_stand_in:
        pytest.skip("a full server sends every type")
    with pytest.raises(ServerException, match="AggregateFunction") as refused:
        client.execute("SELECT sumState(1)")
    assert refused.value.code == 48
