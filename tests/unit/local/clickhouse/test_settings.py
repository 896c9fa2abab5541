"""Settings of a query above those of the session, and values that travel as literals."""

from collections.abc import Callable

import pytest
from assay_local.clickhouse.failures import ServerException
from assay_local.clickhouse.settings import Overlay, quoted, unquoted
from clickhouse_driver.util.escape import escape_param

KNOWN = {"a": "1", "b": "2", "c": "3"}


class SessionSettings:
    """An engine's session that only knows SET."""

    def __init__(self) -> None:
        self.values = dict(KNOWN)
        self.statements: list[str] = []

    def execute(self, sql: str) -> None:
        self.statements.append(sql)
        for change in sql.removeprefix("SET ").split(", "):
            name, literal = change.split(" = ")
            if name not in KNOWN:
                raise ServerException(115, f"Unknown setting '{name}'")
            self.values[name] = KNOWN[name] if literal == "DEFAULT" else unquoted(literal)

    def lookup(self, name: str) -> str | None:
        value = self.values[name]
        return None if value == KNOWN[name] else value


@pytest.fixture
def session() -> SessionSettings:
    return SessionSettings()


@pytest.fixture
def overlay(session: SessionSettings) -> Overlay:
    return Overlay(session.execute, session.lookup, {"c": "session's own"})


def test_settings_hold_until_a_query_comes_without_them(session: SessionSettings, overlay: Overlay) -> None:
    overlay.lay({"a": "10", "b": "it's"})
    assert session.values == {"a": "10", "b": "it's", "c": "3"}
    overlay.lay({"b": "20"})
    assert session.values == {"a": "1", "b": "20", "c": "3"}
    overlay.lay({})
    assert session.values == KNOWN


def test_a_query_that_repeats_its_settings_costs_no_statement(session: SessionSettings, overlay: Overlay) -> None:
    for _ in range(3):
        overlay.lay({"a": "10"})
    assert len(session.statements) == 1


def test_what_the_session_started_with_comes_back(session: SessionSettings, overlay: Overlay) -> None:
    overlay.lay({"c": "30"})
    overlay.lay({})
    assert session.values["c"] == "session's own"


def test_what_the_client_set_itself_comes_back(session: SessionSettings, overlay: Overlay) -> None:
    overlay.lay({"a": "10"})
    overlay.before_set()
    assert session.values["a"] == "1"
    session.execute("SET a = '100'")
    overlay.lay({"a": "10"})
    overlay.lay({})
    assert session.values["a"] == "100"


@pytest.mark.parametrize("name", ["unknown", "a = 1, b", ""])
def test_an_unknown_setting_leaves_nothing_behind(session: SessionSettings, overlay: Overlay, name: str) -> None:
    overlay.lay({"a": "10"})
    with pytest.raises(ServerException) as refused:
        overlay.lay({"a": "11", "b": "20", name: "1"})
    assert refused.value.code == 115
    overlay.lay({})
    assert session.values == KNOWN


TEXTS = ["", "plain", "it's", "back\\slash", "\\", "\\'", "a\nb\tc\0d", "ünï☃", "'", "''"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_literal_reads_back_as_its_text(text: str) -> None:
    assert unquoted(quoted(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_a_parameter_keeps_the_one_level_of_escapes_that_the_engine_undoes(text: str) -> None:
    escape: Callable[..., str] = escape_param
    once = "".join({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\0": "\\0"}.get(char, char) for char in text)
    assert unquoted(escape(text, None, for_server=True)) == once


def test_a_number_is_no_literal() -> None:
    assert unquoted("5") == "5"
    assert unquoted("'") == "'"
