-- People, sign-in links and sessions belong to the operator: no tenant column, reached through State.asOperator only.
-- Tokens are stored as SHA-256: they are 256 random bits, so there is nothing to guess and no slow hash is needed.
CREATE TABLE person (
  person_id text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator-admin', 'detection-engineer', 'analyst', 'auditor')),
  -- null: every tenant of this region.
  tenant_ids text[],
  created_at timestamptz NOT NULL
);

CREATE TABLE sign_in_link (
  token_hash bytea PRIMARY KEY,
  person_id text NOT NULL REFERENCES person,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE session (
  token_hash bytea PRIMARY KEY,
  person_id text NOT NULL REFERENCES person,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_by_expiry ON session (expires_at);
