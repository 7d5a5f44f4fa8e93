-- Rule packs belong to the operator and are reached through State.asOperator only. A text is stored once, whatever
-- pack or version it came with, so an update writes what changed.
CREATE TABLE rule_pack (
  pack text PRIMARY KEY CHECK (pack ~ '^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$'),
  content_hash text NOT NULL,
  origin text NOT NULL,
  license text,
  installed_at timestamptz NOT NULL
);

CREATE TABLE rule_text (
  text_hash text PRIMARY KEY,
  text text NOT NULL
);

CREATE TABLE rule_document (
  pack text NOT NULL REFERENCES rule_pack ON DELETE CASCADE,
  path text NOT NULL,
  text_hash text NOT NULL REFERENCES rule_text,
  license text,
  PRIMARY KEY (pack, path)
);
CREATE INDEX rule_document_text ON rule_document (text_hash);

CREATE TABLE rule_skipped (
  pack text NOT NULL REFERENCES rule_pack ON DELETE CASCADE,
  path text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (pack, path)
);

-- What a tenant changes. Neither refers to a pack: a rule that an update takes away and the next one brings back is
-- still off for whoever switched it off.
CREATE TABLE rule_switched_off (
  tenant_id text NOT NULL REFERENCES tenant,
  rule_id text NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (tenant_id, rule_id)
);
SELECT protect_tenant_table('rule_switched_off');

CREATE TABLE tenant_rule (
  tenant_id text NOT NULL REFERENCES tenant,
  document_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rule', 'correlation', 'filter')),
  title text NOT NULL,
  text text NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (tenant_id, document_id)
);
SELECT protect_tenant_table('tenant_rule');

-- Up to when the slow lane has seen the findings of the fast lane, by the time they were stored.
CREATE TABLE correlation_progress (
  tenant_id text PRIMARY KEY REFERENCES tenant,
  seen_to timestamptz NOT NULL
);
SELECT protect_tenant_table('correlation_progress');
