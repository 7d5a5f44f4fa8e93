import type { Clock } from '../platform/clock.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { newestOfKind } from './entry-store.ts'
import { type Statement, writePending } from './pending-store.ts'
import { receiptedTo } from './receipts.ts'

/** A source that may send. Wired by main.ts. */
export type ListenedSource = { readonly sourceId: string; readonly name: string }

type Parts = {
  readonly state: State
  readonly clock: Clock
  readonly everySeconds: number
  readonly sourcesOf: (tenantId: TenantId) => Promise<readonly ListenedSource[]>
}

/**
 * One tenant's heartbeat of this period. When the one before is missing, the time without any is logged as a gap first:
 * silence is evidence too. Repeatable: a period has one heartbeat.
 */
export async function beat(parts: Parts, tenantId: TenantId): Promise<void> {
  const { state, clock, everySeconds, sourcesOf } = parts
  const nowMs = clock.now()
  const listened = await sourcesOf(tenantId)
  const period = Math.floor(nowMs / (everySeconds * 1000))
  await state.forTenant(tenantId, async (tx) => {
    const heardTo = await receiptedTo(tx)
    const sources = listened.map(({ sourceId, name }) => ({
      sourceId,
      name,
      lastHeardAt: heardTo.get(sourceId)?.toISOString() ?? null,
    }))
    const heartbeat: Statement = {
      kind: 'heartbeat',
      ref: `${everySeconds}/${period}`,
      at: new Date(nowMs),
      document: { everySeconds, sources },
    }
    const before = await newestOfKind(tx, 'heartbeat')
    const gap = gapSince(before, nowMs, everySeconds)
    await writePending(tx, tenantId, gap === undefined ? [heartbeat] : [gap, heartbeat])
  })
}

/** Twice the period: one late heartbeat is no gap. */
function gapSince(before: Date | undefined, nowMs: number, everySeconds: number): Statement | undefined {
  if (before === undefined || nowMs - before.getTime() <= 2 * everySeconds * 1000) return undefined
  return {
    kind: 'gap',
    ref: `heartbeat/${before.getTime()}`,
    at: new Date(nowMs),
    document: {
      what: 'heartbeat',
      from: before.toISOString(),
      to: new Date(nowMs).toISOString(),
      seconds: Math.round((nowMs - before.getTime()) / 1000),
    },
  }
}
