import type { ReceivedBatch } from '../evidence/service.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Intake } from './service.ts'

export type ReceiptSink = (tenantId: TenantId, batch: ReceivedBatch) => void

/** Tells of every batch once it is durable. */
export function receiptedIntake(intake: Intake, now: () => number, received: ReceiptSink): Intake {
  return {
    ...intake,
    receive: async (source, delivery) => {
      const done = await intake.receive(source, delivery)
      const { batchId, counts, bodyBytes } = done
      const { events, unparsed } = counts
      received(source.tenantId, {
        sourceId: source.sourceId,
        batchId,
        atMs: now(),
        events,
        unparsed,
        bodyBytes,
      })
      return done
    },
  }
}
