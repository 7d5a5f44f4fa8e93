import type { MandateEvidence, MandateRow, MandateStage, MandateTerms } from '@countersign/api/mandate'
import { mandateHash } from '@countersign/authority/mandate/decide-mandates'
import type { Mandate } from '@countersign/authority/mandate/mandate'
import type { MandateChange, MandateStatus, MandateTables } from './tables.ts'

/** A mandate as it is kept. Who answers for it may not be known until somebody approves. */
export type StoredMandate = {
  readonly tenantId: string
  readonly mandateId: string
  readonly version: number
  readonly identityKey: string
  readonly status: MandateStatus
  readonly sponsor: { readonly personId: string; readonly name: string } | undefined
  readonly terms: MandateTerms
  readonly evidence: MandateEvidence | undefined
  readonly replaces: string | undefined
  readonly proposedById: string
  readonly proposedBy: string
  readonly createdAt: Date
  readonly changedAt: Date
  readonly validFrom: Date
  readonly expiresAt: Date
  readonly reviewAt: Date
  readonly remindedAt: Date | undefined
}

export function storedMandateOf(row: MandateTables['mandate']): StoredMandate {
  return {
    tenantId: row.tenant_id,
    mandateId: row.mandate_id,
    version: row.version,
    identityKey: row.identity_key,
    status: row.status,
    sponsor: row.sponsor_id === null ? undefined : { personId: row.sponsor_id, name: row.sponsor ?? '' },
    terms: JSON.parse(row.terms) as MandateTerms,
    evidence: row.evidence === null ? undefined : (JSON.parse(row.evidence) as MandateEvidence),
    replaces: row.replaces ?? undefined,
    proposedById: row.proposed_by_id,
    proposedBy: row.proposed_by,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    validFrom: row.valid_from,
    expiresAt: row.expires_at,
    reviewAt: row.review_at,
    remindedAt: row.reminded_at ?? undefined,
  }
}

export function rowOfMandate(mandate: StoredMandate): MandateTables['mandate'] {
  return {
    tenant_id: mandate.tenantId,
    mandate_id: mandate.mandateId,
    version: mandate.version,
    identity_key: mandate.identityKey,
    status: mandate.status,
    sponsor_id: mandate.sponsor?.personId ?? null,
    sponsor: mandate.sponsor?.name ?? null,
    terms: JSON.stringify(mandate.terms),
    evidence: mandate.evidence === undefined ? null : JSON.stringify(mandate.evidence),
    replaces: mandate.replaces ?? null,
    proposed_by_id: mandate.proposedById,
    proposed_by: mandate.proposedBy,
    created_at: mandate.createdAt,
    changed_at: mandate.changedAt,
    valid_from: mandate.validFrom,
    expires_at: mandate.expiresAt,
    review_at: mandate.reviewAt,
    reminded_at: mandate.remindedAt ?? null,
  }
}

/** The form that decisions are made on. */
export function mandateOf(stored: StoredMandate): Mandate {
  const { budget, stepUp, riskMax, purpose, actions, resources, tools, onBehalfOf } = stored.terms
  return {
    id: stored.mandateId,
    version: stored.version,
    identityKey: stored.identityKey,
    sponsor: stored.sponsor === undefined ? 'unknown' : `person:${stored.sponsor.personId}`,
    purpose,
    actions,
    resources,
    tools,
    onBehalfOf,
    ...(budget === undefined ? {} : { budget }),
    ...(stepUp === undefined ? {} : { stepUp }),
    ...(riskMax === undefined ? {} : { riskMax }),
    validFrom: stored.validFrom.toISOString(),
    expiresAt: stored.expiresAt.toISOString(),
  }
}

const dayMs = 24 * 3_600_000

/** Where in its life a mandate is. The end comes with the clock, whether or not the row says it yet. */
export function stageOf(
  { status, validFrom, expiresAt, reviewAt }: StoredMandate,
  nowMs: number,
  expiringDays: number,
): MandateStage {
  if (status !== 'approved') return status
  if (nowMs >= expiresAt.getTime()) return 'expired'
  if (nowMs < validFrom.getTime()) return 'approved'
  if (nowMs >= expiresAt.getTime() - expiringDays * dayMs) return 'expiring'
  return nowMs >= reviewAt.getTime() ? 'review-due' : 'in-force'
}

export function shownMandate(stored: StoredMandate, nowMs: number, expiringDays: number): MandateRow {
  const { tenantId, mandateId, version, identityKey, sponsor, terms, replaces, proposedBy } = stored
  return {
    tenantId,
    mandateId,
    version,
    identityKey,
    stage: stageOf(stored, nowMs, expiringDays),
    sponsorId: sponsor?.personId ?? null,
    sponsor: sponsor?.name ?? null,
    terms,
    replaces: replaces ?? null,
    proposedBy,
    createdAt: stored.createdAt.toISOString(),
    changedAt: stored.changedAt.toISOString(),
    validFrom: stored.validFrom.toISOString(),
    expiresAt: stored.expiresAt.toISOString(),
    reviewAt: stored.reviewAt.toISOString(),
  }
}

/** One entry of a mandate's history. */
export function changeOf(
  mandate: StoredMandate,
  change: MandateChange,
  who: { readonly personId: string; readonly name: string },
  reason: string,
): MandateTables['mandate_change'] {
  return {
    tenant_id: mandate.tenantId,
    mandate_id: mandate.mandateId,
    version: mandate.version,
    at: mandate.changedAt,
    who_id: who.personId,
    who: who.name,
    change,
    reason,
    terms: JSON.stringify(mandate.terms),
    policy_hash: mandateHash(mandateOf(mandate)),
  }
}
