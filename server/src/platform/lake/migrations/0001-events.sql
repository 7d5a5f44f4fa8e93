-- One row per event: typed OCSF columns, and the record as it came. Empty string: the record names none.
-- Partitioned by arrival, not by event time: a source whose clock is years off must not open a partition per row.
-- Small parts are one file and not one per column: an insert then costs few files to make and to sync.
-- Parts are merged two dozen at a time: under load a third of the rewriting of the default (5), for a few more parts to read;
-- of each only 2 MiB are held at a time.
CREATE TABLE IF NOT EXISTS events
(
    tenant_id LowCardinality(String),
    event_id String CODEC(ZSTD(1)),
    source_id LowCardinality(String),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    format LowCardinality(String),
    class_uid UInt32,
    activity_id UInt16,
    activity_name LowCardinality(String),
    severity_id UInt8,
    status_id UInt8,
    identity_key LowCardinality(String),
    -- Delegation behind the actor, nearest first, as `relation identity-key`.
    chain Array(LowCardinality(String)),
    session_key String CODEC(ZSTD(1)),
    host LowCardinality(String),
    source_ip String CODEC(ZSTD(1)),
    destination_ip String CODEC(ZSTD(1)),
    action LowCardinality(String),
    resource String CODEC(ZSTD(1)),
    source_event_uid String CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1)),
    -- Over what search compares (packages/filter where.ts), or they would not be looked into.
    INDEX by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_identity lower(identity_key) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_source_ip toIPv6OrDefault(source_ip) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_destination_ip toIPv6OrDefault(destination_ip) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant_id, time, event_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1,
    min_bytes_for_wide_part = 268435456, merge_selector_base = 24, merge_max_block_size_bytes = 2097152;
