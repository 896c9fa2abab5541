"""Every error of an API is a problem with a request id."""

import pytest
from assay_kit.http import FieldError, Problem, create_api
from fastapi import FastAPI

from tests.support.asgi_client import AsgiClient


def _api() -> FastAPI:
    api = create_api("Test", "1", service="test")

    @api.get("/items/{item_id}")
    def get_item(item_id: int) -> dict[str, int]:
        if item_id == 0:
            raise RuntimeError("the secret plan")
        if item_id == 1:
            raise Problem(
                409, "Conflict", "It changed.", errors=[FieldError("body.name", "taken")], headers={"x-a": "b"}
            )
        return {"id": item_id}

    return api


@pytest.fixture
def client() -> AsgiClient:
    return AsgiClient(_api())


@pytest.mark.parametrize(("path", "status"), [("/items/0", 500), ("/items/1", 409), ("/items/x", 422), ("/none", 404)])
def test_errors_are_problems_that_carry_the_request_id(client: AsgiClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"x-request-id": "req-7"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["request_id"]) == (status, "req-7")
    assert answer.headers["x-request-id"] == "req-7"


def test_an_invalid_field_is_named(client: AsgiClient) -> None:
    assert [error["field"] for error in client.get("/items/x").json()["errors"]] == ["path.item_id"]


def test_an_unexpected_error_says_nothing_about_itself(client: AsgiClient) -> None:
    assert "secret" not in client.get("/items/0").text


def test_a_problem_keeps_its_headers_and_field_errors(client: AsgiClient) -> None:
    answer = client.get("/items/1")
    assert answer.headers["x-a"] == "b"
    assert answer.json()["errors"] == [{"field": "body.name", "detail": "taken"}]


def test_a_malformed_request_id_is_replaced(client: AsgiClient) -> None:
    answer = client.get("/items/5", headers={"x-request-id": "two words"})
    assert answer.headers["x-request-id"] not in {"", "two words"}
