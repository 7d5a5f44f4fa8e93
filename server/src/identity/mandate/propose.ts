import { randomBytes } from 'node:crypto'
import type { MandateTerms, NewMandate, NewMandateProposal } from '@countersign/api/mandate'
import { proposeScope } from '@countersign/authority/mandate/propose-mandate'
import type { Person } from '../../platform/auth/person.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { MandateParts } from './parts.ts'
import { countOpen, findMandate, insertChange, insertMandate } from './store.ts'
import { changeOf, type StoredMandate } from './stored-mandate.ts'
import { usesOf } from './uses.ts'

const dayMs = 24 * 3_600_000

/** Errors: REQUEST_INVALID, CONFLICT beyond mandatesMax. */
export async function propose(
  parts: MandateParts,
  tenantId: TenantId,
  wanted: NewMandate,
  by: Person,
  evidence?: StoredMandate['evidence'],
): Promise<StoredMandate> {
  const now = new Date(parts.clock.now())
  const validFrom = wanted.validFrom === undefined ? now : instantOf('validFrom', wanted.validFrom)
  const expiresAt = endOf(parts, wanted.expiresAt, validFrom)
  const mandate: StoredMandate = {
    tenantId,
    mandateId: `mandate-${randomBytes(8).toString('hex')}`,
    version: 1,
    identityKey: storedText(wanted.identityKey),
    status: 'proposed',
    sponsor: await sponsorOf(parts, tenantId, wanted.sponsorId),
    terms: checkedTerms(wanted.terms),
    evidence,
    replaces: wanted.replaces,
    proposedById: by.personId,
    proposedBy: by.name,
    createdAt: now,
    changedAt: now,
    validFrom,
    expiresAt,
    reviewAt: reviewAfter(parts, now, expiresAt),
    remindedAt: undefined,
  }
  await parts.state.forTenant(tenantId, async (tx) => {
    if ((await countOpen(tx)) >= parts.limits.mandatesMax)
      throw new CountersignError(
        'CONFLICT',
        `the tenant has ${parts.limits.mandatesMax} mandates, which is the limit`,
      )
    if (wanted.replaces !== undefined && (await findMandate(tx, wanted.replaces)) === undefined)
      throw new CountersignError('REQUEST_INVALID', 'replaces names no mandate of this tenant')
    await insertMandate(tx, mandate)
    await insertChange(tx, changeOf(mandate, 'proposed', by, storedText(wanted.reason)))
  })
  return mandate
}

/**
 * From what the identity was seen to do. Failed attempts are no reason to allow anything, so they are not looked at.
 * Errors: REQUEST_INVALID, NOT_FOUND when nothing was seen of it, LAKE_DOWN.
 */
export async function proposeFromUse(
  parts: MandateParts,
  tenantId: TenantId,
  { identityKey, purpose, days, sponsorId, expiresAt }: NewMandateProposal,
  by: Person,
): Promise<StoredMandate> {
  const toMs = parts.clock.now() + dayMs
  const fromMs = toMs - (days + 1) * dayMs
  const uses = await usesOf(parts.lake.forTenant(tenantId), identityKey, { fromMs, toMs })
  if (uses.length === 0)
    throw new CountersignError('NOT_FOUND', `nothing that it did was seen in the last ${days} days`)
  const {
    scope,
    evidence: patterns,
    leftOut,
  } = proposeScope(uses.map(({ action, resource, count }) => ({ action, resource, count: Number(count) })))
  const evidence = {
    from: new Date(fromMs).toISOString(),
    to: new Date(parts.clock.now()).toISOString(),
    patterns: patterns.map((pattern) => ({ ...pattern, examples: [...pattern.examples] })),
    leftOut,
  }
  const terms: MandateTerms = {
    purpose,
    actions: [...scope.actions],
    resources: [...scope.resources],
    tools: [...scope.tools],
    onBehalfOf: [],
  }
  const wanted = {
    identityKey,
    terms,
    expiresAt,
    ...(sponsorId === undefined ? {} : { sponsorId }),
    reason: `Proposed from what it was seen to do in ${days} days.`,
  }
  return propose(parts, tenantId, wanted, by, evidence)
}

async function sponsorOf(
  { personOf }: MandateParts,
  tenantId: TenantId,
  sponsorId: string | undefined,
): Promise<StoredMandate['sponsor']> {
  if (sponsorId === undefined) return undefined
  const person = await personOf(tenantId, sponsorId)
  if (person?.mayApprove !== true)
    throw new CountersignError(
      'REQUEST_INVALID',
      'sponsorId: this person cannot approve mandates of the tenant',
    )
  return { personId: person.personId, name: person.name }
}

/** A mandate that allows nothing is a mistake; one whose texts cannot be stored, too. */
export function checkedTerms(terms: MandateTerms): MandateTerms {
  if (terms.actions.length + terms.tools.length === 0)
    throw new CountersignError('REQUEST_INVALID', 'terms: it names neither an action nor a tool')
  return terms
}

export function endOf({ limits }: MandateParts, text: string, validFrom: Date): Date {
  const end = instantOf('expiresAt', text)
  if (end <= validFrom)
    throw new CountersignError('REQUEST_INVALID', 'expiresAt has to be after its beginning')
  if (end.getTime() - validFrom.getTime() > limits.mandateTtlMaxDays * dayMs)
    throw new CountersignError(
      'REQUEST_INVALID',
      `expiresAt: at most ${limits.mandateTtlMaxDays} days (mandateTtlMaxDays)`,
    )
  return end
}

export function reviewAfter({ limits }: MandateParts, now: Date, expiresAt: Date): Date {
  return new Date(Math.min(now.getTime() + limits.mandateReviewDays * dayMs, expiresAt.getTime()))
}

function instantOf(field: string, text: string): Date {
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(ms)) return new Date(ms)
  throw new CountersignError('REQUEST_INVALID', `${field} has to be RFC 3339, like 2026-03-01T08:00:00Z`)
}

/** PostgreSQL text holds no NUL and no half of a surrogate pair. */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '�')
}
