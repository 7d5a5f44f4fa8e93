-- Notification clocks of an incident: one moment of awareness, logged once, and what came after it.
CREATE TABLE notification_case (
  tenant_id text NOT NULL,
  incident_id text NOT NULL,
  aware_at timestamptz(3) NOT NULL,
  opened_by text NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  regime_ids text[] NOT NULL,
  -- What the entity and the incident are (`credit-institution`, `still-ongoing`): some rules ask for it.
  traits text[] NOT NULL,
  time_zone text NOT NULL,
  holidays text[] NOT NULL,
  -- Other moments by name, RFC 3339: `classified`, `handled`.
  moments text NOT NULL,
  closed_at timestamptz(3),
  close_reason text,
  version integer NOT NULL,
  PRIMARY KEY (tenant_id, incident_id)
);
SELECT protect_tenant_table('notification_case');

CREATE TABLE notification_submission (
  tenant_id text NOT NULL,
  submission_id text NOT NULL,
  incident_id text NOT NULL,
  regime_id text NOT NULL,
  stage_id text NOT NULL,
  submitted_at timestamptz(3) NOT NULL,
  submitted_by text NOT NULL,
  -- Where to: the authority's name, and its number for the report.
  authority text NOT NULL,
  reference text NOT NULL,
  acknowledged_at timestamptz(3),
  -- The report as it was sent, canonical JSON of the draft.
  report text NOT NULL,
  PRIMARY KEY (tenant_id, submission_id)
);
SELECT protect_tenant_table('notification_submission');
CREATE INDEX notification_submission_by_incident ON notification_submission (tenant_id, incident_id);
