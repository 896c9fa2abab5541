"""Live scores of traces, as `scores_v1` publishes them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from assay_query.domain.traces import Score
from assay_query.store.filters import TRACE_IDS
from assay_query.store.reader import Reader, Row
from assay_query.store.rows import known, span_or_none

MAX_SCORES: Final = 10_000
_SCORES: Final = f"""
SELECT toString(score_id), name, kind, target, lower(hex(trace_id)), lower(hex(span_id)), value, label, text, passed,
  status, source, author, explanation, toUnixTimestamp64Nano(created_at)
FROM scores_v1
WHERE project_id = {{project_id:UUID}} AND {TRACE_IDS}
ORDER BY created_at, score_id
LIMIT {MAX_SCORES}
"""  # noqa: S608 - fixed fragments, bound values


class Scores:
    """Reads of `scores_v1`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of_traces(self, project_id: UUID, trace_ids: Sequence[str]) -> dict[str, list[Score]]:
        """The scores of these traces and of their spans by trace id, oldest first; at most MAX_SCORES in all."""
        found: dict[str, list[Score]] = {}
        if not trace_ids:
            return found
        for row in self._reader.rows(project_id, _SCORES, {"ids": list(trace_ids)}):
            score = _score(row)
            found.setdefault(score.trace_id, []).append(score)
        return found


def _score(row: Row) -> Score:
    identity, name, kind, target, trace_id, span_id, value, label, text, passed, *rest = row
    status, source, author, explanation, created_ns = rest
    return Score(
        id=identity,
        name=name,
        kind=kind,
        target=target,
        trace_id=trace_id,
        span_id=span_or_none(span_id),
        value=value,
        label=known(label),
        text=known(text),
        passed=passed,
        status=status,
        source=source,
        author=known(author),
        explanation=known(explanation),
        created_ns=created_ns,
    )
