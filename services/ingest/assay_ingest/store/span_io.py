"""`span_io`: the texts and the wire bytes of a span, one row per span."""

import json
from collections.abc import Sequence

from assay_ingest.domain.canonical import StoredSpan
from assay_ingest.store.writer_client import Columns, WriterClient


class SpanIo:
    def __init__(self, client: WriterClient) -> None:
        self._client = client

    def insert(self, spans: Sequence[StoredSpan], token: str) -> None:
        """Insert one block. Raises StoreUnavailable or RowsRejected."""
        if spans:
            self._client.insert("span_io", span_io_columns(spans), token)


def span_io_columns(rows: Sequence[StoredSpan]) -> Columns:
    """The columns of `span_io`, each with one value per row. Times in nanoseconds."""
    spans = [row.span for row in rows]
    facts = [row.facts for row in rows]
    return {
        "project_id": [s.origin.project_id for s in spans],
        "trace_id": [s.trace_id for s in spans],
        "span_id": [s.span_id for s in spans],
        "start_time": [s.start_ns for s in spans],
        "input": [f.input.text for f in facts],
        "output": [f.output.text for f in facts],
        "system_instructions": [f.system_instructions.text for f in facts],
        "tool_definitions": [f.tool_definitions_text.text for f in facts],
        "input_format": [f.input.format.value for f in facts],
        "output_format": [f.output.format.value for f in facts],
        "canon": [row.canon for row in rows],
        "raw_attrs": [row.raw_attributes for row in rows],
        "events": [s.raw_events for s in spans],
        "links": [s.raw_links for s in spans],
        "resource": [s.resource.raw for s in spans],
        "scope": [s.scope.raw for s in spans],
        "verbatim": [row.verbatim for row in rows],
        "truncated": [{key: cut.size_bytes for key, cut in s.truncated.items()} for s in spans],
        "truncated_sha256": [{key: cut.sha256 for key, cut in s.truncated.items()} for s in spans],
        "raw_extra": [json.dumps(s.raw_extra) if s.raw_extra else "" for s in spans],
        "search_text": [row.search_text for row in rows],
        "search_ngrams": [row.search_ngrams for row in rows],
        "version": [row.version for row in rows],
        "expire_at": [row.expire_on for row in rows],
    }
