-- Bounds only, no sums: a block inserted twice may change nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS trace_index_filler TO trace_index AS
SELECT
    project_id,
    trace_id,
    toMonday(start_time) AS week,
    min(start_time) AS min_start,
    max(start_time) AS max_start,
    max(end_time) AS max_end,
    max(expire_at) AS expire_at
FROM spans
GROUP BY project_id, trace_id, week
