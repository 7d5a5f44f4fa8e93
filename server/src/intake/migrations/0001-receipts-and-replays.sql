-- Small batches that are written together: which group each went with, and whether that group is known to be durable.
-- Ids alone, of no tenant; reached through State.asOperator only. See README.md, "Small batches are written together".
CREATE TABLE intake_receipt (
  batch_id text PRIMARY KEY,
  group_id text NOT NULL,
  stored boolean NOT NULL,
  at timestamptz(3) NOT NULL
);
CREATE INDEX intake_receipt_by_group ON intake_receipt (group_id) WHERE NOT stored;
CREATE INDEX intake_receipt_by_age ON intake_receipt (at);

-- Unparsed lines that could be read when they were read again.
CREATE TABLE unparsed_replay (
  tenant_id text NOT NULL,
  line_id text NOT NULL,
  source_id text NOT NULL,
  replayed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, line_id)
);
SELECT protect_tenant_table('unparsed_replay');
