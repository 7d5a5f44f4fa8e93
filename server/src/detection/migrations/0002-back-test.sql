-- A rule tried on what a tenant sent; tests of several tenants share their id.
CREATE TABLE rule_test (
  tenant_id text NOT NULL,
  test_id text NOT NULL,
  rule_id text NOT NULL,
  title text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rule', 'correlation')),
  -- Null: the rule as it is installed.
  yaml text,
  from_at timestamptz(3) NOT NULL,
  to_at timestamptz(3) NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
  scanned bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  failure text,
  -- JSON, in text because jsonb refuses the NUL that a log may hold.
  result text,
  by_name text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, test_id)
);
SELECT protect_tenant_table('rule_test');
CREATE INDEX rule_test_by_time ON rule_test (tenant_id, created_at DESC);
