SELECT seal_as_evidence('decision', 'decision', 'decision_id');
