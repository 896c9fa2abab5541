"""A trace that is not held whole: totals, the few spans that its words come from, and facts page by page.

Every statement judges duplicates alike: own calls with one response id and one usage, of which the first real one with
messages is kept. A page is the spans whose id hashes to one number.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from assay_ingest.domain.large_trace import Totals
from assay_ingest.domain.trace import Tokens, UsageFact
from assay_ingest.domain.windows import Bounds
from assay_ingest.store.settler_client import SettlerClient

PAGE_ROWS: Final = 20_000
_NO_SPAN: Final = "0" * 16

_NEWEST: Final = """
WITH newest AS (
    SELECT *
    FROM spans FINAL
    WHERE project_id = {project_id:UUID}
        AND start_time >= fromUnixTimestamp64Nano({min_start_ns:Int64}, 'UTC')
        AND start_time <= fromUnixTimestamp64Nano({max_start_ns:Int64}, 'UTC')
        AND trace_id = unhex({trace_id:String})
        AND bitAnd(version, bitNot(toUInt64(65535))) > {deleted_at_ns:UInt64}
    ORDER BY version DESC, start_time DESC
    LIMIT 1 BY span_id
)"""
_JUDGED: Final = (
    _NEWEST
    + """,
keepers AS (
    SELECT
        response_id, input_tokens, output_tokens,
        argMin(span_id, (synthetic, NOT has_messages, start_time, span_id)) AS keeper
    FROM newest
    WHERE usage_role = 'own' AND response_id != ''
    GROUP BY response_id, input_tokens, output_tokens
    HAVING count() > 1
),
judged AS (
    SELECT
        *,
        usage_role = 'own' AND keeper != toFixedString('', 8) AND keeper != span_id AS is_duplicate,
        usage_role = 'own' AND NOT is_duplicate AS counted
    FROM newest LEFT JOIN keepers USING (response_id, input_tokens, output_tokens)
)"""
)
_COUNT: Final = _NEWEST + " SELECT count() FROM newest"  # noqa: S608 - both texts are ours
_TOTALS: Final = (
    _JUDGED
    + """
SELECT
    count(), max(version), min(version),
    toUnixTimestamp64Nano(min(start_time)), toUnixTimestamp64Nano(max(greatest(start_time, end_time))),
    countIf(NOT (synthetic AND is_duplicate)), countIf(status = 'error' AND NOT (synthetic AND is_duplicate)),
    arraySort(groupUniqArrayIf(toString(kind), NOT (synthetic AND is_duplicate))),
    arraySort(groupUniqArrayIf(toString(model), counted AND model != '')),
    arraySort(groupUniqArrayIf(toString(provider), counted AND provider != '')),
    groupBitOrIf(usage_set, counted),
    (
        sumIf(input_tokens, counted), sumIf(output_tokens, counted), sumIf(total_tokens, counted),
        sumIf(cache_read_tokens, counted), sumIf(cache_write_tokens, counted), sumIf(reasoning_tokens, counted)
    ),
    countIf(counted)
FROM judged
"""
)
_DUPLICATE_SCOPES: Final = (
    _NEWEST
    + """
SELECT response_id
FROM newest
WHERE usage_role = 'own' AND response_id != '' AND NOT synthetic
GROUP BY response_id, input_tokens, output_tokens
HAVING uniqExact(scope_name) > 1
LIMIT 1
"""
)
_NAMES: Final = (
    _NEWEST
    + """
