-- How the operator shows itself: names, colours and contacts that anybody may see before signing in, and no tenant's
-- content. One row, written by the first change; without it the product shows itself as it is.
CREATE TABLE operator_settings (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  product_name text NOT NULL,
  accent_light text CHECK (accent_light ~ '^#[0-9a-f]{6}$'),
  accent_dark text CHECK (accent_dark ~ '^#[0-9a-f]{6}$'),
  support_email text,
  support_phone text,
  support_url text,
  plainer_words boolean NOT NULL,
  version integer NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE operator_logo (
  scheme text PRIMARY KEY CHECK (scheme IN ('light', 'dark')),
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/webp')),
  width integer NOT NULL,
  height integer NOT NULL,
  sha256 text NOT NULL,
  bytes bytea NOT NULL
);

-- What differs for one tenant; null: as the operator has it.
CREATE TABLE tenant_settings (
  tenant_id text PRIMARY KEY REFERENCES tenant,
  support_email text,
  support_phone text,
  support_url text,
  plainer_words boolean,
  updated_at timestamptz NOT NULL
);
SELECT protect_tenant_table('tenant_settings');
