-- Who cosigns a tenant's checkpoints: programs of the customer's own, or of whoever the customer trusts.
CREATE TABLE evidence_witness (
  tenant_id text NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  verifier_key text NOT NULL,
  added_at timestamptz(3) NOT NULL,
  -- Of the open log; both start anew with the next one.
  epoch integer,
  cosigned_size bigint,
  cosigned_at timestamptz(3),
  failing_since timestamptz(3),
  last_error text,
  -- The witness said that the log is not what it was. Stays until a person removes the witness.
  conflict_at timestamptz(3),
  PRIMARY KEY (tenant_id, name)
);
SELECT protect_tenant_table('evidence_witness');
