"""Where the agreed files lie: views and OpenAPI documents are data beside the package."""

from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parent.parent
VIEWS_DIR: Final = _ROOT / "views"
"""One file per published ClickHouse view; the first line says `-- owner: <context>`."""
OPENAPI_DIR: Final = _ROOT / "openapi"


def views_of(owner: str) -> tuple[Path, ...]:
    """The view files whose first line names this context, in file-name order."""
    mark = f"-- owner: {owner}"
    return tuple(p for p in sorted(VIEWS_DIR.glob("*.sql")) if p.read_text().splitlines()[0].strip() == mark)
