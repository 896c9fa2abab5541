-- One live row per trace, written whole by the settler. When the start moves to another hour, the old row is tombstoned
-- after the new one is written: readers end in ORDER BY version DESC LIMIT 1 BY trace_id.
-- version = max row version read << 64 | rows read << 40 | newest control revision.
CREATE TABLE IF NOT EXISTS trace_summary
(
    project_id UUID,
    trace_id FixedString(16),
    start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    end_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    duration_ns UInt64 CODEC(T64, ZSTD(1)),

    name LowCardinality(String) CODEC(ZSTD(1)),
    status Enum8('unset' = 0, 'ok' = 1, 'error' = 2),
    service_name LowCardinality(String) CODEC(ZSTD(1)),
    environment LowCardinality(String) CODEC(ZSTD(1)),
    release LowCardinality(String) CODEC(ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    tags Array(LowCardinality(String)) CODEC(ZSTD(1)),

    root_span_id FixedString(8),
    app_root_span_id FixedString(8),
    has_root Bool,
    root_inferred Bool,
    internal Bool,

    span_count UInt32 CODEC(T64, ZSTD(1)),
    error_count UInt32 CODEC(T64, ZSTD(1)),
    kinds Array(LowCardinality(String)) CODEC(ZSTD(1)),
    models Array(LowCardinality(String)) CODEC(ZSTD(1)),
    providers Array(LowCardinality(String)) CODEC(ZSTD(1)),

    usage_set UInt16 CODEC(ZSTD(1)),
    input_tokens UInt64 CODEC(T64, ZSTD(1)),
    output_tokens UInt64 CODEC(T64, ZSTD(1)),
    total_tokens UInt64 CODEC(T64, ZSTD(1)),
    cache_read_tokens UInt64 CODEC(T64, ZSTD(1)),
    cache_write_tokens UInt64 CODEC(T64, ZSTD(1)),
    reasoning_tokens UInt64 CODEC(T64, ZSTD(1)),

    cost_total Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_input Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_output Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_source Enum8('none' = 0, 'provided' = 1, 'computed' = 2, 'mixed' = 3),
    cost_unknown_count UInt32 CODEC(T64, ZSTD(1)),

    input_preview String CODEC(ZSTD(1)),
    output_preview String CODEC(ZSTD(1)),
    span_names String CODEC(ZSTD(1)),
    warnings Array(LowCardinality(String)) CODEC(ZSTD(1)),

    last_ingested_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    content_hash UInt64 CODEC(ZSTD(1)),
    evaluations_hash UInt64 CODEC(ZSTD(1)),
    rules UInt16 CODEC(ZSTD(1)),

    version UInt128 CODEC(ZSTD(1)),
    is_deleted UInt8,
    expire_at Date,

    INDEX idx_trace_id trace_id TYPE bloom_filter(0.001),
    INDEX idx_session_id session_id TYPE bloom_filter(0.01),
    INDEX idx_user_id user_id TYPE bloom_filter(0.01),
    INDEX idx_tags tags TYPE bloom_filter(0.01),
    INDEX idx_models models TYPE bloom_filter(0.01),
    INDEX idx_environment environment TYPE set(256),
    INDEX idx_release release TYPE set(256),
    INDEX idx_service_name service_name TYPE set(256),
    INDEX idx_duration duration_ns TYPE minmax,
    INDEX idx_cost cost_total TYPE minmax,
    INDEX idx_span_names lower(span_names) TYPE text(tokenizer = 'splitByNonAlpha')
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toMonday(start_time)
ORDER BY (project_id, toStartOfHour(start_time), cityHash64(trace_id), trace_id)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1
