import type { EvidenceKind } from '@countersign/oscal/evidence/evidence-kind'
import type { Evidence, Statement } from '../evidence/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { findObservations, putObservations, type StoredObservation } from './observation-store.ts'
import type { Observation, Probe } from './probe.ts'

export type ObserveParts = {
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly evidence: Pick<Evidence, 'state'>
  readonly kinds: readonly EvidenceKind[]
  readonly probes: readonly Probe[]
}

/** Looked at again when half of the cadence is over: one pass that fails is made up for before anything lapses. */
const dueAfterCadence = 0.5

/**
 * Runs the probes that are due; resolves to how many observations were made. Each one is an entry of the evidence log, written
 * with the row that shows it. A probe that fails does not hold up the others.
 */
export async function observeTenant(parts: ObserveParts, tenantId: TenantId): Promise<number> {
  const { state, clock, log } = parts
  const nowMs = clock.now()
  const known = Map.groupBy(await state.forTenant(tenantId, findObservations), ({ kind_id }) => kind_id)
  let made = 0
  for (const probe of parts.probes) {
    const kind = parts.kinds.find(({ id }) => id === probe.kindId)
    if (kind === undefined || !isDue(kind, known.get(kind.id) ?? [], nowMs)) continue
    const window = { fromMs: nowMs - kind.cadenceSeconds * 1000, nowMs }
    try {
      const observations = await probe.observe(tenantId, window)
      await writeObservations(parts, tenantId, kind, observations, nowMs)
      made += observations.length
    } catch (error) {
      log.warn({ err: error, tenantId, kind: kind.id }, 'a probe of controls failed')
    }
  }
  return made
}

function isDue(
  { cadenceSeconds }: EvidenceKind,
  known: readonly StoredObservation[],
  nowMs: number,
): boolean {
  const newest = Math.max(...known.map(({ collected_at }) => collected_at.getTime()))
  return known.length === 0 || nowMs - newest >= cadenceSeconds * 1000 * dueAfterCadence
}

/** Each observation and its entry of the log, in one transaction. `also` is what has to be there with them. */
export async function writeObservations(
  { state, evidence }: Pick<ObserveParts, 'state' | 'evidence'>,
  tenantId: TenantId,
  kind: EvidenceKind,
  observations: readonly Observation[],
  nowMs: number,
  also: (tx: StateTransaction) => Promise<void> = async () => undefined,
): Promise<void> {
  const at = new Date(nowMs)
  const named = observations.map((one) => ({ ...one, ref: `${kind.id}/${one.subject}/${nowMs}` }))
  const statements = named.map(
    ({ ref, figures, subject, satisfied, statement }): Statement => ({
      kind: 'control',
      ref,
      at,
      document: { kind: kind.id, subject, satisfied, statement, figures, liveWhen: kind.liveWhen },
    }),
  )
  await state.forTenant(tenantId, async (tx) => {
    await also(tx)
    await evidence.state(tx, tenantId, statements)
    await putObservations(
      tx,
      tenantId,
      named.map(({ subject, satisfied, statement, ref }) => ({
        kind_id: kind.id,
        subject,
        satisfied,
        statement,
        ref,
        collected_at: at,
      })),
    )
  })
}
