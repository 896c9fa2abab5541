"""What every operation of this API declares: its id, its scope for the gateway, and its errors as problems."""

from typing import Any, Final

from assay_kit.http import PROBLEM_JSON
from fastapi import FastAPI

from assay_query.api.callers import AUDIENCE, SCOPE
from assay_query.api.shapes import ProblemDetails

_ERRORS: Final = {
    401: "Not signed in",
    403: "The scope is missing",
    404: "Not there, or not in this project",
    422: "A parameter is invalid or the query too large",
    503: "The trace store does not answer; see Retry-After",
}


def operation(operation_id: str, summary: str) -> dict[str, Any]:
    """Arguments of a route."""
    return {
        "operation_id": operation_id,
        "summary": summary,
        "responses": {status: _problem(text) for status, text in _ERRORS.items()},
        "openapi_extra": {"x-assay-scope": SCOPE, "x-assay-upstream": AUDIENCE},
    }


def document(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document. FastAPI states each error's model as JSON too, which no answer is."""
    described = api.openapi()
    for operations in described["paths"].values():
        for described_operation in operations.values():
            for status, response in described_operation["responses"].items():
                if int(status) >= 400:
                    response["content"].pop("application/json", None)
    return described


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
    return {"model": ProblemDetails, "description": description, "content": {PROBLEM_JSON: {"schema": schema}}}
