"""Isolation layer 3: a statement is sent only if every view it reads is bound to the caller's project.

The checker knows the small SQL that this service writes and refuses all else, so whatever it fails to understand is
not sent. It is the last look at the finished text, whoever composed it.
"""

import re
from functools import lru_cache
from typing import Final

from assay_query.errors import UnsafeStatement

TENANT_VIEWS: Final = frozenset(
    {"traces_v1", "spans_v1", "span_io_v1", "usage_v1", "scores_v1", "logs_v1", "ledger_v1", "trace_bounds_v1"}
)
FUNCTIONS: Final = frozenset(
    {
        "arrayJoin", "bitAnd", "count", "countIf", "fromUnixTimestamp64Nano", "hasAny", "hex", "if", "isNull",
        "length", "lower", "max", "min", "position", "substring", "toFixedString", "toString",
        "toUnixTimestamp64Nano", "tuple", "unhex",
    }
)  # fmt: skip
_BOUND: Final = ("project_id", "=", "{project_id:UUID}")
_CLAUSES: Final = frozenset({"GROUP", "ORDER", "LIMIT", ")", ""})
_FORBIDDEN: Final = frozenset(
    {"WITH", "UNION", "INTERSECT", "EXCEPT", "JOIN", "PREWHERE", "SETTINGS", "FORMAT", "INTO", "GLOBAL", "SAMPLE", ";"}
)
_KEYWORDS: Final = frozenset(
    {"SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "IS", "NULL", "AS", "BY", "ASC", "DESC", "DISTINCT"}
    | _CLAUSES
)
_TOKEN: Final = re.compile(r"\s+|(\{\w+:[\w(), ]+\}|'(?:[^'\\])*'|[A-Za-z_]\w*|\d+|<=|>=|!=|[-+*/=<>(),])", re.ASCII)


@lru_cache(maxsize=1024)
def check(sql: str) -> None:
    """Let a statement pass or raise UnsafeStatement.

    Each SELECT reads one known view, or one nested SELECT, and a view is directly followed by
    `WHERE project_id = {project_id:UUID}` to which only AND may add anything.
    """
    tokens = _tokens(sql)
    if tokens[:1] != ["SELECT"]:
        raise UnsafeStatement("it is not a SELECT")
    for at, word in enumerate(tokens):
        _check_word(tokens, at, word)
        if word == "FROM":
            _check_source(tokens, at + 1)


def _tokens(sql: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    while at < len(sql):
        match = _TOKEN.match(sql, at)
        if match is None:
            raise UnsafeStatement(f"unknown text at character {at}")
        if match[1]:
            tokens.append(match[1].upper() if match[1].upper() in _KEYWORDS | _FORBIDDEN else match[1])
        at = match.end()
    return tokens


def _check_word(tokens: list[str], at: int, word: str) -> None:
    following = _at(tokens, at + 1)
    if word in _FORBIDDEN:
        raise UnsafeStatement(f"{word} is not used here")
    if word in TENANT_VIEWS and tokens[at - 1] != "FROM":
        raise UnsafeStatement(f"{word} is named outside FROM")
    if following == "(" and word[0].isalpha() and word not in FUNCTIONS | _KEYWORDS:
        raise UnsafeStatement(f"{word} is not a function used here")
    if word == "IN" and not (following.startswith("{") or _is_list(tokens[at + 1 : at + 3])):
        raise UnsafeStatement("IN needs a list")


def _is_list(beginning: list[str]) -> bool:
    """A bare name in IN would be a table."""
    return beginning[:1] == ["("] and (beginning[-1] in FUNCTIONS | {"SELECT"} or not beginning[-1][0].isalpha())


def _check_source(tokens: list[str], at: int) -> None:
    source = _at(tokens, at)
    if source == "(":
        _check_nested(tokens, at)
        return
    if source not in TENANT_VIEWS:
        raise UnsafeStatement(f"{source or 'nothing'} is not a published view")
    if tuple(tokens[at + 1 : at + 5]) != ("WHERE", *_BOUND):
        raise UnsafeStatement(f"{source} is not bound to the project")
    _check_condition(tokens, at + 5)


def _check_nested(tokens: list[str], at: int) -> None:
    """A nested SELECT stands alone; its own FROM is looked at on its own."""
    depth, end = 1, at + 1
    while depth and end < len(tokens):
        depth += (tokens[end] == "(") - (tokens[end] == ")")
        end += 1
    if depth or _at(tokens, at + 1) != "SELECT":
        raise UnsafeStatement("FROM needs a view or a SELECT")
    if _at(tokens, end) not in _CLAUSES | {"WHERE"}:
        raise UnsafeStatement("a second source beside a nested SELECT")


def _at(tokens: list[str], at: int) -> str:
    return tokens[at] if at < len(tokens) else ""


def _check_condition(tokens: list[str], at: int) -> None:
    """What follows the project predicate on its own level may only narrow it."""
    if _at(tokens, at) not in _CLAUSES | {"AND"}:
        raise UnsafeStatement("the project predicate is part of a larger expression")
    depth = 0
    for word in tokens[at:]:
        depth += (word == "(") - (word == ")")
        if depth < 0 or (depth == 0 and word in {"GROUP", "ORDER", "LIMIT"}):
            return
        if depth == 0 and word == "OR":
            raise UnsafeStatement("OR beside the project predicate")
