-- The story of an incident: one row, written anew by each investigation.
CREATE TABLE investigation (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  investigated_at timestamptz(3) NOT NULL,
  -- Hash of the incident's own explanation when it was asked about: another one now, and the story is stale.
  incident_hash text NOT NULL,
  -- The explanation in its canonical form, byte for byte what the hash is over.
  explanation text NOT NULL,
  explanation_hash text NOT NULL,
  -- Which claims answer which question, as JSON.
  answers text NOT NULL,
  -- What a language model made of it, as JSON; null: none was asked.
  phrasing text,
  PRIMARY KEY (tenant_id, incident_id),
  -- A story holds what the records said: it goes with its incident.
  FOREIGN KEY (tenant_id, incident_id) REFERENCES incident ON DELETE CASCADE
);
SELECT protect_tenant_table('investigation');

-- The one model of the operator, and who may be asked about with it. No row: none is in use.
CREATE TABLE language_model (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  base_url text NOT NULL,
  model text NOT NULL,
  sub_processor text NOT NULL,
  region text NOT NULL,
  api_key bytea,
  changed_at timestamptz(3) NOT NULL,
  changed_by text NOT NULL
);

CREATE TABLE language_model_use (
  tenant_id text PRIMARY KEY,
  is_enabled boolean NOT NULL,
  changed_at timestamptz(3) NOT NULL
);
SELECT protect_tenant_table('language_model_use');
