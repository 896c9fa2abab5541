"""Settings that hold for one query, on a connection whose engine only knows settings of the session.

The client sends its settings with every query. They are laid over the session by SET before the statement and stay
until a query comes with others: a client mostly repeats itself, and so it works for every kind of statement, whatever
its grammar says about a SETTINGS clause. Settings in the text of a statement still win, as on a full server.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from assay_local.clickhouse.failures import ServerException

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

DEFAULT: Final = "DEFAULT"
"""The engine's own value, as SQL."""

Execute = Callable[[str], None]
Lookup = Callable[[str], str | None]


class Overlay:
    """The settings of the current query above those of the session."""

    def __init__(self, execute: Execute, lookup: Lookup, session: Mapping[str, str]) -> None:
        """`lookup` gives the session's own value of a setting or None; `session` what differs from the engine's
        defaults from the start. Values are plain texts."""
        self._execute = execute
        self._lookup = lookup
        self._session = session
        self._session_changed = False
        self._laid: dict[str, str] = {}
        self._below: dict[str, str] = {}

    def lay(self, wanted: Mapping[str, str]) -> None:
        """Make exactly `wanted` hold above the session. Raises ServerException 115 for a setting nobody knows."""
        gone = self._laid.keys() - wanted.keys()
        new = {name: value for name, value in wanted.items() if self._laid.get(name) != value}
        if not gone and not new:
            return
        for name in new:
            if name not in self._below:
                self._below[name] = self._value_below(name)
        changes = {name: self._below[name] for name in gone} | {name: quoted(value) for name, value in new.items()}
        try:
            self._execute(_set(changes))
        except ServerException:
            self._lift_one_by_one()
            raise
        self._laid = dict(wanted)

    def before_set(self) -> None:
        """The client is about to change its session: show it the bare session, and look values up from now on."""
        self.lay({})
        self._below.clear()
        self._session_changed = True

    def _value_below(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ServerException(115, f"Unknown setting '{name}'. (UNKNOWN_SETTING)")
        if self._session_changed:
            value = self._lookup(name)
            return DEFAULT if value is None else quoted(value)
        return quoted(self._session[name]) if name in self._session else DEFAULT

    def _lift_one_by_one(self) -> None:
        """A SET that failed may have changed some of its settings: put each one back that exists."""
        for name, value in self._below.items():
            try:
                self._execute(_set({name: value}))
            except ServerException as unknown:
                if unknown.code != 115:
                    raise
        self._laid = {}


def quoted(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def unquoted(literal: str) -> str:
    """A value as the protocol carries it: an SQL literal whose one level of quotes and escapes is taken off.

    Parameters are escaped twice by the client; the engine undoes the second level when it parses the value by its type.
    """
    if len(literal) < 2 or literal[0] != "'" or literal[-1] != "'":
        return literal
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), literal[1:-1], flags=re.DOTALL)


_ESCAPES: Final = {"b": "\b", "f": "\f", "r": "\r", "n": "\n", "t": "\t", "0": "\0", "a": "\a", "v": "\v"}


def _set(changes: Mapping[str, str]) -> str:
    return "SET " + ", ".join(f"{name} = {literal}" for name, literal in changes.items())
