import type { Retention, RetentionClass, RetentionPut } from '@countersign/api/retention'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { forgetRows, oldestByFormat, oldestIn } from './lake-rows.ts'
import { type Deletion, dayMilliseconds, deletionsOf, type Policy, policyOf } from './policy.ts'
import { findChoice, findDeletions, type LastDeletion, writeChoice, writeDeletion } from './store.ts'

/** Incidents are state, and another feature's: what retention may ask of it. */
export type IncidentRetention = {
  /** Last change of the resolved incident that changed longest ago, milliseconds since 1970. */
  readonly oldest: (tenantId: TenantId) => Promise<number | undefined>
  /** Deletes resolved incidents unchanged since then, with all that hangs on them; how many. */
  readonly forget: (tenantId: TenantId, beforeMs: number) => Promise<number>
}

export type RetentionService = {
  readonly read: (tenantId: TenantId) => Promise<Retention>
  readonly save: (tenantId: TenantId, choice: RetentionPut, by: string) => Promise<Retention>
  /** Deletes what is past its time; how many rows and incidents went. Repeatable. Errors: LAKE_DOWN, STATE_DOWN. */
  readonly enforce: (tenantId: TenantId) => Promise<number>
}

export type RetentionParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log'> & {
  readonly limits: Limits
  readonly incidents: IncidentRetention
  /** Told of each deletion, for the audit trail. */
  readonly tellDeleted: (tenantId: TenantId, kept: RetentionClass, rows: number) => Promise<void>
}

export function openRetention(parts: RetentionParts): RetentionService {
  const { state, clock, limits } = parts
  return {
    read: (tenantId) => read(parts, tenantId),
    save: async (tenantId, choice, by) => {
      const changed = { at: new Date(clock.now()), by }
      await state.forTenant(tenantId, async (tx) => {
        noteAudit({ before: await findChoice(tx), after: choice })
        await writeChoice(tx, tenantId, choice, changed)
      })
      return read(parts, tenantId)
    },
    enforce: async (tenantId) => {
      const choice = await state.forTenant(tenantId, findChoice)
      const gone = new Map<RetentionClass, number>()
      for (const deletion of deletionsOf(policyOf(choice, limits), clock.now())) {
        const kept = deletion.kind === 'class' ? deletion.class : 'events'
        gone.set(kept, (gone.get(kept) ?? 0) + (await forget(parts, tenantId, deletion)))
      }
      await noteDeletions(parts, tenantId, gone)
      return [...gone.values()].reduce((sum, rows) => sum + rows, 0)
    },
  }
}

function forget(
  { lake, incidents }: RetentionParts,
  tenantId: TenantId,
  deletion: Deletion,
): Promise<number> {
  const arrivedBeforeMs = deletion.beforeMs
  switch (deletion.kind) {
    case 'format': {
      const formats = { kind: 'only', formats: [deletion.format] } as const
      return forgetRows(lake, tenantId, { table: 'events', arrivedBeforeMs, formats })
    }
    case 'other-formats': {
      const formats = { kind: 'all-but', formats: deletion.named } as const
      return forgetRows(lake, tenantId, { table: 'events', arrivedBeforeMs, formats })
    }
    case 'class':
      return deletion.class === 'incidents'
        ? incidents.forget(tenantId, arrivedBeforeMs)
        : forgetRows(lake, tenantId, { table: deletion.class, arrivedBeforeMs })
  }
}

async function noteDeletions(
  { state, clock, log, tellDeleted }: RetentionParts,
  tenantId: TenantId,
  gone: ReadonlyMap<RetentionClass, number>,
): Promise<void> {
  const at = new Date(clock.now())
  for (const [kept, rows] of gone) {
    if (rows === 0) continue
    log.info({ tenantId, class: kept, rows }, 'what is past its time was deleted')
    await state.forTenant(tenantId, (tx) => writeDeletion(tx, tenantId, kept, { at, rows }))
    await tellDeleted(tenantId, kept, rows)
  }
}

async function read(parts: RetentionParts, tenantId: TenantId): Promise<Retention> {
  const { state, lake, limits, incidents } = parts
  const [stored, byFormat, unparsed, findings, oldestIncident] = await Promise.all([
    state.forTenant(tenantId, async (tx) => ({
      choice: await findChoice(tx),
      last: await findDeletions(tx),
    })),
    oldestByFormat(lake, tenantId),
    oldestIn(lake, tenantId, 'unparsed'),
    oldestIn(lake, tenantId, 'findings'),
    incidents.oldest(tenantId),
  ])
  const policy = policyOf(stored.choice, limits)
  const events = oldestOf([...byFormat].filter(([format]) => !(format in policy.formats)).map(([, ms]) => ms))
  const oldest = { events, unparsed, findings, incidents: oldestIncident }
  return {
    classes: (['events', 'unparsed', 'findings', 'incidents'] as const).map((kept) =>
      shownClass(policy, kept, oldest[kept], stored.last.get(kept)),
    ),
    formats: Object.entries(policy.formats).map(([format, days]) => ({
      format,
      ...shownKept(days, byFormat.get(format)),
    })),
  }
}

function oldestOf(arrivals: readonly number[]): number | undefined {
  return arrivals.length === 0 ? undefined : Math.min(...arrivals)
}

function shownClass(
  { days, isDefault, defaultDays }: Policy,
  kept: RetentionClass,
  oldestMs: number | undefined,
  last: LastDeletion | undefined,
): Retention['classes'][number] {
  return {
    class: kept,
    ...shownKept(days[kept], oldestMs),
    isDefault: isDefault[kept],
    defaultDays: defaultDays[kept],
    lastDeletion: last === undefined ? null : { at: last.at.toISOString(), rows: last.rows },
  }
}

function shownKept(days: number, oldestMs: number | undefined) {
  const shown = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  const dueMs = oldestMs === undefined ? undefined : oldestMs + days * dayMilliseconds
  return { days, oldestAt: shown(oldestMs), nextDeletionAt: shown(dueMs) }
}
