import json

import pytest
from assay_query.domain.content import Cuts, cut_json, cut_text, json_bytes, on_borders, parse_json
from assay_query.domain.wire import Json
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = st.text(st.characters(codec="utf-8"), max_size=80)


@settings(deadline=None)  # shared machines pause; what is judged is the result
@given(TEXTS, st.integers(0, 100))
def test_a_cut_text_is_a_beginning_and_says_what_is_missing(text: str, limit: int) -> None:
    kept, _, missing = cut_text(text, limit).rpartition("…[truncated ")
    assert text.startswith(kept)
    assert len(kept.encode()) <= limit
    assert len(kept.encode()) + int(missing.rstrip("]")) == len(text.encode())


def test_the_longest_texts_are_cut_first_and_arrays_stay_arrays() -> None:
    messages: list[Json] = [{"role": "user", "content": "short"}, {"role": "tool", "content": "x" * 100_000}]
    found = cut_json(messages, 1000)
    assert isinstance(found, list)
    assert found[0] == messages[0]
    assert json_bytes(found) < 1100


def test_a_list_too_large_in_itself_keeps_its_beginning() -> None:
    numbers: list[Json] = list(range(100_000))
    found = cut_json(numbers, 1000)
    assert isinstance(found, list)
    assert found == numbers[: len(found)]
    assert 0 < json_bytes(found) <= 1000


def test_an_object_too_large_in_itself_stays_an_object() -> None:
    found = cut_json({f"key{n}": n for n in range(100_000)}, 1000)
    assert isinstance(found, dict)
    assert found["key0"] == 0
    assert json_bytes(found) <= 1000


def test_what_fits_is_not_touched_and_not_named() -> None:
    cuts = Cuts()
    assert cuts.json("input", {"a": 1}, stored_bytes=9) == {"a": 1}
    assert cuts.text("output", "hé") == "hé"
    assert (cuts.content_bytes, cuts.content_truncated) == ({"input": 9, "output": 3}, [])


def test_what_is_cut_is_named_with_its_whole_size() -> None:
    cuts = Cuts()
    cuts.text("output", "x" * 70_000)
    assert (cuts.content_bytes, cuts.content_truncated) == ({"output": 70_000}, ["output"])


@settings(deadline=None)  # shared machines pause; what is judged is the result
@given(TEXTS, st.integers(0, 200), st.integers(4, 40))
def test_walking_byte_ranges_gives_the_whole_text(text: str, start: int, limit: int) -> None:
    raw = text.encode()
    pieces, offset = [], 0
    while offset < len(raw):
        piece, begin = on_borders(raw[offset : offset + limit], offset)
        assert begin == offset
        pieces.append(piece)
        offset += len(piece.encode())
    assert "".join(pieces) == text


def test_a_range_that_begins_inside_a_character_begins_at_the_next() -> None:
    assert on_borders("é€x".encode()[1:], 1) == ("€x", 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{", "{"),
        ("[" * 100_000, "[" * 100_000),
        ("[NaN, 1e999, 9007199254740993, 1.5]", ["NaN", "1e999", "9007199254740993", 1.5]),
        ('["\\ud800"]', ["?"]),
    ],
)
def test_json_that_the_api_could_not_repeat_becomes_text(text: str, value: Json) -> None:
    found = parse_json(text)
    assert found == value
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
