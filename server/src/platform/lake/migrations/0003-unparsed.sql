-- Lines that could not be read, byte for byte, with the reason. Never dropped; replayed when a reader learns their shape.
CREATE TABLE IF NOT EXISTS unparsed
(
    tenant_id LowCardinality(String),
    source_id LowCardinality(String),
    line_id String CODEC(ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    reason LowCardinality(String),
    detail String CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant_id, source_id, received_at, line_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1,
    min_bytes_for_wide_part = 268435456;
