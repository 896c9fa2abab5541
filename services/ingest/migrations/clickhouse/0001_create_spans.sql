-- Everything one filters or aggregates on, one row per span and version. Texts lie in span_io.
-- The key holds time, so a span sent again with another start is another row: every read of a trace ends in
-- ORDER BY version DESC LIMIT 1 BY span_id. Unknown values are the default value; for tokens, usage_set tells 0 from
-- unknown (bits: 1 input, 2 output, 4 total, 8 cache_read, 16 cache_write, 32 reasoning).
CREATE TABLE IF NOT EXISTS spans
(
    project_id UUID,
    trace_id FixedString(16),
    span_id FixedString(8),
    parent_span_id FixedString(8),
    is_root Bool,
    start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    end_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    duration_ns UInt64 CODEC(T64, ZSTD(1)),

    name LowCardinality(String) CODEC(ZSTD(1)),
    otlp_kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5),
    kind Enum8('other' = 0, 'llm' = 1, 'agent' = 2, 'tool' = 3, 'chain' = 4, 'retriever' = 5, 'embedding' = 6,
        'reranker' = 7, 'guardrail' = 8, 'evaluator' = 9),
    operation LowCardinality(String) CODEC(ZSTD(1)),
    status Enum8('unset' = 0, 'ok' = 1, 'error' = 2),
    status_message String CODEC(ZSTD(1)),
    error_type LowCardinality(String) CODEC(ZSTD(1)),
    level LowCardinality(String) CODEC(ZSTD(1)),
    service_name LowCardinality(String) CODEC(ZSTD(1)),
    environment LowCardinality(String) CODEC(ZSTD(1)),
    scope_name LowCardinality(String) CODEC(ZSTD(1)),
    scope_version LowCardinality(String) CODEC(ZSTD(1)),
    framework LowCardinality(String) CODEC(ZSTD(1)),
    convention LowCardinality(String) CODEC(ZSTD(1)),
    internal Bool,
    synthetic Bool,
    has_messages Bool,
    trace_state String CODEC(ZSTD(1)),
    flags UInt32 CODEC(ZSTD(1)),
    dropped_attributes UInt32 CODEC(ZSTD(1)),
    dropped_events UInt32 CODEC(ZSTD(1)),
    dropped_links UInt32 CODEC(ZSTD(1)),
    warnings Array(LowCardinality(String)) CODEC(ZSTD(1)),

    trace_name String CODEC(ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    tags Array(LowCardinality(String)) CODEC(ZSTD(1)),
    release LowCardinality(String) CODEC(ZSTD(1)),
    app_version LowCardinality(String) CODEC(ZSTD(1)),
    agent_name LowCardinality(String) CODEC(ZSTD(1)),
    tool_name LowCardinality(String) CODEC(ZSTD(1)),
    prompt_name LowCardinality(String) CODEC(ZSTD(1)),
    prompt_version LowCardinality(String) CODEC(ZSTD(1)),
    evaluations String CODEC(ZSTD(1)),

    provider LowCardinality(String) CODEC(ZSTD(1)),
    model_request LowCardinality(String) CODEC(ZSTD(1)),
    model_response LowCardinality(String) CODEC(ZSTD(1)),
    model LowCardinality(String) CODEC(ZSTD(1)),
    response_id String CODEC(ZSTD(1)),
    service_tier LowCardinality(String) CODEC(ZSTD(1)),
    params String CODEC(ZSTD(1)),
    finish_reason LowCardinality(String) CODEC(ZSTD(1)),
    stream Bool,
    ttft_ns UInt64 CODEC(T64, ZSTD(1)),

    usage_role Enum8('none' = 0, 'own' = 1, 'rollup' = 2),
    usage_set UInt16 CODEC(ZSTD(1)),
    input_tokens UInt32 CODEC(T64, ZSTD(1)),
    output_tokens UInt32 CODEC(T64, ZSTD(1)),
    total_tokens UInt32 CODEC(T64, ZSTD(1)),
    cache_read_tokens UInt32 CODEC(T64, ZSTD(1)),
    cache_write_tokens UInt32 CODEC(T64, ZSTD(1)),
    reasoning_tokens UInt32 CODEC(T64, ZSTD(1)),
    usage_extra Map(LowCardinality(String), UInt64) CODEC(ZSTD(1)),

    -- cost as the sender states it; the settler prices the rest
    sent_total Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    sent_input Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    sent_output Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    sent_cache_read Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    sent_cache_write Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    sent_reasoning Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),

    -- shadow of span_io, enough for lists
    input_preview String CODEC(ZSTD(1)),
    output_preview String CODEC(ZSTD(1)),
    trace_input_preview String CODEC(ZSTD(1)),
    trace_output_preview String CODEC(ZSTD(1)),
    input_bytes UInt32 CODEC(T64, ZSTD(1)),
    output_bytes UInt32 CODEC(T64, ZSTD(1)),
    io_state Enum8('inline' = 0, 'truncated' = 1, 'masked' = 2),

    -- the maps serve filters only: values of at most 1 KiB, last wins, content left out
    attr_str Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    attr_num Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
    res_attr Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    attr_kv Array(String) ALIAS arrayMap(
        pair -> concat(pair.1, '=', pair.2),
        arrayFilter(
            pair -> length(pair.2) <= 256,
            arrayConcat(CAST(attr_str, 'Array(Tuple(String, String))'), CAST(res_attr, 'Array(Tuple(String, String))')))),

    mapping_version UInt16 CODEC(ZSTD(1)),
    mapping_sources LowCardinality(String) CODEC(ZSTD(1)),
    ingested_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    src_topic LowCardinality(String) CODEC(ZSTD(1)),
    src_partition UInt16 CODEC(ZSTD(1)),
    src_offset UInt64 CODEC(Delta(8), ZSTD(1)),

    version UInt64 CODEC(Delta(8), ZSTD(1)),
    expire_at Date,

    INDEX idx_trace_id trace_id TYPE bloom_filter(0.001),
    INDEX idx_span_id span_id TYPE bloom_filter(0.01),
    INDEX idx_session_id session_id TYPE bloom_filter(0.01),
    INDEX idx_user_id user_id TYPE bloom_filter(0.01),
    INDEX idx_prompt_name prompt_name TYPE bloom_filter(0.01),
    INDEX idx_response_id response_id TYPE bloom_filter(0.01),
    INDEX idx_model model TYPE set(256),
    INDEX idx_duration duration_ns TYPE minmax,
    INDEX idx_ingested_at ingested_at TYPE minmax,
    INDEX idx_attr_kv attr_kv TYPE text(tokenizer = 'array'),
    INDEX idx_name lower(name) TYPE text(tokenizer = 'splitByNonAlpha')
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(start_time)
PRIMARY KEY (project_id, toStartOfMinute(start_time), cityHash64(trace_id))
ORDER BY (project_id, toStartOfMinute(start_time), cityHash64(trace_id), trace_id, span_id)
TTL expire_at
SETTINGS
    -- without a window the engine ignores deduplication tokens
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    map_serialization_version = 'with_buckets',
    -- needed for lightweight updates (retention sweep, deletion)
    enable_block_number_column = 1,
    enable_block_offset_column = 1
