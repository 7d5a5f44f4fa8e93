import { incidentChannel, type StreamedChange } from '../incident/service.ts'
import { isCountersignError } from '../platform/errors.ts'
import type { Jobs } from '../platform/jobs/jobs.ts'
import type { Log } from '../platform/log.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Investigations } from './service.ts'

const queue = 'investigate'
const sweepQueue = 'investigate-sweep'

/** How long a change of an incident may wait for its story when the message of it was lost. */
const sweepEverySeconds = 300

export type InvestigationJobParts = {
  readonly jobs: Jobs
  readonly state: State
  readonly log: Log
  readonly investigations: Pick<Investigations, 'runIfChanged' | 'due'>
  readonly tenantIds: () => Promise<readonly TenantId[]>
  /** An incident that goes on changing is asked about once it has rested this long, not with every change. */
  readonly settleSeconds: number
}

/** Investigates incidents that were opened or changed. Returns what ends it. */
export async function scheduleInvestigations(parts: InvestigationJobParts): Promise<() => Promise<void>> {
  const { jobs, state, log, investigations, tenantIds, settleSeconds } = parts
  const send = (tenantId: TenantId, incidentId: string) =>
    jobs.send(tenantId, queue, { incidentId }, { key: incidentId, startAfterSeconds: settleSeconds })
  await jobs.work<{ readonly incidentId: string }>(
    queue,
    { oncePerKey: true },
    async (tenantId, { data }) => {
      await investigations.runIfChanged(tenantId, data.incidentId).catch(unlessGone)
    },
  )
  await jobs.work(sweepQueue, { oncePerKey: true }, async (tenantId) => {
    for (const incidentId of await investigations.due(tenantId)) await send(tenantId, incidentId)
  })
  const stopSweeps = jobs.every(sweepQueue, sweepEverySeconds, tenantIds)
  const stopListening = await state.listen(incidentChannel, (payload) => {
    const { tenantId, incidentId } = JSON.parse(payload) as StreamedChange
    send(tenantId as TenantId, incidentId).catch((error: unknown) =>
      log.warn({ err: error }, 'an investigation was not queued'),
    )
  })
  return async () => {
    stopSweeps()
    await stopListening()
  }
}

/** Deleted, or not shown to anybody, since it was told of. */
function unlessGone(error: unknown): boolean {
  if (isCountersignError(error) && error.code === 'NOT_FOUND') return false
  throw error
}
