"""One OpenAPI document for the whole `/api`, made from what each service commits. Standard library only.

`python -m assay_contracts.openapi` asks each service for its document, writes those and `gateway.json`; with `--check`
it only says which of the committed files is out of date. A service joins by committing its first document.
Every operation of the result names its scope (`x-assay-scope`) and the context that answers it (`x-assay-upstream`);
the gateway builds its route table from it.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from assay_contracts.resources import OPENAPI_DIR

Document = dict[str, Any]

GATEWAY: Final = "gateway"
MERGED: Final = "gateway.json"
SOURCES: Final = {GATEWAY: "gateway.own.json", "query": "query.json", "scoring": "scoring.json", "evals": "evals.json"}
"""Context → file; one that is absent has no operations yet."""
SCOPES: Final = frozenset({"public", "session", "ingest", "read", "scores:write", "evals:write", "evals:run", "admin"})
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_INFO: Final = {"title": "Assay", "version": "1", "description": "LLM observability and evaluation: the whole API."}


class ContractError(Exception):
    """The documents do not make one API; the message names the operation."""


def merge(documents: Mapping[str, Document]) -> Document:
    """One OpenAPI 3.1 document of all contexts' operations, paths and schemas in alphabetical order.

    Raises ContractError for an operation without a known scope, and for a path, operationId or schema that two
    contexts use differently.
    """
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {}
    owner_of_id: dict[str, str] = {}
    for context, document in documents.items():
        for path, item in document.get("paths", {}).items():
            merged_item = paths.setdefault(path, {})
            for method in filter(item.__contains__, METHODS):
                name = f"{method.upper()} {path} of {context}"
                _claim(owner_of_id, item[method], name)
                if method in merged_item:
                    raise ContractError(f"{name} is another context's already")
                merged_item[method] = _operation(item[method], context, name)
        for schema, body in document.get("components", {}).get("schemas", {}).items():
            if schemas.setdefault(schema, body) != body:
                raise ContractError(f"schema {schema} of {context} differs from another context's")
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"credential": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Document, context: str, name: str) -> Document:
    scope = operation.get("x-assay-scope")
    if scope not in SCOPES:
        raise ContractError(f"{name} has no known x-assay-scope")
    security: list[dict[str, list[str]]] = [] if scope == "public" else [{"credential": []}]
    return operation | {"x-assay-upstream": context, "security": security}


def _claim(owner_of_id: dict[str, str], operation: Document, name: str) -> None:
    operation_id = operation.get("operationId", name)
    other = owner_of_id.setdefault(operation_id, name)
    if other != name:
        raise ContractError(f"{name} and {other} share the operationId {operation_id}")


def asked(context: str) -> Document:
    """The document that a service gives of itself. Raises ContractError when its role `openapi` fails."""
    command = [sys.executable, "-m", f"assay_{context}", "openapi"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own services
    if done.returncode != 0:
        raise ContractError(f"`python -m assay_{context} openapi` failed: {done.stderr[-1000:]}")
    document: Document = json.loads(done.stdout)
    return document


def render(document: Document) -> str:
    """The one text form of a document: what is committed is compared byte by byte."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def rendered(folder: Path, ask: Callable[[str], Document] = asked) -> dict[str, str]:
    """File name → the text that it should have. Raises ContractError."""
    documents = {context: ask(context) for context, file in SOURCES.items() if (folder / file).exists()}
    own = {SOURCES[context]: render(document) for context, document in documents.items()}
    return own | {MERGED: render(merge(documents))}


def main(arguments: list[str], folder: Path = OPENAPI_DIR) -> int:
    """Write or check the documents; the exit code."""
    try:
        wanted = rendered(folder)
    except ContractError as problem:
        sys.stderr.write(f"openapi: {problem}\n")
        return 1
    if arguments == ["--check"]:
        return _check(folder, wanted)
    for file, text in wanted.items():
        (folder / file).write_text(text)
    return 0


def _check(folder: Path, wanted: Mapping[str, str]) -> int:
    stale = [
        file for file, text in wanted.items() if not (folder / file).exists() or (folder / file).read_text() != text
    ]
    for file in stale:
        sys.stderr.write(f"openapi: {file} is not what the services say; run `make openapi`\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
