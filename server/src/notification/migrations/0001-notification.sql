-- Where a tenant's incidents are told, and how that goes. What is secret of the target (a webhook's address, its signing
-- secret) is sealed; `target` holds what may be shown of it.
CREATE TABLE notification_channel (
  tenant_id text NOT NULL,
  channel_id text NOT NULL,
  name text NOT NULL,
  is_enabled boolean NOT NULL,
  events text[] NOT NULL,
  -- 0 informational … 4 critical.
  minimum_severity smallint NOT NULL CHECK (minimum_severity BETWEEN 0 AND 4),
  quiet_hours jsonb,
  digest jsonb,
  critical_pierces boolean NOT NULL,
  target jsonb NOT NULL,
  sealed bytea,
  created_at timestamptz(3) NOT NULL,
  last_success_at timestamptz(3),
  failing_since timestamptz(3),
  last_error text,
  -- Since the last success.
  failures integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3),
  -- Whoever sends for this channel holds it until then; nobody else does.
  leased_until timestamptz(3),
  PRIMARY KEY (tenant_id, channel_id),
  UNIQUE (tenant_id, name)
);
SELECT protect_tenant_table('notification_channel');

-- The outbox: one row per change and channel, written in the transaction of the change. The id is a function of both, so
-- the same change told again is the same row.
CREATE TABLE notification_message (
  tenant_id text NOT NULL,
  message_id text NOT NULL,
  channel_id text NOT NULL,
  incident_id text NOT NULL,
  event text NOT NULL CHECK (event IN ('opened', 'severity-raised', 'assigned', 'resolved')),
  seq bigint NOT NULL,
  severity smallint NOT NULL CHECK (severity BETWEEN 0 AND 4),
  title text NOT NULL,
  statement text NOT NULL,
  assignee text,
  changed_by text NOT NULL,
  at timestamptz(3) NOT NULL,
  due_at timestamptz(3) NOT NULL,
  is_digest boolean NOT NULL,
  status text NOT NULL CHECK (status IN ('waiting', 'delivered', 'refused', 'given-up')),
  attempts integer NOT NULL,
  finished_at timestamptz(3),
  last_error text,
  PRIMARY KEY (tenant_id, message_id)
);
SELECT protect_tenant_table('notification_message');
CREATE INDEX notification_message_waiting ON notification_message (tenant_id, channel_id, due_at) WHERE status = 'waiting';
CREATE INDEX notification_message_by_channel ON notification_message (tenant_id, channel_id, at DESC, message_id DESC);
CREATE INDEX notification_message_finished ON notification_message (finished_at) WHERE finished_at IS NOT NULL;
