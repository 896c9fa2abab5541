-- owner: ingest
-- One row per record position of the raw topics. For kind 'record': received = written + repeats + sum(rejected) +
-- dead_lettered. Kind 'refused' is a best-effort count of requests refused whole. end_offset: end of the partition then.
CREATE OR REPLACE VIEW ledger_v1 SQL SECURITY INVOKER AS
WITH (
    SELECT mapFromArrays(groupArray(project_id), groupArray(retention_days))
    FROM marks FINAL WHERE trace_id = toFixedString('', 16) AND retention_days > 0
) AS retention
SELECT
    project_id, hour, topic, partition, offset, kind, ingest_id, received_at, received, written, repeats, rejected,
    dead_lettered, refused, last_reason, last_refused_at, end_offset, version
FROM ingest_ledger FINAL
WHERE expire_at >= today()
    AND (NOT mapContains(retention, project_id) OR hour >= now() - toIntervalDay(retention[project_id]))
    AND project_id NOT IN (SELECT project_id FROM marks FINAL WHERE hides AND trace_id = toFixedString('', 16))
