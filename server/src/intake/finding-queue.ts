import type { DetectionFinding } from '@countersign/incident/finding'
import type { Log } from '../platform/log.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { FindingSink } from './ports.ts'

/** Hands durable findings on, after the acknowledgement. What it drops or fails at is found by the sweep. */
export type FindingQueue = {
  readonly add: (tenantId: TenantId, findings: readonly DetectionFinding[]) => void
  /** Hands over what waits, and resolves when nothing waits any more. */
  readonly idle: () => Promise<void>
}

/** Findings that may wait; the lake keeps them all. */
const waitingMax = 5000
const handedOverMax = 500
const handOversMax = 2
/**
 * A hand-over rewrites the incidents that it touches, and in a flood they are the same ones: after it a tenant gathers
 * for some times as long as it took, unless it has a full one before. So a flood costs at most a tenth of the time, and
 * who has little waits for little.
 */
const restPerWork = 9
const restMaxMilliseconds = 1000

export function findingQueue(sink: FindingSink, log: Log): FindingQueue {
  const queue = new TenantQueues(sink, log)
  return { add: (tenantId, findings) => queue.add(tenantId, findings), idle: () => queue.idle() }
}

class TenantQueues {
  private readonly sink: FindingSink
  private readonly log: Log
  private readonly waiting = new Map<TenantId, DetectionFinding[]>()
  private readonly resting = new Map<TenantId, NodeJS.Timeout>()
  private count = 0
  /** Hand-overs under way: one a tenant. */
  private readonly running = new Map<TenantId, Promise<void>>()

  constructor(sink: FindingSink, log: Log) {
    this.sink = sink
    this.log = log
  }

  add(tenantId: TenantId, findings: readonly DetectionFinding[]): void {
    const fit = findings.slice(0, Math.max(0, waitingMax - this.count))
    if (fit.length === 0) return
    const queued = this.waiting.get(tenantId)
    if (queued === undefined) this.waiting.set(tenantId, [...fit])
    else queued.push(...fit)
    this.count += fit.length
    this.wake()
  }

  async idle(): Promise<void> {
    while (this.waiting.size > 0 || this.running.size > 0) {
      this.stopAllRests()
      this.wake()
      await Promise.race(this.running.values())
    }
    this.stopAllRests()
  }

  /** Tenants take turns, and not all of them wait for the slowest. */
  private wake(): void {
    while (this.running.size < handOversMax) {
      const tenantId = this.due()
      if (tenantId === undefined) return
      const ended = this.handOver(tenantId).finally(() => {
        this.running.delete(tenantId)
        this.wake()
      })
      this.running.set(tenantId, ended)
    }
  }

  private due(): TenantId | undefined {
    for (const [tenantId, { length }] of this.waiting) {
      if (length === 0 || this.running.has(tenantId)) continue
      if (length >= handedOverMax || !this.resting.has(tenantId)) return tenantId
    }
    return undefined
  }

  private async handOver(tenantId: TenantId): Promise<void> {
    const findings = this.waiting.get(tenantId) ?? []
    const some = findings.splice(0, handedOverMax)
    this.count -= some.length
    const started = performance.now()
    try {
      await this.sink(tenantId, some)
    } catch (error) {
      this.log.warn({ err: error, tenantId, findings: some.length }, 'findings are left to the sweep')
    }
    // Behind the others.
    this.waiting.delete(tenantId)
    if (findings.length > 0) this.waiting.set(tenantId, findings)
    this.rest(tenantId, (performance.now() - started) * restPerWork)
  }

  private rest(tenantId: TenantId, milliseconds: number): void {
    this.stopRest(tenantId)
    const timer = setTimeout(
      () => {
        this.resting.delete(tenantId)
        this.wake()
      },
      Math.min(restMaxMilliseconds, milliseconds),
    )
    timer.unref()
    this.resting.set(tenantId, timer)
  }

  private stopAllRests(): void {
    for (const tenantId of [...this.resting.keys()]) this.stopRest(tenantId)
  }

  private stopRest(tenantId: TenantId): void {
    clearTimeout(this.resting.get(tenantId))
    this.resting.delete(tenantId)
  }
}
