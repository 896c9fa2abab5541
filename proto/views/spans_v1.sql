-- owner: ingest
-- Spans without their texts. A span sent again with another start shows twice: end reads of a trace in
-- ORDER BY version DESC LIMIT 1 BY span_id. Unknown = default value; usage_set tells 0 tokens from unknown (bits: 1 input,
-- 2 output, 4 total, 8 cache_read, 16 cache_write, 32 reasoning). attr_kv: 'key=value' of attributes, resource, meta.<key>.
CREATE OR REPLACE VIEW spans_v1 SQL SECURITY INVOKER AS
WITH (
    SELECT mapFromArrays(groupArray(project_id), groupArray(retention_days))
    FROM marks FINAL WHERE trace_id = toFixedString('', 16) AND retention_days > 0
) AS retention
SELECT
    project_id, trace_id, span_id, parent_span_id, is_root, start_time, end_time, duration_ns,
    name, otlp_kind, kind, operation, status, status_message, error_type, level, service_name, environment,
    scope_name, scope_version, framework, convention, internal, synthetic, has_messages, trace_state, flags,
    dropped_attributes, dropped_events, dropped_links, warnings,
    trace_name, session_id, user_id, tags, release, app_version, agent_name, tool_name, prompt_name, prompt_version,
    evaluations,
    provider, model_request, model_response, model, response_id, service_tier, params, finish_reason, stream,
    ttft_ns,
    usage_role, usage_set, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens,
    reasoning_tokens, usage_extra,
    sent_total, sent_input, sent_output, sent_cache_read, sent_cache_write, sent_reasoning,
    input_preview, output_preview, trace_input_preview, trace_output_preview, input_bytes, output_bytes, io_state,
    attr_str, attr_num, res_attr, attr_kv,
    mapping_version, mapping_sources, ingested_at, src_topic, src_partition, src_offset,
    version
FROM spans FINAL
WHERE expire_at >= today()
    AND (NOT mapContains(retention, project_id) OR start_time >= now() - toIntervalDay(retention[project_id]))
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
