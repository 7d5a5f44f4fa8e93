-- How long a tenant's data is kept; null: the default of the limits.
CREATE TABLE retention_setting (
  tenant_id text PRIMARY KEY REFERENCES tenant,
  events_days integer CHECK (events_days > 0),
  unparsed_days integer CHECK (unparsed_days > 0),
  findings_days integer CHECK (findings_days > 0),
  incidents_days integer CHECK (incidents_days > 0),
  -- Days by format of event, as JSON.
  formats jsonb NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  changed_by text NOT NULL
);
SELECT protect_tenant_table('retention_setting');

-- The last pass that deleted any.
CREATE TABLE retention_deletion (
  tenant_id text NOT NULL REFERENCES tenant,
  class text NOT NULL,
  at timestamptz(3) NOT NULL,
  rows bigint NOT NULL,
  PRIMARY KEY (tenant_id, class)
);
SELECT protect_tenant_table('retention_deletion');
