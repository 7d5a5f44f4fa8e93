import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type ConfigurationTables, configurationTables } from './tables.ts'

export type VersionRow = Omit<ConfigurationTables['configuration_version'], 'content'>
export type VersionWithContent = ConfigurationTables['configuration_version']

const shownColumns = [
  'tenant_id',
  'configuration_id',
  'version',
  'sources',
  'context',
  'content_sha256',
  'content_bytes',
  'file_count',
  'valid_from',
  'pushed_at',
  'pushed_by',
  'identity_count',
  'gaps',
] as const

/** The newest version of each configuration, by id. */
export async function newestVersions(tx: StateTransaction): Promise<readonly VersionRow[]> {
  return configurationTables(tx)
    .selectFrom('configuration_version')
    .distinctOn('configuration_id')
    .select(shownColumns)
    .orderBy('configuration_id')
    .orderBy('version', 'desc')
    .execute()
}

/** Newest first. */
export async function versionsOf(
  tx: StateTransaction,
  configurationId: string,
): Promise<readonly VersionRow[]> {
  return configurationTables(tx)
    .selectFrom('configuration_version')
    .select(shownColumns)
    .where('configuration_id', '=', configurationId)
    .orderBy('version', 'desc')
    .execute()
}

export async function versionWithContent(
  tx: StateTransaction,
  configurationId: string,
  version: number,
): Promise<VersionWithContent | undefined> {
  return configurationTables(tx)
    .selectFrom('configuration_version')
    .selectAll()
    .where('configuration_id', '=', configurationId)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** Of each configuration the version in force at a moment; none of those that began later. */
export async function versionsInForce(tx: StateTransaction, at: Date): Promise<readonly VersionRow[]> {
  return configurationTables(tx)
    .selectFrom('configuration_version')
    .distinctOn('configuration_id')
    .select(shownColumns)
    .where('valid_from', '<=', at)
    .orderBy('configuration_id')
    .orderBy('valid_from', 'desc')
    .orderBy('version', 'desc')
    .execute()
}

export async function insertVersion(tx: StateTransaction, row: VersionWithContent): Promise<void> {
  await configurationTables(tx).insertInto('configuration_version').values(row).execute()
}

/** Drops the oldest versions beyond those that are kept. */
export async function dropOldVersions(
  tx: StateTransaction,
  tenantId: TenantId,
  configurationId: string,
  before: number,
): Promise<void> {
  await configurationTables(tx)
    .deleteFrom('configuration_version')
    .where('tenant_id', '=', tenantId)
    .where('configuration_id', '=', configurationId)
    .where('version', '<', before)
    .execute()
}
