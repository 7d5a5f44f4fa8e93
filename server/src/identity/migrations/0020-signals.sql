-- Shared signals (OpenID SSF 1.0, CAEP 1.0): what is sent to receivers, and what transmitters send here.

-- The keys that a tenant signs with. One signs; those that were replaced are shown for a while, so that what they signed can
-- still be checked. The private half is sealed.
CREATE TABLE signal_key (
  tenant_id text NOT NULL REFERENCES tenant,
  key_id text NOT NULL,
  public_jwk text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  retired_at timestamptz(3),
  PRIMARY KEY (tenant_id, key_id)
);
SELECT protect_tenant_table('signal_key');
CREATE UNIQUE INDEX signal_key_that_signs ON signal_key (tenant_id) WHERE retired_at IS NULL;

-- SSF 1.0 section 8: what a receiver asked for. It belongs to the API key or person that made it.
CREATE TABLE signal_stream (
  tenant_id text NOT NULL REFERENCES tenant,
  stream_id text NOT NULL,
  receiver_id text NOT NULL,
  receiver text NOT NULL,
  audience text NOT NULL,
  events_requested text[] NOT NULL,
  method text NOT NULL CHECK (method IN ('push', 'poll')),
  -- Push alone.
  endpoint_url text,
  -- The Authorization header that the receiver wants, sealed.
  sealed bytea,
  description text,
  status text NOT NULL CHECK (status IN ('enabled', 'paused', 'disabled')),
  reason text,
  created_at timestamptz(3) NOT NULL,
  verified_at timestamptz(3),
  -- Since the last success.
  failures integer NOT NULL DEFAULT 0,
  last_error text,
  next_attempt_at timestamptz(3),
  -- Whoever sends on this stream holds it until then; nobody else does.
  leased_until timestamptz(3),
  PRIMARY KEY (tenant_id, stream_id)
);
SELECT protect_tenant_table('signal_stream');

-- The outbox: one row per event and stream, written in the transaction of the change. Signed when it is sent.
CREATE TABLE signal_outbox (
  tenant_id text NOT NULL,
  stream_id text NOT NULL,
  jti text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- JSON, in text because jsonb refuses the NUL that a reason may hold.
  claims text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  status text NOT NULL CHECK (status IN ('waiting', 'delivered', 'refused', 'given-up')),
  attempts integer NOT NULL DEFAULT 0,
  finished_at timestamptz(3),
  last_error text,
  PRIMARY KEY (tenant_id, stream_id, jti),
  FOREIGN KEY (tenant_id, stream_id) REFERENCES signal_stream ON DELETE CASCADE
);
SELECT protect_tenant_table('signal_outbox');
CREATE INDEX signal_outbox_waiting ON signal_outbox (tenant_id, stream_id, seq) WHERE status = 'waiting';
CREATE INDEX signal_outbox_finished ON signal_outbox (finished_at) WHERE finished_at IS NOT NULL;

-- A transmitter that a tenant trusts, and how its SETs are told from others'.
CREATE TABLE signal_source (
  tenant_id text NOT NULL REFERENCES tenant,
  source_id text NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  audience text NOT NULL,
  jwks_uri text,
  jwks text,
  events_allowed text[] NOT NULL,
  subject_prefix text,
  is_enabled boolean NOT NULL,
  -- SHA-256 of the token that the transmitter sends with each push.
  push_token_hash bytea NOT NULL,
  poll_url text,
  -- The Authorization header to poll with, sealed.
  poll_sealed bytea,
  created_at timestamptz(3) NOT NULL,
  last_received_at timestamptz(3),
  last_error text,
  last_error_at timestamptz(3),
  PRIMARY KEY (tenant_id, source_id),
  UNIQUE (tenant_id, name)
);
SELECT protect_tenant_table('signal_source');

-- Every SET that was taken, as it came. A jti counts once for its source.
CREATE TABLE signal_received (
  tenant_id text NOT NULL,
  source_id text NOT NULL,
  jti text NOT NULL,
  compact text NOT NULL,
  content_hash bytea NOT NULL,
  identity_keys text[] NOT NULL,
  -- What it said, read: JSON.
  events text NOT NULL,
  event_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  -- When the lake had it too.
  stored_at timestamptz(3),
  PRIMARY KEY (tenant_id, source_id, jti)
);
SELECT protect_tenant_table('signal_received');
CREATE INDEX signal_received_by_time ON signal_received (tenant_id, event_at DESC, jti);
CREATE INDEX signal_received_by_identity ON signal_received USING gin (identity_keys);
CREATE INDEX signal_received_not_stored ON signal_received (tenant_id, received_at) WHERE stored_at IS NULL;

-- The risk of an identity as it was last told, by a person here or by a transmitter.
CREATE TABLE identity_risk (
  tenant_id text NOT NULL REFERENCES tenant,
  identity_key text NOT NULL,
  level text NOT NULL CHECK (level IN ('LOW', 'MEDIUM', 'HIGH')),
  previous_level text,
  reason text NOT NULL,
  -- A person's name, or the issuer.
  told_by text NOT NULL,
  -- Null: it was set here.
  source_id text,
  -- When it changed, by the word of whoever told it: what is older changes nothing.
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, identity_key)
);
SELECT protect_tenant_table('identity_risk');
