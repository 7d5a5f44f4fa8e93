import { randomUUID } from 'node:crypto'
import type { ControlReview, ControlReviewPost } from '@countersign/api/compliance'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type ObserveParts, writeObservations } from '../observe.ts'
import { findReviews, insertReview } from './review-store.ts'

/** What only a person can say. A review is evidence from the moment it was said, for as long as its kind counts. */
export type Reviews = {
  readonly list: (tenantId: TenantId) => Promise<readonly ControlReview[]>
  /** Errors: REQUEST_INVALID, NOT_FOUND without the incident. */
  readonly say: (tenantId: TenantId, post: ControlReviewPost, by: string) => Promise<ControlReview>
}

export type ReviewParts = Pick<ObserveParts, 'state' | 'evidence' | 'kinds'> & {
  readonly clock: Clock
  readonly hasIncident: (tenantId: TenantId, incidentId: string) => Promise<boolean>
}

/** Kinds that a probe observes: it takes the reviews into account itself. */
const observedByProbe: readonly string[] = ['post-incident-review', 'detection-tuning']

export function openReviews(parts: ReviewParts): Reviews {
  const { state, clock, kinds } = parts
  return {
    list: (tenantId) => state.forTenant(tenantId, findReviews),
    say: async (tenantId, post, by) => {
      const { kindId, incidentId = null, covered, statement } = post
      await requireFitting(parts, tenantId, post)
      const kind = kinds.find(({ id }) => id === kindId)
      if (kind === undefined) throw new CountersignError('NOT_FOUND', `kind of evidence ${kindId}`)
      const atMs = clock.now()
      const review: ControlReview = {
        reviewId: randomUUID(),
        kindId,
        incidentId,
        covered,
        statement,
        reviewedBy: by,
        reviewedAt: new Date(atMs).toISOString(),
      }
      noteAudit({
        target: { review: review.reviewId, kind: kindId },
        after: { incidentId, covered, statement },
      })
      const observation = {
        subject: incidentId === null ? 'tenant' : `incident:${incidentId}`,
        satisfied: true,
        statement: `${kind.title}: ${by} says so. Looked at: ${covered} Found: ${statement}`,
        figures: review,
      }
      const isOwnEvidence = !observedByProbe.includes(kindId)
      await writeObservations(parts, tenantId, kind, isOwnEvidence ? [observation] : [], atMs, (tx) =>
        insertReview(tx, tenantId, review),
      )
      return review
    },
  }
}

async function requireFitting(
  { hasIncident }: ReviewParts,
  tenantId: TenantId,
  { kindId, incidentId }: ControlReviewPost,
): Promise<void> {
  if ((kindId === 'post-incident-review') !== (incidentId !== undefined))
    throw new CountersignError('REQUEST_INVALID', 'incidentId: with post-incident-review, and only with it')
  if (incidentId !== undefined && !(await hasIncident(tenantId, incidentId)))
    throw new CountersignError('NOT_FOUND', `incident ${incidentId}`)
}
