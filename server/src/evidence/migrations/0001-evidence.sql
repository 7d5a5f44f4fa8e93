-- What happened, on its way into the tenant's log. A row is written by the transaction that did the thing (a trigger does it,
-- see below), so neither can be there without the other; it goes when its entry is prepared.
CREATE TABLE evidence_pending (
  tenant_id text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  -- Of the thing, within its kind; the same thing is never logged twice.
  ref text NOT NULL,
  -- Null: the feature that owns the kind is asked for them when the entry is prepared.
  at timestamptz(3),
  -- Whose data it is: an erasure of this subject makes the document unreadable. Null: nobody's in particular.
  subject text,
  -- JSON; text, because jsonb would reorder it.
  document text,
  PRIMARY KEY (tenant_id, seq)
);
SELECT protect_tenant_table('evidence_pending');

-- Attached by the migration of whoever owns the table, as protect_tenant_table is:
--   SELECT seal_as_evidence('decision', 'decision', 'decision_id');
CREATE FUNCTION note_evidence() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO evidence_pending (tenant_id, kind, ref) SELECT tenant_id, %L, %s FROM added', TG_ARGV[0], TG_ARGV[1]);
  RETURN NULL;
END
$$;
CREATE FUNCTION seal_as_evidence(target regclass, kind text, ref_expression text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER seal_as_evidence AFTER INSERT ON %s REFERENCING NEW TABLE AS added
     FOR EACH STATEMENT EXECUTE FUNCTION note_evidence(%L, %L)', target, kind, ref_expression);
END
$$;

-- The same for a row that becomes another one: each time that column, a text, changes to something.
CREATE FUNCTION note_changed_evidence() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO evidence_pending (tenant_id, kind, ref) SELECT ($1).tenant_id, %L, %s', TG_ARGV[0], TG_ARGV[1])
    USING NEW;
  RETURN NULL;
END
$$;
-- ref_expression speaks of the row as ($1): `($1).incident_id || '/' || ($1).explanation_hash`.
CREATE FUNCTION seal_changes_as_evidence(target regclass, kind text, ref_expression text, changed text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER seal_changes_as_evidence AFTER UPDATE ON %s
     FOR EACH ROW WHEN (OLD.%I IS DISTINCT FROM NEW.%I AND NEW.%I <> '''') EXECUTE FUNCTION note_changed_evidence(%L, %L)',
    target, changed, changed, changed, kind, ref_expression);
  EXECUTE format(
    'CREATE TRIGGER seal_new_as_evidence AFTER INSERT ON %s
     FOR EACH ROW WHEN (NEW.%I <> '''') EXECUTE FUNCTION note_changed_evidence(%L, %L)',
    target, changed, kind, ref_expression);
END
$$;

-- The logs of a tenant: one is open, those before it ended when a backup was restored. Keys are sealed.
CREATE TABLE evidence_log (
  tenant_id text NOT NULL,
  epoch integer NOT NULL,
  origin text NOT NULL,
  verifier_keys text[] NOT NULL,
  signing_keys bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  -- The data directory that holds its files: nobody else appends.
  place text NOT NULL,
  ended_at timestamptz(3),
  PRIMARY KEY (tenant_id, epoch)
);
SELECT protect_tenant_table('evidence_log');

-- One row per entry. The envelope is what the log holds, byte for byte; the payload stands beside it, sealed with its
-- subject's key. log_index is null until the log has synced it.
CREATE TABLE evidence_entry (
  tenant_id text NOT NULL,
  kind text NOT NULL,
  ref text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz(3) NOT NULL,
  prepared_at timestamptz(3) NOT NULL,
  sealed_at timestamptz(3),
  subject text,
  envelope text NOT NULL,
  payload bytea,
  epoch integer,
  log_index bigint,
  PRIMARY KEY (tenant_id, kind, ref)
);
SELECT protect_tenant_table('evidence_entry');
CREATE UNIQUE INDEX evidence_entry_by_index ON evidence_entry (tenant_id, epoch, log_index) WHERE log_index IS NOT NULL;
CREATE INDEX evidence_entry_waiting ON evidence_entry (tenant_id, seq) WHERE log_index IS NULL;
CREATE INDEX evidence_entry_by_time ON evidence_entry (tenant_id, at DESC, seq DESC);
CREATE INDEX evidence_entry_by_kind ON evidence_entry (tenant_id, kind, at DESC, seq DESC);
CREATE INDEX evidence_entry_by_subject ON evidence_entry (tenant_id, subject) WHERE subject IS NOT NULL;

-- One data key per subject, wrapped. Erasing a subject deletes its key: what it sealed is unreadable, what was logged
-- stays provable.
CREATE TABLE evidence_subject_key (
  tenant_id text NOT NULL,
  subject text NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);
SELECT protect_tenant_table('evidence_subject_key');

-- Up to when the batches of a source have a receipt: the next one says how long it was quiet before, and what a stop of
-- the server left without a receipt is found.
CREATE TABLE evidence_receipted (
  tenant_id text NOT NULL,
  source_id text NOT NULL,
  receipted_to timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, source_id)
);
SELECT protect_tenant_table('evidence_receipted');