SELECT toString(name)
FROM newest
GROUP BY name
ORDER BY min((start_time, span_id))
LIMIT 1100  -- more than the longest list of names can hold
"""
)
_EARLIEST_WITH: Final = (
    "1",
    "parent_span_id = toFixedString('', 8)",
    "kind != 'other'",
    "internal",
    "notEmpty(tags)",
    "trace_name != ''",
    "trace_input_preview != ''",
    "kind = 'llm' AND input_preview != ''",
    "session_id != ''",
    "user_id != ''",
    "environment != ''",
    "release != ''",
)
_LATEST_WITH: Final = ("trace_output_preview != ''", "kind = 'llm' AND output_preview != ''")
_IDENTITIES: Final = ("session_id", "user_id", "environment", "release")
_WITNESSES: Final = (
    _NEWEST  # noqa: S608 - conditions of ours
    + " SELECT "
    + ", ".join(
        [
            *(f"lower(hex(argMinIf(span_id, (start_time, span_id), {has})))" for has in _EARLIEST_WITH),
            *(f"lower(hex(argMaxIf(span_id, (start_time, span_id), {has})))" for has in _LATEST_WITH),
            *(f"lower(hex(argMinIf(span_id, toString({i}), {i} != '')))" for i in _IDENTITIES),
            *(f"lower(hex(argMaxIf(span_id, toString({i}), {i} != '')))" for i in _IDENTITIES),
        ]
    )
    + " FROM newest"
)
_PAGE: Final = (
    _JUDGED
    + """
SELECT
    lower(hex(span_id)), toUnixTimestamp64Nano(start_time), counted, if(is_duplicate, lower(hex(keeper)), ''),
    response_id, kind, usage_role, usage_set,
    (input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens),
    status = 'error', name, model, provider, duration_ns, ttft_ns, error_type, finish_reason, service_name, environment,
    release, user_id, session_id, prompt_name, prompt_version, internal
FROM judged
WHERE usage_role != 'none' AND cityHash64(span_id) % {pages:UInt32} = {page:UInt32}
"""
)
_TOKENS: Final = UsageFact._fields.index("tokens")
_BOOLS: Final = tuple(UsageFact._fields.index(name) for name in ("counted", "is_error", "internal"))


class LargeTrace(NamedTuple):
    """Which rows: those of one trace that no deletion mark covers."""

    project_id: UUID
    trace_id: str
    bounds: Bounds
    deleted_at_ns: int = 0

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "project_id": self.project_id,
            "trace_id": self.trace_id,
            "min_start_ns": self.bounds.min_start_ns,
            "max_start_ns": self.bounds.max_start_ns,
            "deleted_at_ns": self.deleted_at_ns,
        }


class LargeTraces:
    def __init__(self, client: SettlerClient) -> None:
        self._client = client

    def span_count(self, trace: LargeTrace) -> int:
        """Distinct spans."""
        [(count,)] = self._client.fetch(_COUNT, trace.parameters)
        return int(count)

    def totals(self, trace: LargeTrace) -> Totals:
        [sums] = self._client.fetch(_TOTALS, trace.parameters)
        totals = Totals._make(
            (*sums, bool(self._client.fetch(_DUPLICATE_SCOPES, trace.parameters)), self._names(trace))
        )
        return totals._replace(tokens=Tokens._make(totals.tokens))

    def witnesses(self, trace: LargeTrace) -> set[str]:
        """Ids of the spans that decide what is not a sum (`domain/large_trace.py`)."""
        [ids] = self._client.fetch(_WITNESSES, trace.parameters)
        return set(ids) - {_NO_SPAN}

    def facts(self, trace: LargeTrace, *, page: int, pages: int) -> list[UsageFact]:
        """Verdicts on the usage-bearing spans of one page."""
        rows = self._client.fetch(_PAGE, trace.parameters | {"page": page, "pages": pages})
        return [_fact(list(row)) for row in rows]

    def _names(self, trace: LargeTrace) -> list[str]:
        return [name for (name,) in self._client.fetch(_NAMES, trace.parameters)]


def _fact(columns: list[Any]) -> UsageFact:
    columns[_TOKENS] = Tokens._make(columns[_TOKENS])
    for position in _BOOLS:
        columns[position] = bool(columns[position])  # a comparison is a UInt8, a column a Bool
    return UsageFact._make(columns)
