-- owner: ingest
-- One row per trace. While a start moves to another hour a trace may show twice: end in
-- ORDER BY version DESC LIMIT 1 BY trace_id. settled: a root is there and nothing came for 10 s, or nothing for 10 min.
-- cost_total null = unknown; usage_set as in spans_v1.
CREATE OR REPLACE VIEW traces_v1 SQL SECURITY INVOKER AS
WITH (
    SELECT mapFromArrays(groupArray(project_id), groupArray(retention_days))
    FROM marks FINAL WHERE trace_id = toFixedString('', 16) AND retention_days > 0
) AS retention
SELECT
    project_id, trace_id, start_time, end_time, duration_ns,
    name, status, service_name, environment, release, session_id, user_id, tags,
    root_span_id, app_root_span_id, has_root, root_inferred, internal,
    span_count, error_count, kinds, models, providers,
    usage_set, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    cost_total, cost_input, cost_output, cost_source, cost_unknown_count,
    input_preview, output_preview, span_names, warnings,
    last_ingested_at,
    version,
    (has_root AND last_ingested_at <= now64(3) - toIntervalSecond(10))
        OR last_ingested_at <= now64(3) - toIntervalMinute(10) AS settled
FROM trace_summary FINAL
WHERE is_deleted = 0
    AND expire_at >= today()
    AND (NOT mapContains(retention, project_id) OR start_time >= now() - toIntervalDay(retention[project_id]))
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
