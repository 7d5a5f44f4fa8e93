-- Groups of tenants belong to the operator: they say which tenants its people see. They hold names and ids alone.
CREATE TABLE tenant_group (
  group_id text PRIMARY KEY CHECK (group_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);

CREATE TABLE tenant_group_member (
  group_id text NOT NULL REFERENCES tenant_group ON DELETE CASCADE,
  tenant_id text NOT NULL REFERENCES tenant,
  PRIMARY KEY (group_id, tenant_id)
);
