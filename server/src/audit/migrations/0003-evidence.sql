SELECT seal_as_evidence('audit_entry', 'act', 'entry_id');
