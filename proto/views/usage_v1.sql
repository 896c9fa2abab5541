-- owner: ingest
-- One row per usage-bearing span. Sums take rows WHERE counted; usage_set as in spans_v1; cost null = unknown.
-- End in ORDER BY version DESC LIMIT 1 BY trace_id, span_id where a trace is read whole.
CREATE OR REPLACE VIEW usage_v1 SQL SECURITY INVOKER AS
WITH (
    SELECT mapFromArrays(groupArray(project_id), groupArray(retention_days))
    FROM marks FINAL WHERE trace_id = toFixedString('', 16) AND retention_days > 0
) AS retention
SELECT
    project_id, trace_id, span_id, response_id, start_time, kind,
    usage_role, counted, duplicate_of, usage_set, input_tokens, output_tokens, total_tokens, cache_read_tokens,
    cache_write_tokens, reasoning_tokens,
    cost_total, cost_input, cost_output, cost_cache_read, cost_cache_write, cost_reasoning, computed_total,
    cost_source, price_id, revision,
    is_error, name, model, provider, duration_ns, ttft_ns, error_type, finish_reason, service_name, environment,
    release, user_id, session_id, prompt_name, prompt_version, internal,
    version
FROM usage_facts FINAL
WHERE is_deleted = 0
    AND expire_at >= today()
    AND (NOT mapContains(retention, project_id) OR start_time >= now() - toIntervalDay(retention[project_id]))
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
