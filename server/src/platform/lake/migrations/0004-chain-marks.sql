-- What a record can be found by when the chain behind another one is followed (packages/authority ChainMark), as `kind key`:
-- a session by the call that issued it, an identity by the call that made it. Most records have none.
ALTER TABLE events ADD COLUMN IF NOT EXISTS chain_marks Array(String) CODEC(ZSTD(1));
-- OCSF `api.service.name` (`s3.amazonaws.com`): an operation's name alone does not say whose it is.
ALTER TABLE events ADD COLUMN IF NOT EXISTS service LowCardinality(String);
ALTER TABLE events ADD INDEX IF NOT EXISTS by_chain_mark chain_marks TYPE bloom_filter(0.001) GRANULARITY 1;
ALTER TABLE events ADD INDEX IF NOT EXISTS by_session_key session_key TYPE bloom_filter(0.01) GRANULARITY 1;
