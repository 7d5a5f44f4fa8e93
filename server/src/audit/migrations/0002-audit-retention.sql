-- Entries go when their time is over, and only then: the retention job deletes them with the application's role, so this
-- trigger says what that role can never reach, whatever it is told: an entry of the last 89 days, by this server's clock.
-- auditKeptDays is 90 at least. Updates and truncation stay refused to everybody.
DROP TRIGGER append_only ON audit_entry;
DROP TRIGGER append_only ON operator_audit_entry;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON operator_audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_recent() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.at > now() - interval '89 days' THEN
    RAISE EXCEPTION '% keeps its recent entries', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER keeps_recent BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_recent();
CREATE TRIGGER keeps_recent BEFORE DELETE ON operator_audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_recent();
