-- What a client of the Model Context Protocol would have changed of an incident; a person decides.
CREATE TABLE proposal (
  tenant_id text NOT NULL,
  proposal_id text NOT NULL,
  incident_id text NOT NULL,
  -- packages/api ProposedChange as JSON in text: jsonb refuses the NUL that a text may hold.
  change text NOT NULL,
  why text NOT NULL,
  proposed_by text NOT NULL,
  at timestamptz(3) NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'approved', 'refused')),
  decided_by text,
  decided_at timestamptz(3),
  PRIMARY KEY (tenant_id, proposal_id),
  FOREIGN KEY (tenant_id, incident_id) REFERENCES incident ON DELETE CASCADE
);
SELECT protect_tenant_table('proposal');
CREATE INDEX proposal_by_incident ON proposal (tenant_id, incident_id, at DESC);
