-- The newest signed checkpoint that a pass saw. A log whose files were left behind by a backup is built again from the stored
-- envelopes, and has to come to this root.
ALTER TABLE evidence_log ADD COLUMN checkpoint text;
