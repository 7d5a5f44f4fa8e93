ALTER TABLE incident
  ADD COLUMN snoozed_until timestamptz(3),
  ADD COLUMN resolution text CHECK (resolution IN (
    'true-positive', 'benign-true-positive', 'false-positive', 'authorised-test', 'duplicate', 'undetermined'
  ));
CREATE INDEX incident_snoozed ON incident (tenant_id, snoozed_until) WHERE snoozed_until IS NOT NULL;

-- The wall of this table compares with a list made once per statement, and not once per row: the queue reads 50,000.
DROP POLICY tenant_wall ON incident;
CREATE POLICY tenant_wall ON incident
  USING (tenant_id = ANY ((SELECT tenant_ids())::text[]))
  WITH CHECK (tenant_id = ANY ((SELECT tenant_ids())::text[]));
DROP INDEX incident_queue;
CREATE INDEX incident_queue ON incident (severity DESC, last_at DESC, incident_id) WHERE reported AND merged_into IS NULL;
-- For the counts in the queue's header, which are answered from the index alone.
CREATE INDEX incident_open ON incident (tenant_id, severity, snoozed_until)
  WHERE reported AND merged_into IS NULL AND status <> 'resolved';

-- Which incidents a finding was in before, the last one last: so that a merger can be undone.
ALTER TABLE incident_finding ADD COLUMN came_from text[] NOT NULL DEFAULT '{}';

-- Mergers that hold: the row goes when the merger is undone; the history keeps what was.
CREATE TABLE incident_merge (
  tenant_id text NOT NULL,
  from_id text NOT NULL,
  into_id text NOT NULL,
  at timestamptz(3) NOT NULL,
  who text NOT NULL,
  reason text NOT NULL,
  -- What it was before, and is again when the merger is undone.
  from_status text NOT NULL,
  PRIMARY KEY (tenant_id, from_id)
);
SELECT protect_tenant_table('incident_merge');
CREATE INDEX incident_merge_into ON incident_merge (tenant_id, into_id, at DESC);

CREATE TABLE incident_note (
  tenant_id text NOT NULL,
  note_id text NOT NULL,
  incident_id text NOT NULL,
  author_id text NOT NULL,
  author text NOT NULL,
  at timestamptz(3) NOT NULL,
  edited_at timestamptz(3),
  hand_over boolean NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (tenant_id, note_id)
);
SELECT protect_tenant_table('incident_note');
CREATE INDEX incident_note_by_incident ON incident_note (tenant_id, incident_id, at DESC);

-- Belongs to a person and not to a tenant: reached through State.asOperator only.
CREATE TABLE saved_view (
  view_id text PRIMARY KEY,
  owner_id text NOT NULL,
  owner text NOT NULL,
  page text NOT NULL CHECK (page IN ('queue', 'events', 'rules')),
  name text NOT NULL,
  search text NOT NULL,
  shared boolean NOT NULL,
  changed_at timestamptz(3) NOT NULL
);
CREATE INDEX saved_view_by_owner ON saved_view (owner_id);
CREATE INDEX saved_view_shared ON saved_view (shared) WHERE shared;
