-- GenAI log records with what the mapping found in them. Laid over spans at read and at settling, never merged into them.
-- record_id: 128 bits of SHA-256 over event name and request id, else over the content.
CREATE TABLE IF NOT EXISTS log_records
(
    project_id UUID,
    record_id FixedString(16),
    trace_id FixedString(16),
    span_id FixedString(8),
    time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    observed_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    event_name LowCardinality(String) CODEC(ZSTD(1)),
    severity UInt8,
    body String CODEC(ZSTD(3)),
    raw_attrs Array(String) CODEC(ZSTD(3)),
    attr_str Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    res_attr Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    scope_name LowCardinality(String) CODEC(ZSTD(1)),

    kind Enum8('other' = 0, 'llm' = 1, 'agent' = 2, 'tool' = 3, 'chain' = 4, 'retriever' = 5, 'embedding' = 6,
        'reranker' = 7, 'guardrail' = 8, 'evaluator' = 9),
    model LowCardinality(String) CODEC(ZSTD(1)),
    provider LowCardinality(String) CODEC(ZSTD(1)),
    response_id String CODEC(ZSTD(1)),
    usage_set UInt16 CODEC(ZSTD(1)),
    input_tokens UInt32 CODEC(T64, ZSTD(1)),
    output_tokens UInt32 CODEC(T64, ZSTD(1)),
    total_tokens UInt32 CODEC(T64, ZSTD(1)),
    cache_read_tokens UInt32 CODEC(T64, ZSTD(1)),
    cache_write_tokens UInt32 CODEC(T64, ZSTD(1)),
    reasoning_tokens UInt32 CODEC(T64, ZSTD(1)),
    sent_total Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    input_preview String CODEC(ZSTD(1)),
    output_preview String CODEC(ZSTD(1)),
    input String CODEC(ZSTD(3)),
    output String CODEC(ZSTD(3)),

    mapping_version UInt16 CODEC(ZSTD(1)),
    ingested_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1)),
    expire_at Date
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(time)
ORDER BY (project_id, trace_id, span_id, toStartOfMinute(time), record_id)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1
