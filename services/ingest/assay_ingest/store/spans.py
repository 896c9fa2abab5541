"""`spans`: what one filters and aggregates on, one row per span."""

from collections.abc import Sequence
from typing import Final

from assay_ingest.domain.canonical import StoredSpan
from assay_ingest.domain.genai.model import MAPPING_VERSION, Usage
from assay_ingest.store.writer_client import Columns, WriterClient

_USAGE_BITS: Final = (
    ("input", 1),
    ("output", 2),
    ("total", 4),
    ("cache_read", 8),
    ("cache_write", 16),
    ("reasoning", 32),
)
"""Which count is known; the column of an unknown one is 0."""
_STATUS: Final = ("unset", "ok", "error")
_MS: Final = 10**6


class Spans:
    def __init__(self, client: WriterClient) -> None:
        self._client = client

    def insert(self, spans: Sequence[StoredSpan], token: str) -> None:
        """Insert one block; its view fills `trace_index`. Raises StoreUnavailable or RowsRejected."""
        if spans:
            self._client.insert("spans", span_columns(spans), token)


def span_columns(rows: Sequence[StoredSpan]) -> Columns:
    """The columns of `spans`, each with one value per row. Times in nanoseconds."""
    return _identity(rows) | _shape(rows) | _context(rows) | _model(rows) | _usage(rows) | _shadow(rows) | _origin(rows)


def usage_set(usage: Usage) -> int:
    """The bits of the known counts."""
    return sum(bit for name, bit in _USAGE_BITS if getattr(usage, name) is not None)


def _identity(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    spans = [row.span for row in rows]
    return {
        "project_id": [s.origin.project_id for s in spans],
        "trace_id": [s.trace_id for s in spans],
        "span_id": [s.span_id for s in spans],
        "parent_span_id": [s.parent_span_id for s in spans],
        "is_root": [s.is_root for s in spans],
        "start_time": [s.start_ns for s in spans],
        "end_time": [s.end_ns for s in spans],
        "duration_ns": [s.duration_ns for s in spans],
    }


def _shape(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    spans = [row.span for row in rows]
    facts = [row.facts for row in rows]
    return {
        "name": [s.name for s in spans],
        "otlp_kind": [s.otlp_kind for s in spans],
        "kind": [f.kind.value for f in facts],
        "operation": [f.operation for f in facts],
        "status": [_STATUS[s.status_code] for s in spans],
        "status_message": [s.status_message for s in spans],
        "error_type": [f.error.get("type", "") for f in facts],
        "level": [f.level for f in facts],
        "service_name": [s.resource.texts.get("service.name", "") for s in spans],
        "environment": [f.environment for f in facts],
        "scope_name": [s.scope.name for s in spans],
        "scope_version": [s.scope.version for s in spans],
        "framework": [f.framework for f in facts],
        "convention": [f.convention for f in facts],
        "internal": [row.internal for row in rows],
        "has_messages": [f.has_messages for f in facts],
        "trace_state": [s.trace_state for s in spans],
        "flags": [s.flags for s in spans],
        "dropped_attributes": [s.dropped_attributes for s in spans],
        "dropped_events": [s.dropped_events for s in spans],
        "dropped_links": [s.dropped_links for s in spans],
        "warnings": [row.warnings for row in rows],
    }


def _context(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    facts = [row.facts for row in rows]
    return {
        "trace_name": [f.trace_name for f in facts],
        "session_id": [f.session_id for f in facts],
        "user_id": [f.user_id for f in facts],
        "tags": [f.tags for f in facts],
        "release": [f.release for f in facts],
        "app_version": [f.version for f in facts],
        "agent_name": [f.agent.get("name", "") for f in facts],
        "tool_name": [f.tool.get("name", "") for f in facts],
        "prompt_name": [f.prompt.get("name", "") for f in facts],
        "prompt_version": [f.prompt.get("version", "") for f in facts],
    }


def _model(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    facts = [row.facts for row in rows]
    return {
        "provider": [f.provider for f in facts],
        "model_request": [f.model_request for f in facts],
        "model_response": [f.model_response for f in facts],
        "model": [f.model for f in facts],
        "response_id": [f.response_id for f in facts],
        "service_tier": [f.service_tier for f in facts],
        "params": [row.params for row in rows],
        "finish_reason": [f.finish_reasons[0] if f.finish_reasons else "" for f in facts],
        "stream": [bool(f.stream) for f in facts],
        "ttft_ns": [f.ttft_ns for f in facts],
    }


def _usage(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    facts = [row.facts for row in rows]
    usages = [f.usage for f in facts]
    costs = [f.cost for f in facts]
    return {
        "usage_role": [f.usage_role.value for f in facts],
        "usage_set": [usage_set(u) for u in usages],
        "input_tokens": [u.input or 0 for u in usages],
        "output_tokens": [u.output or 0 for u in usages],
        "total_tokens": [u.total or 0 for u in usages],
        "cache_read_tokens": [u.cache_read or 0 for u in usages],
        "cache_write_tokens": [u.cache_write or 0 for u in usages],
        "reasoning_tokens": [u.reasoning or 0 for u in usages],
        "usage_extra": [u.extra for u in usages],
        "sent_total": [c.total for c in costs],
        "sent_input": [c.input for c in costs],
        "sent_output": [c.output for c in costs],
        "sent_cache_read": [c.cache_read for c in costs],
        "sent_cache_write": [c.cache_write for c in costs],
        "sent_reasoning": [c.reasoning for c in costs],
    }


def _shadow(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    return {
        "input_preview": [row.input_preview for row in rows],
        "output_preview": [row.output_preview for row in rows],
        "input_bytes": [row.input_bytes for row in rows],
        "output_bytes": [row.output_bytes for row in rows],
        "io_state": ["truncated" if row.span.truncated else "inline" for row in rows],
        "attr_str": [row.attr_str for row in rows],
        "attr_num": [row.attr_num for row in rows],
        "res_attr": [row.span.resource.texts for row in rows],
    }


def _origin(rows: Sequence[StoredSpan]) -> dict[str, list[object]]:
    origins = [row.span.origin for row in rows]
    return {
        "mapping_version": [MAPPING_VERSION] * len(rows),
        "mapping_sources": [row.facts.sources for row in rows],
        "ingested_at": [o.received_at_ns // _MS for o in origins],
        "src_topic": [o.topic for o in origins],
        "src_partition": [o.partition for o in origins],
        "src_offset": [o.offset for o in origins],
        "version": [row.version for row in rows],
        "expire_at": [row.expire_on for row in rows],
    }
