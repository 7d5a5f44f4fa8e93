-- Orders changes of incidents for the live stream; gaps are normal.
CREATE SEQUENCE incident_change_seq;

-- One row per group of findings. `reported` is false while weak signals wait for company; nobody is shown those.
CREATE TABLE incident (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('new', 'in-progress', 'resolved')),
  reported boolean NOT NULL,
  -- Set when a later finding showed this incident to be part of another one.
  merged_into text,
  title text NOT NULL,
  statement text NOT NULL,
  -- 0 informational … 4 critical: the queue sorts by it.
  severity smallint NOT NULL CHECK (severity BETWEEN 0 AND 4),
  identities text[] NOT NULL,
  hosts text[] NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  change_seq bigint NOT NULL,
  finding_count integer NOT NULL,
  rule_count integer NOT NULL,
  assignee text,
  -- What grouping remembers (packages/incident Group), as JSON in text because jsonb refuses the NUL that a log may hold;
  -- and its keys again for look-up.
  grouping text NOT NULL,
  link_keys text[] NOT NULL,
  -- Calls that issued the sessions seen (packages/incident EventFacts), found in the lake, as JSON.
  issuers text NOT NULL,
  -- The explanation in its canonical form, byte for byte what the hash is over; empty while not reported.
  explanation text NOT NULL,
  explanation_hash text NOT NULL,
  PRIMARY KEY (tenant_id, incident_id)
);
SELECT protect_tenant_table('incident');
CREATE INDEX incident_by_link_key ON incident USING gin (link_keys) WHERE status <> 'resolved';
CREATE INDEX incident_queue ON incident (severity DESC, last_at DESC, incident_id) WHERE reported;
CREATE INDEX incident_by_change ON incident (change_seq) WHERE reported;

-- Every finding ever grouped, once. The body is kept for the first findings of a rule in an incident; the lake has all.
CREATE TABLE incident_finding (
  tenant_id text NOT NULL,
  finding_id text NOT NULL,
  incident_id text NOT NULL,
  rule_id text NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  finding text,
  PRIMARY KEY (tenant_id, finding_id)
);
SELECT protect_tenant_table('incident_finding');
CREATE INDEX incident_finding_by_incident ON incident_finding (tenant_id, incident_id, first_at, finding_id);

CREATE TABLE incident_history (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  entry bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz(3) NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  PRIMARY KEY (tenant_id, incident_id, entry)
);
SELECT protect_tenant_table('incident_history');

-- Up to where the catch-up has read the lake's findings.
CREATE TABLE incident_sweep (
  tenant_id text PRIMARY KEY,
  swept_to timestamptz(3) NOT NULL
);
SELECT protect_tenant_table('incident_sweep');
