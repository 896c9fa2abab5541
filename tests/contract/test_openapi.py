"""One document for the whole API: how it is merged, and that what is committed is what the services say."""

import json
from typing import Any

import pytest
from assay_contracts.openapi import MERGED, METHODS, SCOPES, ContractError, Document, merge, rendered
from assay_contracts.resources import OPENAPI_DIR
from assay_gateway.api.route_table import route_table


def an_api(
    path: str = "/api/a",
    method: str = "get",
    *,
    scope: str = "read",
    operation_id: str = "",
    schemas: Document | None = None,
) -> Document:
    operation = {"operationId": operation_id or f"{method}{path}", "x-assay-scope": scope}
    return {"paths": {path: {method: operation}}, "components": {"schemas": schemas or {}}}


def test_operations_say_who_answers_them() -> None:
    merged = merge({"query": an_api("/api/a"), "evals": an_api("/api/b")})
    assert merged["paths"]["/api/a"]["get"]["x-assay-upstream"] == "query"
    assert merged["paths"]["/api/b"]["get"]["x-assay-upstream"] == "evals"


def test_two_contexts_may_share_a_path_with_different_methods() -> None:
    merged = merge({"query": an_api("/api/a"), "gateway": an_api("/api/a", "delete")})
    assert set(merged["paths"]["/api/a"]) == {"get", "delete"}


def test_public_operations_ask_for_no_credential_and_others_do() -> None:
    merged = merge({"gateway": an_api(scope="public"), "query": an_api("/api/b")})
    assert merged["paths"]["/api/a"]["get"]["security"] == []
    assert merged["paths"]["/api/b"]["get"]["security"] == [{"credential": []}]


def test_an_operation_without_a_scope_fails_the_build() -> None:
    bare: Document = {"paths": {"/api/a": {"get": {"operationId": "a"}}}}
    with pytest.raises(ContractError, match="GET /api/a of query has no known x-assay-scope"):
        merge({"query": bare})


def test_an_unknown_scope_fails_the_build() -> None:
    with pytest.raises(ContractError, match="x-assay-scope"):
        merge({"query": an_api(scope="everything")})


def test_two_owners_of_one_operation_fail_the_build() -> None:
    with pytest.raises(ContractError, match="GET /api/a of evals"):
        merge({"query": an_api(), "evals": an_api(operation_id="other")})


def test_one_operation_id_for_two_operations_fails_the_build() -> None:
    with pytest.raises(ContractError, match="share the operationId same"):
        merge({"query": an_api(operation_id="same"), "evals": an_api("/api/b", operation_id="same")})


def test_schemas_of_one_name_must_be_equal() -> None:
    same = {"Thing": {"type": "object"}}
    assert (
        merge({"query": an_api(schemas=same), "evals": an_api("/api/b", schemas=same)})["components"]["schemas"] == same
    )
    with pytest.raises(ContractError, match="schema Thing of evals"):
        merge({"query": an_api(schemas=same), "evals": an_api("/api/b", schemas={"Thing": {"type": "string"}})})


def test_what_is_committed_is_what_the_services_say() -> None:
    for file, text in rendered(OPENAPI_DIR).items():
        assert (OPENAPI_DIR / file).read_text() == text, f"{file} is stale: run `make openapi`"


def test_every_reference_of_the_merged_document_leads_somewhere() -> None:
    text = (OPENAPI_DIR / MERGED).read_text()
    schemas = json.loads(text)["components"]["schemas"]
    references = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert references <= set(schemas)


def test_the_route_table_finds_every_operation_with_its_scope() -> None:
    document = (OPENAPI_DIR / MERGED).read_bytes()
    table, operations = route_table(document), _operations(json.loads(document))
    assert len(operations) >= 13
    for method, path, operation in operations:
        found = table.find(method, path.replace("{", "").replace("}", ""))
        assert found is not None, f"{method} {path}"
        assert (found.scope, found.upstream) == (operation["x-assay-scope"], operation["x-assay-upstream"])
        assert found.scope in SCOPES


def _operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]
