"""What the server must know of a statement before the engine parses it."""

import pytest
from assay_local.clickhouse.failures import NotInStandIn, ServerException
from assay_local.clickhouse.statements import Answer, Insert, Reading, parse_statement


def reading(text: str) -> Reading:
    statement = parse_statement(text)
    assert isinstance(statement, Reading)
    return statement


def insert(text: str) -> Insert:
    statement = parse_statement(text)
    assert isinstance(statement, Insert)
    return statement


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("select 1", Answer.STREAMED),
        ("-- INSERT\n/* SHOW */ # DROP\nSELECT 1", Answer.STREAMED),
        ("(SELECT 1) UNION ALL (SELECT 2)", Answer.STREAMED),
        ("WITH 1 AS a SELECT a", Answer.STREAMED),
        ("FROM t SELECT a", Answer.STREAMED),
        ("SHOW TABLES", Answer.TABLE),
        ("describe t", Answer.TABLE),
        ("EXPLAIN SELECT 1", Answer.TABLE),
        ("DROP TABLE t", Answer.MAYBE),
        ("INSERT INTO t SELECT 1", Answer.MAYBE),
        ("INSERT INTO t (a) WITH 1 AS b SELECT b", Answer.MAYBE),
        ("INSERT INTO t (a) (SELECT 1)", Answer.MAYBE),
        ("INSERT INTO t VALUES (1), (2)", Answer.MAYBE),
        ("INSERT INTO t FORMAT JSONEachRow {\"a\": 1}", Answer.MAYBE),
    ],
)  # fmt: skip
def test_how_an_answer_comes_back_follows_from_the_first_words(text: str, answer: Answer) -> None:
    assert reading(text).answer is answer


def test_only_set_changes_the_session() -> None:
    assert reading("SET max_threads = 1").changes_session
    assert not reading("SELECT 'SET max_threads = 1'").changes_session


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("SELECT 1 FORMAT JSON", "SELECT 1 "),
        ("SELECT 1 format TSV ;", "SELECT 1 "),
        ("SELECT 1 FORMAT Null SETTINGS max_threads = 1", "SELECT 1  SETTINGS max_threads = 1"),
        ("SELECT ' FORMAT JSON'", "SELECT ' FORMAT JSON'"),
        ("SELECT (SELECT 1 AS format)", "SELECT (SELECT 1 AS format)"),
        ("SELECT format f", "SELECT format f"),
        ("SELECT a, format f", "SELECT a, format f"),
        ("SELECT 1; -- done", "SELECT 1"),
    ],
)
def test_the_format_is_left_out_and_nothing_else(text: str, left: str) -> None:
    assert reading(text).text == left


@pytest.mark.parametrize(
    ("target", "settings", "data", "table", "columns"),
    [
        ("INSERT INTO t", "", "VALUES", "t", None),
        ("insert into db.t (a, b)", "", "values", "db.t", ("a", "b")),
        ("INSERT INTO `d b`.`t``x` (`a b`, n.m)", "", "VALUES", "`d b`.`t``x`", ("a b", "n.m")),
        ('INSERT INTO t ("a\\"b")', "", "VALUES", "t", ('a"b',)),
        ("INSERT INTO TABLE t (a)", "", "FORMAT Native", "t", ("a",)),
        ("INSERT INTO FUNCTION null('a UInt8')", "", "VALUES", "null('a UInt8')", None),
        ("INSERT INTO t (a)", "SETTINGS async_insert = 0, x = ')'", "VALUES", "t", ("a",)),
        ("/* VALUES (1) */ INSERT INTO t (a)", "", "", "t", ("a",)),
        ("INSERT INTO t (`values`)", "", "VALUES;", "t", ("values",)),
    ],
)
def test_an_insert_that_waits_for_blocks_is_taken_apart(
    target: str, settings: str, data: str, table: str, columns: tuple[str, ...] | None
) -> None:
    parts = insert(f"{target} {settings} {data}")
    assert (parts.target, parts.settings.strip(), parts.table, parts.columns) == (target, settings, table, columns)


@pytest.mark.parametrize("text", ["", " ; ", "-- nothing", "SELECT 1; SELECT 2", "DROP TABLE a; DROP TABLE b;"])
def test_none_or_several_statements_are_a_syntax_error(text: str) -> None:
    with pytest.raises(ServerException) as refused:
        parse_statement(text)
    assert refused.value.code == 62


def test_a_semicolon_inside_a_text_separates_nothing() -> None:
    assert reading("SELECT ';', `;`, \";\" /* ; */;").answer is Answer.STREAMED


@pytest.mark.parametrize(
    "text",
    ["SELECT 1 INTO OUTFILE 'x'", "INSERT INTO t FROM INFILE 'x' FORMAT CSV", "INSERT INTO t (* EXCEPT(a)) VALUES"],
)
def test_files_of_the_server_and_computed_columns_are_refused(text: str) -> None:
    with pytest.raises(NotInStandIn):
        parse_statement(text)
