import type { DetectionFinding } from '@countersign/incident/finding'
import type { Log } from '../platform/log.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { FindingSink } from './ports.ts'

/** Hands durable findings on, after the acknowledgement. What it drops or fails at is found by the sweep. */
export type FindingQueue = {
  readonly add: (tenantId: TenantId, findings: readonly DetectionFinding[]) => void
  /** Resolves when nothing waits any more. */
  readonly idle: () => Promise<void>
}

/** Findings that may wait; the lake keeps them all. */
const waitingMax = 5000
const handedOverMax = 500

export function findingQueue(sink: FindingSink, log: Log): FindingQueue {
  const waiting = new Map<TenantId, DetectionFinding[]>()
  let count = 0
  let running: Promise<void> = Promise.resolve()
  let active = false

  const drain = async (): Promise<void> => {
    // Tenants take turns: a flood at one holds up no other for more than one hand-over.
    for (
      let next = waiting.entries().next().value;
      next !== undefined;
      next = waiting.entries().next().value
    ) {
      const [tenantId, findings] = next
      const some = findings.splice(0, handedOverMax)
      count -= some.length
      waiting.delete(tenantId)
      if (findings.length > 0) waiting.set(tenantId, findings)
      try {
        await sink(tenantId, some)
      } catch (error) {
        log.warn({ err: error, tenantId, findings: some.length }, 'findings are left to the sweep')
      }
    }
    active = false
  }
  return {
    add: (tenantId, findings) => {
      const fit = findings.slice(0, Math.max(0, waitingMax - count))
      if (fit.length === 0) return
      const queued = waiting.get(tenantId)
      if (queued === undefined) waiting.set(tenantId, [...fit])
      else queued.push(...fit)
      count += fit.length
      if (active) return
      active = true
      running = drain()
    },
    idle: () => running,
  }
}
