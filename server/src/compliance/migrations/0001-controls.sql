-- Which frameworks a tenant is assessed by.
CREATE TABLE compliance_choice (
  tenant_id text NOT NULL,
  framework_id text NOT NULL,
  -- A selection of the framework's own issuer; null: the whole framework.
  baseline_id text,
  chosen_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, framework_id)
);
SELECT protect_tenant_table('compliance_choice');

-- The newest observation of each kind and subject; every one of them is an entry of the tenant's evidence log (kind
-- `control`, the same ref).
CREATE TABLE observation (
  tenant_id text NOT NULL,
  kind_id text NOT NULL,
  subject text NOT NULL,
  ref text NOT NULL,
  satisfied boolean NOT NULL,
  statement text NOT NULL,
  collected_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, kind_id, subject)
);
SELECT protect_tenant_table('observation');

-- What a control was at the last assessment: a control that was live and is not any more is a finding.
CREATE TABLE control_state (
  tenant_id text NOT NULL,
  framework_id text NOT NULL,
  control_id text NOT NULL,
  state text NOT NULL,
  until_at timestamptz(3),
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, framework_id, control_id)
);
SELECT protect_tenant_table('control_state');

-- A policy, plan or record that a person attached. The bytes are sealed; their hash is in the log.
CREATE TABLE control_document (
  tenant_id text NOT NULL,
  document_id text NOT NULL,
  framework_id text NOT NULL,
  control_id text NOT NULL,
  title text NOT NULL,
  file_name text NOT NULL,
  media_type text NOT NULL,
  effective_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  sha256 text NOT NULL,
  content bytea NOT NULL,
  attached_by text NOT NULL,
  withdrawn_at timestamptz(3),
  PRIMARY KEY (tenant_id, document_id)
);
SELECT protect_tenant_table('control_document');

CREATE TABLE control_exemption (
  tenant_id text NOT NULL,
  framework_id text NOT NULL,
  control_id text NOT NULL,
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz(3) NOT NULL,
  review_at timestamptz(3),
  PRIMARY KEY (tenant_id, framework_id, control_id)
);
SELECT protect_tenant_table('control_exemption');
