"""Finding the operation of a request."""

import pytest
from assay_gateway.domain.routes import Route, RouteTable

TABLE = RouteTable(
    [
        Route("GET", "/api/traces/{trace_id}", "read", "query"),
        Route("GET", "/api/traces/count", "read", "query"),
        Route("POST", "/api/runs/{id}:pause", "evals:run", "evals"),
        Route("GET", "/api/runs/{id}", "read", "evals"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/api/traces/abc", "/api/traces/{trace_id}"),
        ("GET", "/api/traces/count", "/api/traces/count"),
        ("POST", "/api/runs/1:pause", "/api/runs/{id}:pause"),
        ("GET", "/api/runs/1", "/api/runs/{id}"),
        ("GET", "/api/runs/user:42", "/api/runs/{id}"),
        ("POST", "/api/runs/1", None),
        ("DELETE", "/api/traces/abc", None),
        ("HEAD", "/api/traces/abc", None),
        ("GET", "/api/traces/", None),
        ("GET", "/api/traces/abc/", None),
        ("GET", "/api/traces/a/b", None),
        ("GET", "/api/traces/abc\n", None),
        ("GET", "/API/traces/abc", None),
        ("GET", "/api/traces/..", None),
        ("GET", "/api/traces/.", None),
        ("GET", "/api/traces/..hidden", "/api/traces/{trace_id}"),
        ("GET", "//api/traces/abc", None),
    ],
)
def test_only_listed_operations_exist(method: str, path: str, found: str | None) -> None:
    route = TABLE.find(method, path)
    assert (route.path if route else None) == found
