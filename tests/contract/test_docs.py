"""The map of the code shows what is there: a stranger must be able to follow it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| \d+ \| (?P<files>[^|]+) \| (?P<functions>[^|]+) \|", re.M)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def steps() -> list[tuple[str, str]]:
    """(file, function) of every step of a span's way."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    pairs = []
    for row in ROW.finditer(text):
        files, functions = (re.findall(r"`([^`]+)`", row[name]) for name in ("files", "functions"))
        pairs += list(zip(files, functions, strict=True))
    return pairs


def test_a_spans_way_has_twelve_steps() -> None:
    assert len(ROW.findall((ROOT / "docs" / "architecture.md").read_text())) == 12


@pytest.mark.parametrize(("file", "function"), steps())
def test_every_step_is_where_the_map_says(file: str, function: str) -> None:
    path = ROOT / (file if file.startswith("services/") else f"services/ingest/assay_ingest/{file}")
    defined = {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
    defined |= {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.AsyncFunctionDef)}
    assert function in defined


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=lambda p: p.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    missing = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert not missing
