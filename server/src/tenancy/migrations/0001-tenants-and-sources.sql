-- The register of tenants belongs to the operator and is reached through State.asOperator only.
CREATE TABLE tenant (
  tenant_id text PRIMARY KEY CHECK (tenant_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text NOT NULL,
  region text NOT NULL,
  colour smallint NOT NULL CHECK (colour BETWEEN 0 AND 11),
  created_at timestamptz NOT NULL
);

CREATE TABLE source (
  tenant_id text NOT NULL REFERENCES tenant,
  source_id text NOT NULL,
  name text NOT NULL,
  format text NOT NULL,
  key_prefix text NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, source_id)
);
CREATE UNIQUE INDEX source_name_in_use ON source (tenant_id, name) WHERE revoked_at IS NULL;
SELECT protect_tenant_table('source');

-- Which source a key belongs to, before any tenant is known: the one look-up that crosses the wall, so it holds nothing
-- but ids. The key is 256 random bits; its SHA-256 is as good as a slow hash would be, and is found by index.
CREATE TABLE source_key (
  key_hash bytea PRIMARY KEY,
  tenant_id text NOT NULL,
  source_id text NOT NULL,
  revoked_at timestamptz,
  FOREIGN KEY (tenant_id, source_id) REFERENCES source
);
