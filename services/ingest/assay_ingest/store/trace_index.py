"""Time bounds per trace: where every read by trace starts."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from assay_ingest.domain.windows import Bounds
from assay_ingest.store.settler_client import SettlerClient

_BOUNDS: Final = """
SELECT
    lower(hex(trace_id)),
    toUnixTimestamp64Nano(min(min_start)),
    toUnixTimestamp64Nano(max(max_start))
FROM trace_index
WHERE project_id = {project_id:UUID}
    AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16))
GROUP BY trace_id
"""


class TraceIndex:
    def __init__(self, client: SettlerClient) -> None:
        self._client = client

    def bounds(self, project_id: UUID, trace_ids: Sequence[str]) -> dict[str, Bounds]:
        """The bounds of those traces that have rows."""
        rows = self._client.fetch(_BOUNDS, {"project_id": project_id, "trace_ids": list(trace_ids)})
        return {trace_id: Bounds(min_ns, max_ns) for trace_id, min_ns, max_ns in rows}
