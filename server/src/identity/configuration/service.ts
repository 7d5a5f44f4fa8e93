import type {
  ConfigurationDiff,
  ConfigurationVersion,
  NewConfiguration,
  PushedConfiguration,
} from '@countersign/api/configuration'
import { importConfiguration } from '@countersign/authority/import/import-configuration'
import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import { sql } from 'kysely'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { configurationDiff } from './configuration-diff.ts'
import { packFiles, unpackFiles } from './configuration-file.ts'
import { type PolicyBook, policyBook } from './policy-book.ts'
import { readVersion } from './read-version.ts'
import {
  dropOldVersions,
  insertVersion,
  newestVersions,
  type VersionRow,
  type VersionWithContent,
  versionsOf,
  versionWithContent,
} from './store.ts'

/** Takes the identities of a version, in the transaction that stores it: the inventory. */
export type ItemSink = (
  tx: StateTransaction,
  tenantId: TenantId,
  source: { readonly source: string; readonly at: Date },
  items: readonly InventoryItem[],
) => Promise<void>

export type ConfigurationParts = Pick<Platform, 'state' | 'clock'> & {
  readonly limits: Pick<Limits, 'configurationsMax' | 'configurationVersionsMax'>
  readonly takeItems: ItemSink
}

/** Policy and inventory documents of a tenant, each version with the time from which it holds. */
export type Configurations = {
  /** Errors: REQUEST_INVALID where nobody knows what it is, there are too many, or its time is none. */
  readonly push: (tenantId: TenantId, pushed: NewConfiguration, by: string) => Promise<PushedConfiguration>
  /** The newest version of each. */
  readonly list: (tenantId: TenantId) => Promise<readonly ConfigurationVersion[]>
  /** Newest first. Errors: NOT_FOUND. */
  readonly versions: (tenantId: TenantId, configurationId: string) => Promise<readonly ConfigurationVersion[]>
  /** Errors: NOT_FOUND. */
  readonly diff: (
    tenantId: TenantId,
    configurationId: string,
    versions: { readonly from?: number; readonly to?: number },
  ) => Promise<ConfigurationDiff>
  readonly policies: PolicyBook
}

export function openConfigurations(parts: ConfigurationParts): Configurations {
  const { state } = parts
  return {
    push: (tenantId, pushed, by) => push(parts, tenantId, pushed, by),
    list: async (tenantId) => (await state.forTenant(tenantId, newestVersions)).map(shown),
    versions: async (tenantId, configurationId) => {
      const rows = await state.forTenant(tenantId, (tx) => versionsOf(tx, configurationId))
      if (rows.length === 0) throw notFound(configurationId)
      return rows.map(shown)
    },
    diff: async (tenantId, configurationId, versions) => {
      const [before, after] = await state.forTenant(tenantId, async (tx) => {
        const { to = (await versionsOf(tx, configurationId))[0]?.version ?? 1 } = versions
        const { from = Math.max(1, to - 1) } = versions
        return [
          await versionWithContent(tx, configurationId, from),
          await versionWithContent(tx, configurationId, to),
        ]
      })
      if (before === undefined || after === undefined) throw notFound(configurationId)
      const difference = configurationDiff(await sideOf(before), await sideOf(after))
      return { from: shown(before), to: shown(after), ...difference }
    },
    policies: policyBook(state),
  }
}

async function push(
  parts: ConfigurationParts,
  tenantId: TenantId,
  pushed: NewConfiguration,
  by: string,
): Promise<PushedConfiguration> {
  const { state, clock, takeItems, limits } = parts
  const pushedAt = new Date(clock.now())
  const validFrom = pushed.validFrom === undefined ? pushedAt : instantOf(pushed.validFrom)
  const { id, files } = pushed
  const context = { cluster: id, ...pushed.context }
  const reading = await importConfiguration(
    files.map(({ path, text }) => ({ name: path, text })),
    { ...context, takenAt: validFrom.toISOString() },
  )
  if (reading.read.length === 0) throw unrecognised()
  const { content, sha256, bytes } = packFiles(files)
  return state.forTenant(tenantId, async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`configuration ${tenantId}`}, 0))`.execute(tx)
    const [newest] = await versionsOf(tx, id)
    if (
      newest?.content_sha256 === sha256 &&
      newest.valid_from <= validFrom &&
      newest.context === JSON.stringify(context)
    )
      return { ...shown(newest), unchanged: true }
    if (newest === undefined) await refuseTooMany(tx, limits.configurationsMax)
    const row: VersionWithContent = {
      tenant_id: tenantId,
      configuration_id: id,
      version: (newest?.version ?? 0) + 1,
      sources: [...new Set(reading.read.map(({ source }) => source))].sort(),
      context: JSON.stringify(context),
      content_sha256: sha256,
      content_bytes: bytes,
      content,
      file_count: files.length,
      valid_from: validFrom,
      pushed_at: pushedAt,
      pushed_by: by,
      identity_count: reading.items.length,
      gaps: [...reading.gaps, ...reading.unknown.map(notRead)].slice(0, gapsMax).map(storable),
    }
    await insertVersion(tx, row)
    await dropOldVersions(tx, tenantId, id, row.version - limits.configurationVersionsMax + 1)
    await takeItems(tx, tenantId, { source: id, at: pushedAt }, reading.items)
    noteAudit({ after: { configuration: id, version: row.version, sources: row.sources, sha256 } })
    return { ...shown(row), unchanged: false }
  })
}

const gapsMax = 100

/** PostgreSQL text holds no NUL. */
const storable = (text: string) => text.replaceAll('\u0000', '\ufffd').slice(0, 2000)

const notRead = (name: string) => `${name} is no configuration that is read here`

function unrecognised(): CountersignError {
  return new CountersignError(
    'REQUEST_INVALID',
    'nothing here knows what these files are; docs/identities.md says what is read',
  )
}

function instantOf(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime()))
    throw new CountersignError('REQUEST_INVALID', 'validFrom has to be RFC 3339, like 2026-03-01T08:00:00Z')
  return at
}

async function refuseTooMany(tx: StateTransaction, max: number): Promise<void> {
  if ((await newestVersions(tx)).length >= max)
    throw new CountersignError('REQUEST_INVALID', `a tenant has at most ${max} configurations`)
}

async function sideOf(row: VersionWithContent) {
  const { items, snapshots } = await readVersion(row)
  return { files: unpackFiles(row.content, Number(row.content_bytes)), items, snapshots }
}

function notFound(configurationId: string): CountersignError {
  return new CountersignError('NOT_FOUND', `configuration ${configurationId.slice(0, 200)}`)
}

function shown(row: VersionRow): ConfigurationVersion {
  return {
    configurationId: row.configuration_id,
    version: row.version,
    sources: [...row.sources],
    contentSha256: row.content_sha256,
    contentBytes: Number(row.content_bytes),
    files: row.file_count,
    validFrom: row.valid_from.toISOString(),
    pushedAt: row.pushed_at.toISOString(),
    pushedBy: row.pushed_by,
    identities: row.identity_count,
    gaps: [...row.gaps],
  }
}
