-- Scores of people, code, rules and judges, for traces, spans, sessions and eval trials. No time in key or partition: a
-- row always meets the one it replaces. Ids of zeros and empty texts = none; value is 0 or 1 for booleans.
CREATE TABLE IF NOT EXISTS scores
(
    project_id UUID,
    score_id UUID,
    version UInt64 CODEC(Delta(8), ZSTD(1)),
    is_deleted UInt8,
    created_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    updated_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),

    target Enum8('trace' = 1, 'span' = 2, 'session' = 3, 'trial' = 4),
    trace_id FixedString(16),
    span_id FixedString(8),
    session_id String CODEC(ZSTD(1)),
    run_id UUID,
    suite_id UUID,
    case_id UUID,
    case_revision_id UUID,
    trial_index UInt16,
    run_attempt UInt16,

    name LowCardinality(String) CODEC(ZSTD(1)),
    config_id UUID,
    scorer_version_id UUID,
    rule_id UUID,
    kind Enum8('numeric' = 1, 'boolean' = 2, 'categorical' = 3, 'text' = 4),

    value Nullable(Float64) CODEC(ZSTD(1)),
    label LowCardinality(String) CODEC(ZSTD(1)),
    text String CODEC(ZSTD(1)),
    passed Nullable(Bool),
    status Enum8('scored' = 1, 'na' = 2, 'unscored' = 3, 'error' = 4),
    reason_code LowCardinality(String) CODEC(ZSTD(1)),
    comment String CODEC(ZSTD(1)),
    explanation String CODEC(ZSTD(3)),
    votes Array(Tuple(label String, value Nullable(Float64), model LowCardinality(String))) CODEC(ZSTD(1)),

    source Enum8('human' = 1, 'code' = 2, 'rule' = 3, 'judge' = 4),
    origin Enum8('ui' = 1, 'api' = 2, 'sdk' = 3, 'run' = 4, 'online' = 5, 'telemetry' = 6),
    author String CODEC(ZSTD(1)),

    cost_usd Nullable(Decimal(18, 12)) CODEC(ZSTD(1)),
    tokens UInt32 CODEC(T64, ZSTD(1)),
    latency_ms UInt32 CODEC(T64, ZSTD(1)),
    judge_trace_id FixedString(16),
    judge_span_id FixedString(8),
    metadata String CODEC(ZSTD(1)),

    expire_at Date DEFAULT toDate('2149-06-06'),

    INDEX idx_score_id score_id TYPE bloom_filter(0.001),
    INDEX idx_trace_id trace_id TYPE bloom_filter(0.001),
    INDEX idx_session_id session_id TYPE bloom_filter(0.01),
    INDEX idx_run_id run_id TYPE bloom_filter(0.01)
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (project_id, name, trace_id, score_id)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
