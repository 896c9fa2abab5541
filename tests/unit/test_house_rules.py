"""The rules of the house that no linter knows. Each failure says why the rule exists and how to comply."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTEXTS = ("ingest", "query", "scoring", "evals", "gateway")
CODE = [ROOT / "services", ROOT / "libs", ROOT / "proto", ROOT / "sdk", ROOT / "deploy"]
GENERATED = re.compile(r"_pb2(_grpc)?\.pyi?$")
VAGUE_NAMES = {"utils", "helpers", "common", "misc", "manager", "base", "service"}
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|WITH\s+\w+\s+AS)\s", re.S
)
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)")
GOOD_SUPPRESSION = re.compile(r"#\s*(noqa: [A-Z]+\d+|type:\s*ignore\[[a-z-]+(, ?[a-z-]+)*\])\S*\s+(-|#) \S+")

CROSS_PROJECT = {
    "ingest": "writes and settles what every project sent; the project travels in each row or batch",
    "gateway": "finds out which project a credential belongs to; its reads by project go through row-level security",
}
"""Contexts whose store functions are not all project-first, with the reason (reliability: listed background jobs)."""


def python_files(*folders: Path) -> list[Path]:
    found = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return [path for path in found if not GENERATED.search(path.name) and ".venv" not in path.parts]


def service_files(room: str | None = None) -> Iterator[tuple[str, Path]]:
    for context in CONTEXTS:
        package = ROOT / "services" / context / f"assay_{context}"
        for path in python_files(package):
            inside = path.relative_to(package).parts[0].removesuffix(".py")
            if room in (None, inside):
                yield context, path


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def shown(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def test_no_file_has_a_name_that_could_hold_anything() -> None:
    bad = [shown(path) for path in python_files(*CODE, ROOT / "tests") if path.stem in VAGUE_NAMES]
    assert not bad, f"A vague file name keeps nothing out; name what is inside: {bad}"


def test_domain_imports_only_the_standard_library_and_its_own_domain() -> None:
    bad = [
        f"{shown(path, node)} imports {name}"
        for context, path in service_files("domain")
        for node, name in imports_of(tree_of(path))
        if name.split(".")[0] not in sys.stdlib_module_names
        and not re.match(rf"assay_{context}\.(domain|errors)(\.|$)", name)
    ]
    assert not bad, f"domain is pure: hand in what it needs from a library as an argument: {bad}"


def imports_of(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module


def test_sql_stands_only_in_store() -> None:
    bad = [
        shown(path, node)
        for _, path in service_files()
        if "store" not in path.parts and path.name != "store.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert not bad, (
        f"SQL lives in store/, in migrations and in the kit's runner, so that one room knows the tables: {bad}"
    )


def test_store_functions_take_the_project_first() -> None:
    bad = [
        f"{shown(path, node)} {node.name}"
        for context, path in service_files("store")
        if context not in CROSS_PROJECT
        for node in public_functions(tree_of(path))
        if not takes_project_first(node)
    ]
    assert not bad, f"A store function without its project is how tenants meet: {bad}"


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [*tree.body, *(inner for outer in classes for inner in outer.body)]:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and touches_rows(node):
            yield node


def touches_rows(node: ast.FunctionDef) -> bool:
    """Functions that run a statement; pure builders and `close` have no project to name."""
    called = {
        call.func.attr for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    }
    return bool(called & {"execute", "execute_iter", "run", "rows", "fetch", "exec"})


def takes_project_first(node: ast.FunctionDef) -> bool:
    names = [arg.arg for arg in node.args.args if arg.arg != "self"]
    return names[:1] == ["project_id"]


def test_threads_and_tasks_start_only_in_the_kit_and_in_app() -> None:
    bad = [
        shown(path, node)
        for _, path in service_files()
        if "app" not in path.parts and path.name != "app.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"threading.Thread", "asyncio.create_task"}
    ]
    assert not bad, f"app.py owns every thread and task, so that one place can stop them: {bad}"


def test_litellm_is_locked_to_no_malicious_release() -> None:
    lock = (ROOT / "uv.lock").read_text()
    versions = re.findall(r'name = "litellm"\nversion = "([^"]+)"', lock)
    assert not {"1.82.7", "1.82.8"} & set(versions), "These releases ran a stolen publisher's code at Python start"
    assert "hash = " in lock, "uv.lock must carry hashes: they are what stops a replaced release"


@pytest.mark.parametrize("module", ["assay_query", "assay_scoring", "assay_gateway", "assay_ingest", "assay_evals"])
def test_importing_a_service_loads_no_other_service(module: str) -> None:
    others = [f"assay_{name}" for name in CONTEXTS if f"assay_{name}" != module]
    program = f"import sys, {module}; sys.exit(any(name in sys.modules for name in {others!r}))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - our own text


def test_every_suppression_names_its_code_and_its_reason() -> None:
    bad = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files(*CODE, ROOT / "tests")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SUPPRESSION.search(line) and not GOOD_SUPPRESSION.search(line)
    ]
    assert not bad, f"Write `# noqa: CODE - reason` or `# type: ignore[code]  # reason`: {bad}"
