-- One row per detection finding. `finding_id` and `first_time` are deterministic, so a re-run replaces the row by itself.
-- `reported` is 0 for rows that only feed a correlation (a base rule that must not report on its own).
CREATE TABLE IF NOT EXISTS findings
(
    tenant_id LowCardinality(String),
    finding_id String CODEC(ZSTD(1)),
    rule_id LowCardinality(String),
    rule_title LowCardinality(String),
    level LowCardinality(String),
    reported UInt8,
    first_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    last_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    created_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    source_id LowCardinality(String),
    event_ids Array(String) CODEC(ZSTD(1)),
    identity_key LowCardinality(String),
    session_key String CODEC(ZSTD(1)),
    host LowCardinality(String),
    source_ip String CODEC(ZSTD(1)),
    -- Values of the fields that correlations group or count by, under the names the rules use.
    captured Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    -- The whole finding as JSON (packages/incident DetectionFinding).
    finding String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(created_at)
PARTITION BY tuple()
ORDER BY (tenant_id, rule_id, first_time, finding_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1,
    min_bytes_for_wide_part = 268435456;
