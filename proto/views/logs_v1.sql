-- owner: ingest
-- GenAI log records with their mapped facts; they fill only what the span of (trace_id, span_id) lacks.
-- raw_attrs are OTLP KeyValue bytes.
CREATE OR REPLACE VIEW logs_v1 SQL SECURITY INVOKER AS
WITH (
    SELECT mapFromArrays(groupArray(project_id), groupArray(retention_days))
    FROM marks FINAL WHERE trace_id = toFixedString('', 16) AND retention_days > 0
) AS retention
SELECT
    project_id, record_id, trace_id, span_id, time, observed_time, event_name, severity, body, raw_attrs, attr_str,
    res_attr, scope_name,
    kind, model, provider, response_id, usage_set, input_tokens, output_tokens, total_tokens, cache_read_tokens,
    cache_write_tokens, reasoning_tokens, sent_total, session_id, user_id, input_preview, output_preview, input,
    output,
    mapping_version, ingested_at, version
FROM log_records FINAL
WHERE expire_at >= today()
    AND (NOT mapContains(retention, project_id) OR time >= now() - toIntervalDay(retention[project_id]))
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
