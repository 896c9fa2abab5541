"""What a batch added to each trace."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from assay_ingest.domain.canonical import StoredSpan


@dataclass(slots=True)
class StoredTrace:
    """`root_seen`: a span without parent was among them. `max_version`: the newest row version of this batch."""

    project_id: UUID
    trace_id: bytes
    count: int = 0
    root_seen: bool = False
    max_version: int = 0


def traces_of(rows: Iterable[StoredSpan]) -> list[StoredTrace]:
    """One entry per project and trace."""
    traces: dict[tuple[UUID, bytes], StoredTrace] = {}
    for row in rows:
        key = (row.span.origin.project_id, row.span.trace_id)
        trace = traces.get(key)
        if trace is None:
            trace = traces[key] = StoredTrace(*key)
        trace.count += 1
        trace.root_seen |= row.span.is_root
        trace.max_version = max(trace.max_version, row.version)
    return list(traces.values())
