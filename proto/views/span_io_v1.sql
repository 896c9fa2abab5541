-- owner: ingest
-- Texts and raw attributes of spans. Read by (project_id, trace_id) and end in ORDER BY version DESC LIMIT 1 BY span_id.
-- raw_attrs, events, links, resource and scope are OTLP wire bytes (KeyValue, Event, Link, Resource, InstrumentationScope),
-- verbatim maps an attribute key left out of raw_attrs to the column that holds its text. canon is JSON by canonical field. For kind tool, input and output are its arguments and result.
CREATE OR REPLACE VIEW span_io_v1 SQL SECURITY INVOKER AS
WITH (
    SELECT mapFromArrays(groupArray(project_id), groupArray(retention_days))
    FROM marks FINAL WHERE trace_id = toFixedString('', 16) AND retention_days > 0
) AS retention
SELECT
    project_id, trace_id, span_id, start_time,
    input, output, system_instructions, tool_definitions, input_format, output_format, canon,
    raw_attrs, events, links, resource, scope, verbatim, truncated, truncated_sha256, raw_extra,
    search_text, search_ngrams,
    version
FROM span_io FINAL
WHERE expire_at >= today()
    AND (NOT mapContains(retention, project_id) OR start_time >= now() - toIntervalDay(retention[project_id]))
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
