-- One row per record position of the raw topics, so replays change nothing. For kind 'record':
-- received = written + repeats + sum(rejected) + dead_lettered. Kind 'refused' is a receiver's best-effort count of
-- requests refused whole. end_offset: the partition's end when the row was written; positions below it without a row wait.
CREATE TABLE IF NOT EXISTS ingest_ledger
(
    project_id UUID,
    hour DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    topic LowCardinality(String) CODEC(ZSTD(1)),
    partition UInt16 CODEC(ZSTD(1)),
    offset UInt64 CODEC(Delta(8), ZSTD(1)),
    kind Enum8('record' = 0, 'refused' = 1),
    ingest_id UUID,
    received_at DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    received UInt32 CODEC(T64, ZSTD(1)),
    written UInt32 CODEC(T64, ZSTD(1)),
    repeats UInt32 CODEC(T64, ZSTD(1)),
    rejected Map(LowCardinality(String), UInt32) CODEC(ZSTD(1)),
    dead_lettered UInt32 CODEC(T64, ZSTD(1)),
    refused Map(LowCardinality(String), UInt64) CODEC(ZSTD(1)),
    -- last refusal or rejection of this record: reason and time, for the onboarding page
    last_reason LowCardinality(String) CODEC(ZSTD(1)),
    last_refused_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
    end_offset UInt64 CODEC(Delta(8), ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1)),
    expire_at Date
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(hour)
ORDER BY (project_id, hour, topic, partition, offset)
TTL expire_at
SETTINGS
    non_replicated_deduplication_window = 10000,
    ttl_only_drop_parts = 1,
    fsync_after_insert = 1,
    fsync_part_directory = 1
