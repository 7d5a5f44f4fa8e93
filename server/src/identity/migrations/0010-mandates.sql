-- What an accountable person said an identity may do. Each change makes a new version, and its own row in the history.
CREATE TABLE mandate (
  tenant_id text NOT NULL REFERENCES tenant,
  mandate_id text NOT NULL,
  version integer NOT NULL,
  identity_key text NOT NULL,
  status text NOT NULL CHECK (status IN ('proposed', 'approved', 'declined', 'revoked', 'expired')),
  -- The person who answers for it; null until somebody approves, when nobody was named.
  sponsor_id text,
  sponsor text,
  -- Purpose, patterns, limits and days, as JSON, in text because jsonb refuses the NUL that a log may hold.
  terms text NOT NULL,
  -- What was seen that the proposal was made from, as JSON; null: it was written by hand.
  evidence text,
  -- The mandate that this one takes the place of once it is approved.
  replaces text,
  proposed_by_id text NOT NULL,
  proposed_by text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  valid_from timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  review_at timestamptz(3) NOT NULL,
  -- When its review, and its end, were last called to mind; null: not yet.
  reminded_at timestamptz(3),
  PRIMARY KEY (tenant_id, mandate_id)
);
SELECT protect_tenant_table('mandate');
CREATE INDEX mandate_by_identity ON mandate (tenant_id, identity_key);
CREATE INDEX mandate_by_change ON mandate (tenant_id, changed_at DESC, mandate_id DESC);

CREATE TABLE mandate_change (
  tenant_id text NOT NULL,
  mandate_id text NOT NULL,
  version integer NOT NULL,
  at timestamptz(3) NOT NULL,
  who_id text NOT NULL,
  who text NOT NULL,
  change text NOT NULL CHECK (change IN ('proposed', 'changed', 'approved', 'declined', 'reviewed', 'revoked', 'replaced', 'expired')),
  reason text NOT NULL,
  terms text NOT NULL,
  -- SHA-256 of the terms as policies: what a decision made under this version names.
  policy_hash text NOT NULL,
  PRIMARY KEY (tenant_id, mandate_id, version),
  FOREIGN KEY (tenant_id, mandate_id) REFERENCES mandate
);
SELECT protect_tenant_table('mandate_change');

-- Up to when it was looked whether identities kept to their mandates, by arrival of the events.
CREATE TABLE mandate_watch (
  tenant_id text PRIMARY KEY REFERENCES tenant,
  seen_to timestamptz(3) NOT NULL
);
SELECT protect_tenant_table('mandate_watch');
