-- owner: ingest
-- Time bounds per trace: a read by trace id starts here, then asks spans_v1 and span_io_v1 between the bounds.
CREATE OR REPLACE VIEW trace_bounds_v1 SQL SECURITY INVOKER AS
SELECT
    project_id,
    trace_id,
    min(trace_index.min_start) AS min_start,
    max(trace_index.max_start) AS max_start,
    max(trace_index.max_end) AS max_end
FROM trace_index
WHERE expire_at >= today()
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
GROUP BY project_id, trace_id
