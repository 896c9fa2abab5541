-- One row per usage-bearing span, written whole by the settler. Sums take counted rows; a changed verdict or price is a
-- higher version. Names as in spans.
CREATE TABLE IF NOT EXISTS usage_facts
(
    project_id UUID,
    trace_id FixedString(16),
    span_id FixedString(8),
    response_id String CODEC(ZSTD(1)),
    start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    kind Enum8('other' = 0, 'llm' = 1, 'agent' = 2, 'tool' = 3, 'chain' = 4, 'retriever' = 5, 'embedding' = 6,
        'reranker' = 7, 'guardrail' = 8, 'evaluator' = 9),

    usage_role Enum8('none' = 0, 'own' = 1, 'rollup' = 2),
    counted Bool,
    duplicate_of FixedString(8),
    usage_set UInt16 CODEC(ZSTD(1)),
    input_tokens UInt32 CODEC(T64, ZSTD(1)),
    output_tokens UInt32 CODEC(T64, ZSTD(1)),
    total_tokens UInt32 CODEC(T64, ZSTD(1)),
    cache_read_tokens UInt32 CODEC(T64, ZSTD(1)),
    cache_write_tokens UInt32 CODEC(T64, ZSTD(1)),
    reasoning_tokens UInt32 CODEC(T64, ZSTD(1)),

    cost_total Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_input Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_output Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_cache_read Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_cache_write Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_reasoning Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    computed_total Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    cost_source Enum8('none' = 0, 'provided' = 1, 'computed' = 2),
    price_id LowCardinality(String) CODEC(ZSTD(1)),
    revision UInt64 CODEC(ZSTD(1)),

    is_error Bool,
    name LowCardinality(String) CODEC(ZSTD(1)),
    model LowCardinality(String) CODEC(ZSTD(1)),
    provider LowCardinality(String) CODEC(ZSTD(1)),
    duration_ns UInt64 CODEC(T64, ZSTD(1)),
    ttft_ns UInt64 CODEC(T64, ZSTD(1)),
    error_type LowCardinality(String) CODEC(ZSTD(1)),
    finish_reason LowCardinality(String) CODEC(ZSTD(1)),
    service_name LowCardinality(String) CODEC(ZSTD(1)),
    environment LowCardinality(String) CODEC(ZSTD(1)),
    release LowCardinality(String) CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    prompt_name LowCardinality(String) CODEC(ZSTD(1)),
    prompt_version LowCardinality(String) CODEC(ZSTD(1)),
    internal Bool,

    version UInt128 CODEC(ZSTD(1)),
    is_deleted UInt8,
    expire_at Date,

    INDEX idx_trace_id trace_id TYPE bloom_filter(0.001)
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toMonday(start_time)
ORDER BY (project_id, toStartOfHour(start_time), cityHash64(trace_id), trace_id, span_id)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1
