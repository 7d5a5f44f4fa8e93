-- Policy and inventory documents that were pushed, version by version. `content` is the canonical JSON of its files, as zstd.
CREATE TABLE configuration_version (
  tenant_id text NOT NULL,
  configuration_id text NOT NULL,
  version integer NOT NULL,
  -- Which importers read its files (packages/authority import), and what the files do not say of themselves, as JSON.
  sources text[] NOT NULL,
  context text NOT NULL,
  content_sha256 text NOT NULL,
  content_bytes bigint NOT NULL,
  content bytea NOT NULL,
  file_count integer NOT NULL,
  -- In force from then until the next version of the same configuration is.
  valid_from timestamptz(3) NOT NULL,
  pushed_at timestamptz(3) NOT NULL,
  pushed_by text NOT NULL,
  identity_count integer NOT NULL,
  gaps text[] NOT NULL,
  PRIMARY KEY (tenant_id, configuration_id, version)
);
SELECT protect_tenant_table('configuration_version');
CREATE INDEX configuration_in_force ON configuration_version (tenant_id, configuration_id, valid_from DESC, version DESC);
