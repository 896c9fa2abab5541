-- What the views need of control.v1, copied by the settler: retention per project (trace_id of zeros) and deletions.
-- retention_days 0 = the default. version = control revision and step.
CREATE TABLE IF NOT EXISTS marks
(
    project_id UUID,
    trace_id FixedString(16),
    retention_days UInt16,
    deleted_at DateTime64(9, 'UTC'),
    hides Bool,
    rows_left Map(LowCardinality(String), UInt64),
    removed Map(DateTime('UTC'), UInt64),
    version UInt64,
    expire_at Date DEFAULT toDate('2149-06-06')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project_id, trace_id)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1
