"""The route table as `proto/openapi/gateway.json` states it."""

import json
from typing import Any

from assay_contracts.openapi import METHODS

from assay_gateway.domain.routes import Route, RouteTable


def route_table(document: bytes) -> RouteTable:
    """Every operation of the merged document. Raises KeyError when one states no scope or no context."""
    paths: dict[str, dict[str, Any]] = json.loads(document)["paths"]
    return RouteTable(
        Route(method.upper(), path, operation["x-assay-scope"], operation["x-assay-upstream"])
        for path, item in paths.items()
        for method, operation in item.items()
        if method in METHODS
    )
