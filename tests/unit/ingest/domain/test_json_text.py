"""The outline of a JSON text: exact nesting, whatever its strings hold."""

import json

import pytest
from assay_ingest.domain.json_text import outline
from hypothesis import given
from hypothesis import strategies as st

MANY = 1_000_000
texts = st.text(alphabet='[]{}"\\ab, ', max_size=12)
documents = st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))


def depth(document: object) -> int:
    if isinstance(document, dict):
        return 1 + max(map(depth, document.values()), default=0)
    if isinstance(document, list):
        return 1 + max(map(depth, document), default=0)
    return 0


@given(documents)
def test_the_nesting_is_that_of_the_document(document: object) -> None:
    seen = outline(json.dumps(document).encode(), MANY)
    assert seen.nests_within(depth(document))
    assert depth(document) == 0 or not seen.nests_within(depth(document) - 1)


@pytest.mark.parametrize("levels", [1, 23, 24, 25, 128, 129, 5_000])
def test_deep_nesting_is_measured_on_both_sides_of_the_quick_passes(levels: int) -> None:
    body = b'{"a":' * levels + b"1" + b"}" * levels
    seen = outline(body, MANY)
    assert seen.nests_within(128) is (levels <= 128)


def test_brackets_in_strings_are_no_nesting() -> None:
    assert outline(json.dumps({"a": "[" * 500, "b": '\\"[[', "c": ["]" * 500]}).encode(), MANY).nests_within(2)


def test_a_text_that_never_closes_is_as_deep_as_it_looks() -> None:
    assert not outline(b"[" * 200, MANY).nests_within(128)


def test_too_many_elements_are_counted_and_not_looked_into() -> None:
    seen = outline(b"[" + b"{}," * 500 + b"{}]", 100)
    assert seen.elements == 502
    assert seen.skeleton == b""
