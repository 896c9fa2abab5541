"""From columns to values: what several statements of this room select and map alike."""

from typing import Any, Final

from assay_query.domain.traces import Usage

NO_SPAN: Final = "0" * 16
USAGE_COLUMNS: Final = (
    "usage_set, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens"
)


def usage_of(usage_set: int, *tokens: int) -> Usage:
    """USAGE_COLUMNS as a value; bit n of `usage_set` says that count n was reported."""
    return Usage(*(count if usage_set >> bit & 1 else None for bit, count in enumerate(tokens)))


def known(text: Any) -> str | None:  # noqa: ANN401 - the driver types no column
    """An empty column is an unknown value."""
    return text or None


def span_or_none(hex_id: str) -> str | None:
    """A span id of zeros names no span."""
    return None if hex_id == NO_SPAN else hex_id
