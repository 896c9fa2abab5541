import base64
import json
from uuid import UUID

import pytest
from assay_query.domain.cursor import Cursor, decode, encode
from assay_query.domain.filters import Range, Sort, SortKey, TraceFilter, fingerprint
from assay_query.errors import InvalidParameter
from hypothesis import given, settings
from hypothesis import strategies as st

PROJECT = UUID(int=1)
QUESTION = fingerprint(PROJECT, TraceFilter(), Sort())
INSTANTS = st.integers(0, 2**62)
VALUES = st.none() | st.integers(0, 2**64).map(str) | st.decimals("-9999", "9999", places=12).map(lambda d: f"{d:f}")
CURSORS = st.builds(
    Cursor,
    VALUES,
    INSTANTS,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.builds(Range, INSTANTS, INSTANTS),
)


@settings(deadline=None)  # shared machines pause; what is judged is the result
@given(CURSORS)
def test_a_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    assert decode(encode(cursor, QUESTION), QUESTION) == cursor


@pytest.mark.parametrize(
    "other",
    [
        fingerprint(PROJECT, TraceFilter(user=("u",)), Sort()),
        fingerprint(PROJECT, TraceFilter(), Sort(SortKey.COST)),
        fingerprint(PROJECT, TraceFilter(), Sort(descending=False)),
        fingerprint(UUID(int=2), TraceFilter(), Sort()),
    ],
)
def test_a_cursor_of_another_question_is_refused(other: str) -> None:
    text = encode(Cursor(None, 1, "ab" * 16, Range(0, 9)), QUESTION)
    with pytest.raises(InvalidParameter, match="another filter"):
        decode(text, other)


def as_cursor(fields: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "ä",
        "!!!!",
        as_cursor([]),
        as_cursor({"a": 1}),
        as_cursor(["1 OR 1", 1, "ab" * 16, 0, 1, QUESTION]),
        as_cursor(["nan", "1", "ab" * 16, 0, 1, QUESTION]),
        as_cursor([None, True, "ab" * 16, 0, 1, QUESTION]),
        as_cursor([None, 1 << 70, "ab" * 16, 0, 1, QUESTION]),
        as_cursor([None, 1, "zz", 0, 1, QUESTION]),
        as_cursor([5, 1, "ab" * 16, 0, 1, QUESTION]),
    ],
)
def test_an_altered_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter, match="cursor"):
        decode(text, QUESTION)
