-- One row per identity: what its sources say, joined, with what people decided. Lists and filters read this table alone.
CREATE TABLE identity (
  tenant_id text NOT NULL,
  identity_key text NOT NULL,
  kind text NOT NULL,
  provider text NOT NULL,
  display_name text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('discovered', 'owned', 'mandated', 'dormant', 'retired')),
  has_owner boolean NOT NULL,
  -- Null: no snapshot of policy says.
  enabled boolean,
  created_at timestamptz(3),
  first_used_at timestamptz(3),
  last_used_at timestamptz(3),
  -- Milliseconds since 1970 of its last use, 0 for none: the order of the list.
  used_rank bigint NOT NULL,
  oldest_credential_at timestamptz(3),
  credential_count integer NOT NULL,
  -- Lower-case names and keys that a text search looks into.
  search_text text NOT NULL,
  -- The joined record (packages/authority IdentityRecord), as JSON in text because jsonb refuses the NUL that a log may hold.
  record text NOT NULL,
  version integer NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, identity_key)
);
SELECT protect_tenant_table('identity');
-- The wall of this table compares with a list made once per statement, and not once per row: pages read 200,000.
DROP POLICY tenant_wall ON identity;
CREATE POLICY tenant_wall ON identity
  USING (tenant_id = ANY ((SELECT tenant_ids())::text[]))
  WITH CHECK (tenant_id = ANY ((SELECT tenant_ids())::text[]));
CREATE INDEX identity_by_use ON identity (tenant_id, used_rank DESC, identity_key DESC);
CREATE INDEX identity_by_stage ON identity (tenant_id, stage, used_rank DESC, identity_key DESC);
CREATE INDEX identity_by_kind ON identity (tenant_id, kind, used_rank DESC, identity_key DESC);
CREATE INDEX identity_by_provider ON identity (tenant_id, provider, used_rank DESC, identity_key DESC);
CREATE INDEX identity_ownerless ON identity (tenant_id, used_rank DESC, identity_key DESC) WHERE NOT has_owner;

-- Every key that an identity is known by, and which identity that is: an old key stays resolvable.
CREATE TABLE identity_member (
  tenant_id text NOT NULL,
  member_key text NOT NULL,
  identity_key text NOT NULL,
  PRIMARY KEY (tenant_id, member_key)
);
SELECT protect_tenant_table('identity_member');
CREATE INDEX identity_member_of ON identity_member (tenant_id, identity_key);

-- What each source says of a key (packages/authority InventoryItem), as JSON. `source` is `lake` or a configuration's id.
CREATE TABLE identity_item (
  tenant_id text NOT NULL,
  member_key text NOT NULL,
  source text NOT NULL,
  item text NOT NULL,
  -- False: the newest version of its source names it no more.
  present boolean NOT NULL,
  PRIMARY KEY (tenant_id, member_key, source)
);
SELECT protect_tenant_table('identity_item');
CREATE INDEX identity_item_of_source ON identity_item (tenant_id, source);

-- Names that sources give, as `space name`. A row a name, because behind the wall only plain equality is answered by an index.
CREATE TABLE identity_alias (
  tenant_id text NOT NULL,
  alias text NOT NULL,
  member_key text NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (tenant_id, alias, member_key, source)
);
SELECT protect_tenant_table('identity_alias');
CREATE INDEX identity_alias_of ON identity_alias (tenant_id, member_key);

-- Two keys that a person said are not the same identity, in the order of their text; they are not joined again.
CREATE TABLE identity_split (
  tenant_id text NOT NULL,
  left_key text NOT NULL,
  right_key text NOT NULL,
  at timestamptz(3) NOT NULL,
  who text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (tenant_id, left_key, right_key)
);
SELECT protect_tenant_table('identity_split');

-- What a person decided of a key: it stands above what sources say. An empty value takes away.
CREATE TABLE identity_decided (
  tenant_id text NOT NULL,
  member_key text NOT NULL,
  field text NOT NULL CHECK (field IN ('owner', 'sponsor', 'purpose', 'stage')),
  value text NOT NULL,
  at timestamptz(3) NOT NULL,
  who text NOT NULL,
  PRIMARY KEY (tenant_id, member_key, field)
);
SELECT protect_tenant_table('identity_decided');

-- Events of its life, as the platform saw them: append only.
CREATE TABLE identity_life (
  tenant_id text NOT NULL,
  member_key text NOT NULL,
  entry bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz(3) NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  PRIMARY KEY (tenant_id, member_key, entry)
);
SELECT protect_tenant_table('identity_life');

-- Up to which arrival the identities of the lake were folded in.
CREATE TABLE identity_fold (
  tenant_id text PRIMARY KEY,
  folded_to timestamptz(3) NOT NULL
);
SELECT protect_tenant_table('identity_fold');
