import type { ControlReview, ReviewKind } from '@countersign/api/compliance'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { complianceTables } from '../tables.ts'

const shownMax = 200

export async function insertReview(
  tx: StateTransaction,
  tenantId: TenantId,
  review: ControlReview,
): Promise<void> {
  await complianceTables(tx)
    .insertInto('control_review')
    .values({
      tenant_id: tenantId,
      review_id: review.reviewId,
      kind_id: review.kindId,
      incident_id: review.incidentId,
      statement: review.statement,
      covered: review.covered,
      reviewed_by: review.reviewedBy,
      reviewed_at: new Date(review.reviewedAt),
    })
    .execute()
}

/** Newest first, 200 at most. */
export async function findReviews(tx: StateTransaction): Promise<readonly ControlReview[]> {
  const rows = await complianceTables(tx)
    .selectFrom('control_review')
    .selectAll()
    .orderBy('reviewed_at', 'desc')
    .orderBy('review_id')
    .limit(shownMax)
    .execute()
  return rows.map((row) => ({
    reviewId: row.review_id,
    kindId: row.kind_id as ReviewKind,
    incidentId: row.incident_id,
    covered: row.covered,
    statement: row.statement,
    reviewedBy: row.reviewed_by,
    reviewedAt: row.reviewed_at.toISOString(),
  }))
}

export async function newestReviewOf(tx: StateTransaction, kindId: ReviewKind): Promise<Date | undefined> {
  const row = await complianceTables(tx)
    .selectFrom('control_review')
    .select('reviewed_at')
    .where('kind_id', '=', kindId)
    .orderBy('reviewed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.reviewed_at
}

export async function reviewedIncidents(tx: StateTransaction, since: Date): Promise<ReadonlySet<string>> {
  const rows = await complianceTables(tx)
    .selectFrom('control_review')
    .select('incident_id')
    .where('kind_id', '=', 'post-incident-review')
    .where('reviewed_at', '>=', since)
    .execute()
  return new Set(rows.flatMap(({ incident_id }) => (incident_id === null ? [] : [incident_id])))
}
