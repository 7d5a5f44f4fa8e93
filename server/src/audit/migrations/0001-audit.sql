-- Who did or tried what. Entries of a tenant stand behind its wall; those of the operator, and attempts on tenants that
-- the actor may not see, stand in a table of their own. Both are append-only: for the application by its grants
-- (platform/state/migrate.ts reads the trigger), and for everybody by the trigger.
CREATE TABLE audit_entry (
  tenant_id text NOT NULL,
  entry_id text NOT NULL,
  at timestamptz(3) NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
  status smallint,
  actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'api-key', 'system', 'unknown')),
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  actor_role text NOT NULL,
  request_id text,
  address text,
  user_agent text,
  target jsonb NOT NULL,
  -- JSON as it was noted; text, because jsonb would reorder it.
  before text,
  after text,
  PRIMARY KEY (tenant_id, entry_id)
);
SELECT protect_tenant_table('audit_entry');
CREATE INDEX audit_entry_by_time ON audit_entry (at DESC, entry_id DESC);
CREATE INDEX audit_entry_by_tenant ON audit_entry (tenant_id, at DESC, entry_id DESC);

CREATE TABLE operator_audit_entry (
  entry_id text PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
  status smallint,
  actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'api-key', 'system', 'unknown')),
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  actor_role text NOT NULL,
  request_id text,
  address text,
  user_agent text,
  target jsonb NOT NULL,
  before text,
  after text
);
CREATE INDEX operator_audit_entry_by_time ON operator_audit_entry (at DESC, entry_id DESC);

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
