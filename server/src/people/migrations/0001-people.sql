-- People and how they sign in. The tables person, sign_in_link and session began in the platform's migrations. All but
-- api_key belong to the operator and are reached through State.asOperator: a person is found by e-mail address, cookie,
-- passkey or issuer before any tenant is known.
ALTER TABLE person
  DROP CONSTRAINT person_role_check,
  ADD CONSTRAINT person_role_check CHECK (
    role IN ('operator-admin', 'detection-engineer', 'analyst', 'auditor', 'tenant-owner', 'approver', 'viewer')
  ),
  ADD COLUMN email text UNIQUE CHECK (email = lower(email)),
  -- Beside tenant_ids: tenants of these groups are seen, too.
  ADD COLUMN group_ids text[] NOT NULL DEFAULT '{}',
  ADD COLUMN home_tenant_id text REFERENCES tenant,
  ADD COLUMN disabled_at timestamptz,
  ADD COLUMN password_hash text,
  -- Sealed. Counts once it is confirmed with a first code; the last step that was used is never taken again.
  ADD COLUMN totp_secret bytea,
  ADD COLUMN totp_confirmed_at timestamptz,
  ADD COLUMN totp_last_step bigint NOT NULL DEFAULT 0,
  ADD CHECK ((role IN ('tenant-owner', 'approver', 'viewer')) = (home_tenant_id IS NOT NULL)),
  -- Somebody of a tenant sees that tenant, whatever else the row says.
  ADD CHECK (home_tenant_id IS NULL OR (tenant_ids = ARRAY[home_tenant_id] AND group_ids = '{}'));
CREATE INDEX person_by_home ON person (home_tenant_id);

-- Sessions from before have no id to be listed by: their people sign in again.
DELETE FROM session;
ALTER TABLE session
  ADD COLUMN session_id text NOT NULL UNIQUE,
  ADD COLUMN last_seen_at timestamptz NOT NULL,
  ADD COLUMN signed_in_by text NOT NULL CHECK (signed_in_by IN ('link', 'password', 'passkey', 'sso')),
  ADD COLUMN user_agent text NOT NULL,
  ADD COLUMN address text NOT NULL;
CREATE INDEX session_by_person ON session (person_id);

-- Failures by identity: SHA-256 of the e-mail address, whether somebody has it or not.
CREATE TABLE sign_in_attempt (
  identity_hash bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  locked_until timestamptz NOT NULL
);
CREATE INDEX sign_in_attempt_by_age ON sign_in_attempt (last_at);

-- What a sign-in of several steps remembers in between; found by the hash of a secret that the browser keeps.
CREATE TABLE sign_in_step (
  secret_hash bytea PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('second-factor', 'passkey', 'new-passkey', 'sso')),
  person_id text REFERENCES person ON DELETE CASCADE,
  content jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_step_by_expiry ON sign_in_step (expires_at);

CREATE TABLE recovery_code (
  person_id text NOT NULL REFERENCES person,
  code_hash bytea NOT NULL,
  PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE passkey (
  credential_id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES person,
  name text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  rp_id text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX passkey_by_person ON passkey (person_id);

-- OpenID providers: of the operator, or of one tenant's people.
CREATE TABLE sign_in_provider (
  provider_id text PRIMARY KEY CHECK (provider_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  home_tenant_id text REFERENCES tenant,
  name text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  -- Sealed; null for a public client.
  client_secret bytea,
  -- The role of somebody who comes without an invitation; null: nobody may.
  newcomer_role text CHECK (newcomer_role IN ('detection-engineer', 'analyst', 'auditor', 'approver', 'viewer')),
  created_at timestamptz NOT NULL,
  CHECK (newcomer_role IS NULL OR (newcomer_role IN ('approver', 'viewer')) = (home_tenant_id IS NOT NULL))
);

-- Whose account at a provider it is. Issuer and subject identify it (OpenID Connect Core 1.0, section 5.7), never the
-- e-mail address; the provider is in the key so that one tenant's provider cannot speak for another's people.
CREATE TABLE sso_identity (
  provider_id text NOT NULL REFERENCES sign_in_provider ON DELETE CASCADE,
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id text NOT NULL REFERENCES person,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (provider_id, issuer, subject)
);

CREATE TABLE api_key (
  tenant_id text NOT NULL REFERENCES tenant,
  key_id text NOT NULL,
  name text NOT NULL,
  key_prefix text NOT NULL,
  rights text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz,
  PRIMARY KEY (tenant_id, key_id)
);
SELECT protect_tenant_table('api_key');

-- Whose key it is, before any tenant is known: ids alone, as in source_key.
CREATE TABLE api_key_door (
  key_hash bytea PRIMARY KEY,
  tenant_id text NOT NULL,
  key_id text NOT NULL,
  FOREIGN KEY (tenant_id, key_id) REFERENCES api_key
);
