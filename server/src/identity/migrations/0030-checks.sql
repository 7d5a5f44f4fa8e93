-- How identities stand against the checks (packages/authority checks): one row for each identity that was judged.
CREATE TABLE identity_check (
  tenant_id text NOT NULL,
  identity_key text NOT NULL,
  judged_at timestamptz(3) NOT NULL,
  -- When its sets of authority were last worked out for it: that reads the lake, so it is done for a few at a time.
  sets_at timestamptz(3),
  -- Since when it is known here as retired.
  retired_since timestamptz(3),
  -- Ids of checks, in the order of the catalogue.
  failed text[] NOT NULL,
  unknown text[] NOT NULL,
  passed text[] NOT NULL,
  -- The results (packages/authority CheckResult), as JSON in text because jsonb refuses the NUL that a log may hold.
  results text NOT NULL,
  PRIMARY KEY (tenant_id, identity_key)
);
SELECT protect_tenant_table('identity_check');
DROP POLICY tenant_wall ON identity_check;
CREATE POLICY tenant_wall ON identity_check
  USING (tenant_id = ANY ((SELECT tenant_ids())::text[]))
  WITH CHECK (tenant_id = ANY ((SELECT tenant_ids())::text[]));

-- From when to when an identity failed a check. One row is one finding: it is told once, and ends when it is fixed.
CREATE TABLE identity_check_failure (
  tenant_id text NOT NULL,
  check_id text NOT NULL,
  identity_key text NOT NULL,
  since timestamptz(3) NOT NULL,
  finding_id text NOT NULL,
  statement text NOT NULL,
  -- Null: not yet handed on as a finding.
  told_at timestamptz(3),
  -- Null: it still fails.
  resolved_at timestamptz(3),
  PRIMARY KEY (tenant_id, check_id, identity_key, since)
);
SELECT protect_tenant_table('identity_check_failure');
DROP POLICY tenant_wall ON identity_check_failure;
CREATE POLICY tenant_wall ON identity_check_failure
  USING (tenant_id = ANY ((SELECT tenant_ids())::text[]))
  WITH CHECK (tenant_id = ANY ((SELECT tenant_ids())::text[]));
CREATE UNIQUE INDEX identity_check_failure_open ON identity_check_failure (tenant_id, check_id, identity_key)
  WHERE resolved_at IS NULL;
CREATE INDEX identity_check_failure_by_identity ON identity_check_failure (tenant_id, identity_key);
CREATE INDEX identity_check_failure_untold ON identity_check_failure (tenant_id, since) WHERE told_at IS NULL;

-- The last pass over a tenant, and how many identities each check passed, failed and could not decide then.
CREATE TABLE identity_check_pass (
  tenant_id text PRIMARY KEY,
  passed_at timestamptz(3) NOT NULL,
  identities integer NOT NULL,
  -- Identities that the pass had no room for: the next one goes on.
  waiting integer NOT NULL,
  -- `{checkId: {failed, passed, unknown}}`
  counts text NOT NULL
);
SELECT protect_tenant_table('identity_check_pass');
