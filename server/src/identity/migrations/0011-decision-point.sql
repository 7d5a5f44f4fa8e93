-- The tenant's own rules, one Cedar policy each. A version is never changed, so that a decision's reason can be read for ever.
CREATE TABLE access_policy (
  tenant_id text NOT NULL REFERENCES tenant,
  policy_id text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  text text NOT NULL,
  -- The one subject that its head names; null: it may concern anybody.
  subject text,
  -- Removed policies stay: what they decided stays explainable.
  removed boolean NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (tenant_id, policy_id, version)
);
SELECT protect_tenant_table('access_policy');

-- Subjects, resources and actions that searches look through, and what is known of them. An action has no type.
CREATE TABLE access_entity (
  tenant_id text NOT NULL REFERENCES tenant,
  kind text NOT NULL CHECK (kind IN ('subject', 'resource', 'action')),
  type text NOT NULL,
  entity_id text NOT NULL,
  properties text NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, kind, type, entity_id)
);
SELECT protect_tenant_table('access_entity');

-- Every answer of the decision point, written before it is given. Ids begin with the time, so that rows come in order.
CREATE TABLE decision (
  tenant_id text NOT NULL,
  decision_id text NOT NULL,
  at timestamptz(3) NOT NULL,
  subject text NOT NULL,
  action text NOT NULL,
  resource text NOT NULL,
  allowed boolean NOT NULL,
  reason text NOT NULL,
  -- The mandate that decided, if one did.
  mandate_id text,
  -- Question, statements, facts: JSON, in text because jsonb refuses the NUL that a question may hold.
  record text NOT NULL,
  PRIMARY KEY (tenant_id, decision_id)
);
SELECT protect_tenant_table('decision');
CREATE INDEX decision_by_time ON decision USING brin (at);

-- A decision that waits for somebody's yes. The yes holds for that question alone, once, until it expires.
CREATE TABLE step_up (
  tenant_id text NOT NULL,
  step_up_id text NOT NULL,
  decision_id text NOT NULL,
  mandate_id text NOT NULL,
  request_hash text NOT NULL,
  subject text NOT NULL,
  action text NOT NULL,
  resource text NOT NULL,
  status text NOT NULL CHECK (status IN ('waiting', 'approved', 'refused')),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  answered_by_id text,
  answered_by text,
  answered_at timestamptz(3),
  reason text,
  used_at timestamptz(3),
  PRIMARY KEY (tenant_id, step_up_id)
);
SELECT protect_tenant_table('step_up');
CREATE INDEX step_up_open ON step_up (tenant_id, created_at DESC) WHERE status = 'waiting';
CREATE INDEX step_up_by_request ON step_up (tenant_id, request_hash);
