-- owner: scoring
-- Live scores, one row per score id. Ids of zeros and empty texts = none; boolean values are 0 or 1. Marks of deleted
-- traces and projects (ingest's `marks`) hide their scores at once.
CREATE OR REPLACE VIEW scores_v1 SQL SECURITY INVOKER AS
SELECT
    project_id, score_id, created_at, updated_at,
    target, trace_id, span_id, session_id, run_id, suite_id, case_id, case_revision_id, trial_index, run_attempt,
    name, config_id, scorer_version_id, rule_id, kind,
    value, label, text, passed, status, reason_code, comment, explanation, votes,
    source, origin, author,
    cost_usd, tokens, latency_ms, judge_trace_id, judge_span_id, metadata,
    version
FROM scores FINAL
WHERE is_deleted = 0
    AND expire_at >= today()
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
    AND (project_id, trace_id) NOT IN (SELECT project_id, trace_id FROM marks FINAL WHERE hides)
