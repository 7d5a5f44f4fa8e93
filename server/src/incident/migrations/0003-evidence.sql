SELECT seal_as_evidence('incident_finding', 'finding', 'finding_id');
SELECT seal_as_evidence('incident_history', 'incident', 'incident_id || ''/'' || entry');
-- Each explanation that an incident was shown with. Of several within a second the last one has its text logged.
SELECT seal_changes_as_evidence(
  'incident', 'explanation', '($1).incident_id || ''/'' || ($1).explanation_hash', 'explanation_hash');
