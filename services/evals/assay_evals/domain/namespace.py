"""The Temporal namespace of Assay: its name, how long closed workflows stay, what they can be found by."""

from typing import Final, Literal

AttributeType = Literal["keyword", "int"]

NAMESPACE: Final = "assay"
RETENTION_DAYS: Final = 30
SEARCH_ATTRIBUTES: Final[dict[str, AttributeType]] = {
    "AssayProjectId": "keyword",
    "AssayRunId": "keyword",
    "AssaySuiteId": "keyword",
    "AssayRuleId": "keyword",
    "AssayAttempt": "int",
}
"""Ids only: where a run stands is read from PostgreSQL, never from here."""


def missing_attributes(present: dict[str, str]) -> dict[str, AttributeType]:
    """The search attributes that a namespace with these ones still lacks."""
    return {name: kind for name, kind in SEARCH_ATTRIBUTES.items() if name not in present}
