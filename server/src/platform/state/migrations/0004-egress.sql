-- Every connection that this server opens to somebody else, added up by hour. `opened` is counted before anything is sent, so what
-- was cut off by a crash stands as opened and not ended.
CREATE TABLE egress_connection (
  tenant_id text NOT NULL,
  hour_at timestamptz(3) NOT NULL,
  purpose text NOT NULL,
  host text NOT NULL,
  opened bigint NOT NULL DEFAULT 0,
  answered bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  sent_bytes bigint NOT NULL DEFAULT 0,
  last_at timestamptz(3) NOT NULL,
  last_error text,
  PRIMARY KEY (tenant_id, hour_at, purpose, host)
);
SELECT protect_tenant_table('egress_connection');

-- The same for what is of no tenant: sign-in, telemetry, mail of the operator.
CREATE TABLE operator_egress_connection (
  hour_at timestamptz(3) NOT NULL,
  purpose text NOT NULL,
  host text NOT NULL,
  opened bigint NOT NULL DEFAULT 0,
  answered bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  sent_bytes bigint NOT NULL DEFAULT 0,
  last_at timestamptz(3) NOT NULL,
  last_error text,
  PRIMARY KEY (hour_at, purpose, host)
);

-- Who else processes data for the operator, as it says itself.
CREATE TABLE sub_processor (
  sub_processor_id text PRIMARY KEY,
  name text NOT NULL,
  country text NOT NULL,
  hosts text[] NOT NULL,
  purposes text[] NOT NULL,
  what text NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
