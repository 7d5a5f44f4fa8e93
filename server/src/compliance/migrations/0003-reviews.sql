-- What a person looked at, and what came of it. Each one is an entry of the tenant's evidence log, too.
CREATE TABLE control_review (
  tenant_id text NOT NULL,
  review_id text NOT NULL,
  kind_id text NOT NULL,
  -- Of a review after an incident; null: of the tenant.
  incident_id text,
  statement text NOT NULL,
  covered text NOT NULL,
  reviewed_by text NOT NULL,
  reviewed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, review_id)
);
SELECT protect_tenant_table('control_review');
CREATE INDEX control_review_by_kind ON control_review (tenant_id, kind_id, reviewed_at DESC);
