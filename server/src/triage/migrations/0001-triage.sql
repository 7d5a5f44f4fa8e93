-- Weights of a model. Kept as long as a verdict may have to be replayed.
CREATE TABLE triage_model (
  tenant_id text NOT NULL,
  model_hash text NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant_id, model_hash)
);
SELECT protect_tenant_table('triage_model');

-- What verdicts are made with beside the model. A person's word on a cluster makes a book of its own.
CREATE TABLE triage_book (
  tenant_id text NOT NULL,
  book_hash text NOT NULL,
  model_hash text NOT NULL,
  base_hash text,
  data_hash text NOT NULL,
  -- packages/intent JudgeBook as JSON.
  book text NOT NULL,
  seed bigint NOT NULL,
  cpu_seconds double precision NOT NULL,
  -- What it was learned from, as JSON: the console's TriageModel.data.
  data text NOT NULL,
  made_at timestamptz(3) NOT NULL,
  in_use boolean NOT NULL,
  PRIMARY KEY (tenant_id, book_hash)
);
SELECT protect_tenant_table('triage_book');
CREATE UNIQUE INDEX triage_book_in_use ON triage_book (tenant_id) WHERE in_use;

-- The last training of a tenant, and how far it is: whoever goes on after a crash begins from the snapshot.
CREATE TABLE triage_training (
  tenant_id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  why text NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  seed bigint NOT NULL,
  base_hash text,
  -- The history as it was when the training began, as gzip of JSON: going on needs the same. Null when it is over.
  history bytea,
  snapshot bytea,
  data text NOT NULL,
  progress real NOT NULL,
  cpu_seconds double precision NOT NULL,
  failure text
);
SELECT protect_tenant_table('triage_training');

CREATE TABLE triage_verdict (
  tenant_id text NOT NULL,
  verdict_id text NOT NULL,
  incident_id text NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('close', 'group', 'escalate', 'abstain')),
  reason text,
  probability double precision NOT NULL,
  families text[] NOT NULL,
  decided_at timestamptz(3) NOT NULL,
  -- What it was made from: the same again makes no new verdict.
  inputs_hash text NOT NULL,
  is_latest boolean NOT NULL,
  book_hash text NOT NULL,
  -- Canonical JSON, byte for byte what the hash is over.
  record text NOT NULL,
  record_hash text NOT NULL,
  explanation text NOT NULL,
  explanation_hash text NOT NULL,
  PRIMARY KEY (tenant_id, verdict_id)
);
SELECT protect_tenant_table('triage_verdict');
SELECT seal_as_evidence('triage_verdict', 'verdict', 'verdict_id');
CREATE INDEX triage_verdict_of_incident ON triage_verdict (tenant_id, incident_id, decided_at DESC);
CREATE UNIQUE INDEX triage_verdict_latest ON triage_verdict (tenant_id, incident_id) WHERE is_latest;

-- Every family that was judged, and whether the platform may close in it. No row: shadow.
CREATE TABLE triage_family (
  tenant_id text NOT NULL,
  family_id text NOT NULL,
  title text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('shadow', 'granted', 'withdrawn')),
  since timestamptz(3),
  who text,
  reason text,
  drifting boolean NOT NULL,
  PRIMARY KEY (tenant_id, family_id)
);
SELECT protect_tenant_table('triage_family');

-- What a person decided about an incident for which a verdict stood.
CREATE TABLE triage_outcome (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  verdict_id text NOT NULL,
  verdict text NOT NULL,
  probability double precision NOT NULL,
  families text[] NOT NULL,
  label text NOT NULL CHECK (label IN ('attack', 'benign')),
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, incident_id)
);
SELECT protect_tenant_table('triage_outcome');

-- Closed by the platform. Written before the incident is closed, and `is_done` after: a crash between is seen.
CREATE TABLE triage_closing (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  verdict_id text NOT NULL,
  families text[] NOT NULL,
  probability double precision NOT NULL,
  reason text NOT NULL,
  closed_at timestamptz(3) NOT NULL,
  is_done boolean NOT NULL,
  reversed_at timestamptz(3),
  reversed_by text,
  PRIMARY KEY (tenant_id, incident_id)
);
SELECT protect_tenant_table('triage_closing');

-- Samples that people review blind: closings of the platform, and as many of people.
CREATE TABLE triage_review (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  closed_by text NOT NULL CHECK (closed_by IN ('platform', 'person')),
  families text[] NOT NULL,
  sampled_at timestamptz(3) NOT NULL,
  label text CHECK (label IN ('attack', 'benign')),
  reviewed_at timestamptz(3),
  reviewed_by text,
  note text,
  PRIMARY KEY (tenant_id, incident_id)
);
SELECT protect_tenant_table('triage_review');

-- An analyst's word on findings, beyond how their incident was resolved.
CREATE TABLE triage_label (
  tenant_id text NOT NULL,
  finding_id text NOT NULL,
  incident_id text NOT NULL,
  label text NOT NULL CHECK (label IN ('attack', 'benign')),
  intent text,
  who text NOT NULL,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, finding_id)
);
SELECT protect_tenant_table('triage_label');
