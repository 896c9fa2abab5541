"""The committed OpenAPI document is the one the program makes, and says what the gateway needs."""

import json
from typing import Any

import pytest
from assay_contracts.resources import OPENAPI_DIR
from assay_query.app import openapi_document

COMMITTED = (OPENAPI_DIR / "query.json").read_text()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method} {path}": operation
    for path, methods in json.loads(COMMITTED)["paths"].items()
    for method, operation in methods.items()
}


def test_the_committed_document_is_current() -> None:
    assert openapi_document() == COMMITTED


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_an_id_a_tag_a_scope_and_an_upstream(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["operationId"]
    assert operation["tags"]
    assert (operation["x-assay-scope"], operation["x-assay-upstream"]) == ("read", "query")


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_and_errors_are_typed(name: str) -> None:
    for status, response in OPERATIONS[name]["responses"].items():
        media = "application/json" if status == "200" else "application/problem+json"
        assert set(response["content"]) == {media}
        assert "$ref" in response["content"][media]["schema"]


def test_operation_ids_are_used_once() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(ids) == len(set(ids))
