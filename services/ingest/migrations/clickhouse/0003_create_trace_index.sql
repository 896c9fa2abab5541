-- Time bounds per trace and week: by-trace reads start here. Several rows per key until merged; readers GROUP BY.
CREATE TABLE IF NOT EXISTS trace_index
(
    project_id UUID,
    trace_id FixedString(16),
    week Date,
    min_start SimpleAggregateFunction(min, DateTime64(9, 'UTC')),
    max_start SimpleAggregateFunction(max, DateTime64(9, 'UTC')),
    max_end SimpleAggregateFunction(max, DateTime64(9, 'UTC')),
    expire_at SimpleAggregateFunction(max, Date)
)
ENGINE = AggregatingMergeTree
PARTITION BY week
ORDER BY (project_id, trace_id, week)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1
