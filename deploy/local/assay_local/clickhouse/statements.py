"""What kind of statement a text is, as far as the protocol must know: who sends data, and how results come back.

The engine parses SQL. This only looks at the words outside of strings, comments and brackets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final, NamedTuple

from assay_local.clickhouse.failures import NotInStandIn, ServerException

_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+|--[^\n]*|\#[!\ ][^\n]*|/\*.*?\*/)
    |(?P<quoted>'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.|``)*`|"(?:[^"\\]|\\.|"")*")
    |(?P<word>\w+)
    |(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)


class Token(NamedTuple):
    text: str
    start: int
    end: int
    depth: int
    quoted: bool

    def says(self, *words: str) -> bool:
        return not self.quoted and self.text.upper() in words


class Answer(Enum):
    """How the result of a statement comes back."""

    STREAMED = "streamed"  # SELECT: block by block while the engine still runs
    TABLE = "table"  # SHOW, DESCRIBE, EXPLAIN, …: small, columns are told even without a row
    MAYBE = "maybe"  # everything else: a table when the engine has one


@dataclass(frozen=True)
class Reading:
    """A statement that takes no data from the client. `text` has lost its FORMAT: on the wire blocks are the format."""

    text: str
    answer: Answer
    changes_session: bool


@dataclass(frozen=True)
class Insert:
    """An INSERT whose data the client sends as blocks.

    `target` is the text up to the columns, `settings` a SETTINGS clause or nothing (both without VALUES or FORMAT);
    `table` is what DESCRIBE TABLE takes; `columns` is None when none are listed.
    """

    target: str
    settings: str
    table: str
    columns: tuple[str, ...] | None


Statement = Reading | Insert

_STREAMED_WORDS: Final = ("SELECT", "WITH", "FROM", "(")
_TABLE_WORDS: Final = ("SHOW", "DESCRIBE", "DESC", "EXISTS", "EXPLAIN", "CHECK")


def parse_statement(text: str) -> Statement:
    """Raises ServerException 62 for several statements in one text, NotInStandIn for INTO OUTFILE and INFILE."""
    tokens = _single(list(_tokens(text)))
    if not tokens:
        raise ServerException(62, "Syntax error: Empty query. (SYNTAX_ERROR)")
    if tokens[0].says("INSERT"):
        insert = _insert(text, tokens)
        if insert is not None:
            return insert
    return _reading(text, tokens)


def _tokens(text: str) -> Iterator[Token]:
    depth = 0
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "blank":
            continue
        token_text = found.group()
        depth -= token_text in (")", "]")
        yield Token(token_text, found.start(), found.end(), depth, found.lastgroup == "quoted")
        depth += token_text in ("(", "[")


def _single(tokens: list[Token]) -> list[Token]:
    for index, token in enumerate(tokens):
        if token.text == ";" and token.depth == 0:
            if any(rest.text != ";" for rest in tokens[index:]):
                raise ServerException(62, "Syntax error: Multi-statements are not allowed. (SYNTAX_ERROR)")
            return tokens[:index]
    return tokens


def _reading(text: str, tokens: Sequence[Token]) -> Reading:
    first = tokens[0]
    if any(a.says("INTO") and b.says("OUTFILE") for a, b in pairwise(tokens)):
        raise NotInStandIn("INTO OUTFILE")
    answer = Answer.MAYBE
    if first.says(*_STREAMED_WORDS):
        answer = Answer.STREAMED
    elif first.says(*_TABLE_WORDS):
        answer = Answer.TABLE
    return Reading(_without_format(text, tokens), answer, first.says("SET"))


def _without_format(text: str, tokens: Sequence[Token]) -> str:
    """The text without `FORMAT <name>` at its end or before its last SETTINGS, and without a closing semicolon."""
    end = tokens[-1].end
    if tokens[0].says("INSERT"):
        return text[:end]
    for index in range(len(tokens) - 1, 1, -1):
        name, word = tokens[index], tokens[index - 1]
        closes = index + 1 == len(tokens) or tokens[index + 1].says("SETTINGS")
        if closes and word.depth == 0 and word.says("FORMAT") and not tokens[index - 2].says("SELECT", ",", "."):
            return text[: word.start] + text[name.end : end]
    return text[:end]


def _insert(text: str, tokens: Sequence[Token]) -> Insert | None:
    """None when the statement brings its own rows: a SELECT, or values behind VALUES."""
    outer = [token for token in tokens if token.depth == 0]
    for index, token in enumerate(outer):
        if token.says("SELECT", "WITH", "WATCH"):
            return None
        if token.says("INFILE"):
            raise NotInStandIn("INSERT … FROM INFILE")
        after = 1 if token.says("VALUES") else 2 if token.says("FORMAT") else 0
        if after:
            has_rows = len(outer) > index + after
            return None if has_rows else _target(text, [each for each in tokens if each.start < token.start])
    has_subquery = any(a.text == "(" and b.says("SELECT", "WITH") for a, b in pairwise(tokens))
    return None if has_subquery else _target(text, tokens)


def _target(text: str, tokens: Sequence[Token]) -> Insert:
    """`INSERT INTO [TABLE] [FUNCTION] name[(…)] [(columns)] [SETTINGS …]`."""
    at = 1 + tokens[1].says("INTO") if len(tokens) > 1 else 1
    at += at < len(tokens) and tokens[at].says("TABLE")
    if at >= len(tokens):
        raise ServerException(62, f"Syntax error: an INSERT needs a table: {text}. (SYNTAX_ERROR)")
    start, is_function = tokens[at].start, tokens[at].says("FUNCTION")
    if is_function:
        start, at = tokens[at + 1].start, _behind_brackets(tokens, at + 2)
    else:
        at += 1
        while at + 1 < len(tokens) and tokens[at].text == ".":
            at += 2
    table = text[start : tokens[at - 1].end]
    columns = None
    if at < len(tokens) and tokens[at].text == "(":
        behind = _behind_brackets(tokens, at)
        columns, at = _names(tokens[at + 1 : behind - 1]), behind
    end = tokens[-1].end
    settings = next((token.start for token in tokens[at:] if token.says("SETTINGS")), end)
    return Insert(text[:settings].rstrip(), text[settings:end], table, columns)


def _behind_brackets(tokens: Sequence[Token], at: int) -> int:
    """The index behind the bracket that closes the one at `at`."""
    return next((i for i in range(at + 1, len(tokens)) if tokens[i].depth == tokens[at].depth), len(tokens) - 1) + 1


def _names(tokens: Sequence[Token]) -> tuple[str, ...]:
    names = [""]
    for token in tokens:
        if token.text == ",":
            names.append("")
        elif token.quoted or token.text == "." or re.fullmatch(r"\w+", token.text):
            names[-1] += _unquoted(token)
        else:
            raise NotInStandIn(f"{token.text} in the column list of an INSERT")
    if any(token.says("EXCEPT") for token in tokens):
        raise NotInStandIn("EXCEPT in the column list of an INSERT")
    return tuple(names)


def _unquoted(token: Token) -> str:
    if not token.quoted:
        return token.text
    quote, inner = token.text[0], token.text[1:-1]
    return re.sub(r"\\(.)", r"\1", inner.replace(quote * 2, quote))
