"""The widening window of newest-first lists: most pages are filled by the newest hour, so older hours stay unread."""

from collections.abc import Iterator
from typing import Final

from assay_query.domain.filters import Range
from assay_query.domain.forms import NS_PER_S

_HOUR_NS: Final = 3600 * NS_PER_S
WIDTHS_NS: Final = tuple(hours * _HOUR_NS for hours in (1, 6, 24, 7 * 24, 30 * 24))


def widening(whole: Range, now_ns: int) -> Iterator[Range]:
    """Adjoining ranges from the newest to the oldest that together are `whole`.

    The first reaches from the end back to an hour before `now_ns` (or before the end, when that is earlier); the next
    ones end where the one before began.
    """
    anchor, end = min(whole.to_ns, now_ns), whole.to_ns
    for width in WIDTHS_NS:
        start = max(anchor - width, whole.from_ns)
        if start < end:
            yield Range(start, end)
            end = start
    if whole.from_ns < end:
        yield Range(whole.from_ns, end)
