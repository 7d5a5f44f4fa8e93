import type { Jobs } from '../platform/jobs/jobs.ts'
import type { Log } from '../platform/log.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Triage } from './service.ts'
import { changeTraining } from './training-store.ts'

const passQueue = 'triage'
export const trainingQueue = 'triage-training'

/** A training that runs longer is given to somebody else, who goes on from its last snapshot. */
const trainingMaxSeconds = 3600
const retriesMax = 3

export type TriageJobParts = {
  readonly jobs: Jobs
  readonly state: State
  readonly log: Log
  readonly triage: Pick<Triage, 'pass' | 'train' | 'trainIfDue'>
  readonly tenantIds: () => Promise<readonly TenantId[]>
  readonly everySeconds: number
}

/** Judges what is open again and again, and trains where there is more to learn from. Returns what ends it. */
export async function scheduleTriage(parts: TriageJobParts): Promise<() => void> {
  const { jobs, triage, tenantIds, everySeconds } = parts
  await jobs.work(passQueue, { oncePerKey: true }, async (tenantId) => {
    await triage.pass(tenantId)
    await triage.trainIfDue(tenantId)
  })
  const options = { oncePerKey: true, expireSeconds: trainingMaxSeconds, retryMax: retriesMax }
  await jobs.work(trainingQueue, options, async (tenantId, { signal, attempt }) => {
    try {
      await triage.train(tenantId, signal)
    } catch (error) {
      if (attempt >= retriesMax && !signal.aborted) await failed(parts, tenantId, error)
      throw error
    }
  })
  return jobs.every(passQueue, everySeconds, tenantIds)
}

async function failed({ state, log }: TriageJobParts, tenantId: TenantId, error: unknown): Promise<void> {
  log.error({ err: error, tenantId }, 'a model could not be learned')
  const failure = 'It failed several times; the log of the server tells why.'
  await state.forTenant(tenantId, (tx) =>
    changeTraining(tx, { state: 'failed', failure, history: null, snapshot: null }),
  )
}
