-- The tenants of the running transaction, set by State.forTenant(s); none outside of one.
CREATE FUNCTION tenant_ids() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.tenant_ids', true), ''), ',');

-- Every table with a tenant_id is put behind the wall by its own migration:
--   SELECT protect_tenant_table('incident');
-- FORCE holds even for the owner, so a migration that moves tenant rows has to say which tenants it means.
CREATE FUNCTION protect_tenant_table(target regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant_wall ON %s USING (tenant_id = ANY (tenant_ids())) WITH CHECK (tenant_id = ANY (tenant_ids()))',
    target
  );
END
$$;
