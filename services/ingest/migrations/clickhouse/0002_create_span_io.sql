-- Large texts and raw attributes, one row per span and version. Sorted by trace: the prompts of a growing conversation
-- repeat each other, and big blocks let the codec see it.
CREATE TABLE IF NOT EXISTS span_io
(
    project_id UUID,
    trace_id FixedString(16),
    span_id FixedString(8),
    start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),

    input String CODEC(ZSTD(3)),
    output String CODEC(ZSTD(3)),
    system_instructions String CODEC(ZSTD(3)),
    tool_definitions String CODEC(ZSTD(3)),
    input_format Enum8('text' = 0, 'json' = 1, 'messages' = 2),
    output_format Enum8('text' = 0, 'json' = 1, 'messages' = 2),
    canon String CODEC(ZSTD(3)),

    -- OTLP wire bytes, in order, duplicates included; a text kept verbatim above is left out and named in verbatim
    -- (attribute key -> column)
    raw_attrs Array(String) CODEC(ZSTD(3)),
    events Array(String) CODEC(ZSTD(3)),
    links Array(String) CODEC(ZSTD(3)),
    resource String CODEC(ZSTD(3)),
    scope String CODEC(ZSTD(3)),
    verbatim Map(LowCardinality(String), LowCardinality(String)) CODEC(ZSTD(1)),
    -- attribute -> length in bytes and SHA-256 of the original
    truncated Map(LowCardinality(String), UInt64) CODEC(ZSTD(1)),
    truncated_sha256 Map(LowCardinality(String), FixedString(32)) CODEC(ZSTD(1)),
    raw_extra String CODEC(ZSTD(1)),

    search_text String CODEC(ZSTD(3)),
    search_ngrams String CODEC(ZSTD(3)),

    version UInt64 CODEC(Delta(8), ZSTD(1)),
    expire_at Date,

    INDEX idx_search_text lower(search_text) TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX idx_search_ngrams search_ngrams TYPE text(tokenizer = ngrams(2))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(start_time)
ORDER BY (project_id, trace_id, toStartOfMinute(start_time), span_id)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    index_granularity_bytes = 67108864,
    min_compress_block_size = 1048576,
    max_compress_block_size = 4194304
