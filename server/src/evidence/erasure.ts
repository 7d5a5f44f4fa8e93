import { randomUUID } from 'node:crypto'
import type { EvidenceErasure, EvidenceErasurePreview } from '@countersign/api/evidence'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { countOfSubject, dropPayloads } from './entry-store.ts'
import { writePending } from './pending-store.ts'
import { deleteKey, tenantSubject } from './subject-keys.ts'

/** What a data subject's request comes to: docs/evidence.md. */
export type Erasures = {
  readonly preview: (tenantId: TenantId, subject: string) => Promise<EvidenceErasurePreview>
  /**
   * Takes a subject's key and every document sealed with it, for good; entries and their proofs stay. That it was done is an
   * entry itself, which names nobody. Errors: NOT_FOUND when there is nothing of the subject.
   */
  readonly erase: (tenantId: TenantId, subject: string, reason: string) => Promise<EvidenceErasure>
}

export function openErasures({ state, clock }: { readonly state: State; readonly clock: Clock }): Erasures {
  return {
    preview: async (tenantId, subject) => ({
      subject,
      documents: await state.forTenant(tenantId, (tx) => countOfSubject(tx, subject)),
    }),
    erase: (tenantId, subject, reason) =>
      state.forTenant(tenantId, async (tx) => {
        const documents = await countOfSubject(tx, subject)
        // The tenant's own key seals what is nobody's in particular.
        if (subject === tenantSubject || !(await deleteKey(tx, subject)))
          throw new CountersignError('NOT_FOUND', 'evidence of this subject')
        await dropPayloads(tx, subject)
        const at = new Date(clock.now())
        const ref = randomUUID()
        const document = { at: at.toISOString(), reason, documents }
        await writePending(tx, tenantId, [{ kind: 'erasure', ref, at, document }])
        return { documents, ref }
      }),
  }
}
