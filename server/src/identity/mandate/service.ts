import type {
  MandateDetail,
  MandatePage,
  MandatePut,
  MandateRow,
  NewMandate,
  NewMandateProposal,
} from '@countersign/api/mandate'
import { mandateHash } from '@countersign/authority/mandate/decide-mandates'
import type { Mandate } from '@countersign/authority/mandate/mandate'
import { mandatePolicies } from '@countersign/authority/mandate/mandate-policy'
import type { Person } from '../../platform/auth/person.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { MandateParts } from './parts.ts'
import { checkedTerms, endOf, propose, proposeFromUse, reviewAfter, storedText } from './propose.ts'
import {
  changesOf,
  findMandate,
  insertChange,
  listMandates,
  type MandateFilter,
  mandatesWith,
  replaceMandate,
} from './store.ts'
import { changeOf, mandateOf, type StoredMandate, shownMandate } from './stored-mandate.ts'
import type { MandateChange } from './tables.ts'
import { watchMandates } from './watch.ts'

export type { KnownPerson, MandateParts, MandatePorts } from './parts.ts'

/** Mandates of the transaction's tenant that somebody answers for, in the form that decisions are made on. */
export async function approvedMandates(tx: StateTransaction): Promise<readonly Mandate[]> {
  return (await mandatesWith(tx, 'approved')).map(mandateOf)
}

/** Those, and the ones that are over. `endedMs`: milliseconds since the epoch. */
export async function everApproved(
  tx: StateTransaction,
): Promise<readonly { readonly mandate: Mandate; readonly endedMs: number | undefined }[]> {
  const inForce = (await approvedMandates(tx)).map((mandate) => ({ mandate, endedMs: undefined }))
  const over = [...(await mandatesWith(tx, 'expired')), ...(await mandatesWith(tx, 'revoked'))]
  return [
    ...inForce,
    ...over.map((stored) => ({ mandate: mandateOf(stored), endedMs: endOfMandate(stored) })),
  ]
}

/** The row of one that ran out is written when somebody looks, which is later. */
function endOfMandate({ status, changedAt, expiresAt }: StoredMandate): number {
  return status === 'expired' ? expiresAt.getTime() : changedAt.getTime()
}

/**
 * What accountable people said identities may do. Every change is a version of its own with who made it and why, and holds
 * from the next decision on. Errors of all: NOT_FOUND, STATE_DOWN.
 */
export type Mandates = {
  readonly list: (tenantId: TenantId, filter: MandateFilter) => Promise<MandatePage>
  readonly detail: (tenantId: TenantId, mandateId: string) => Promise<MandateDetail>
  /** Errors: REQUEST_INVALID, CONFLICT beyond mandatesMax. */
  readonly propose: (tenantId: TenantId, wanted: NewMandate, by: Person) => Promise<MandateRow>
  /** Errors: REQUEST_INVALID, LAKE_DOWN; NOT_FOUND when nothing was seen of the identity. */
  readonly proposeFromUse: (tenantId: TenantId, wanted: NewMandateProposal, by: Person) => Promise<MandateRow>
  /** While it is proposed. Errors: CONFLICT, REQUEST_INVALID. */
  readonly change: (tenantId: TenantId, mandateId: string, put: MandatePut, by: Person) => Promise<MandateRow>
  /**
   * By the sponsor, when one is named; by anybody else with the right otherwise, who becomes the sponsor. Whoever proposed it
   * does not approve it alone, unless the tenant is theirs. Errors: FORBIDDEN, CONFLICT.
   */
  readonly approve: MandateAct
  readonly decline: MandateAct
  /** It is still right: the next review is due after mandateReviewDays. Errors: CONFLICT when it is not in force. */
  readonly review: MandateAct
  /** Errors: CONFLICT when it is over already. */
  readonly revoke: MandateAct
  /** One look at what ended, what is due and what left its mandate; resolves to the findings told. Errors: LAKE_DOWN. */
  readonly watch: (tenantId: TenantId) => Promise<number>
}

export type MandateAct = (
  tenantId: TenantId,
  mandateId: string,
  reason: string,
  by: Person,
) => Promise<MandateRow>

export function openMandates(given: Omit<MandateParts, 'told'>): Mandates {
  const parts: MandateParts = { ...given, told: new Set() }
  const { state } = parts
  const shown = (mandate: StoredMandate) =>
    shownMandate(mandate, parts.clock.now(), parts.limits.mandateExpiringDays)
  const act =
    (change: MandateChange, next: Next): MandateAct =>
    async (tenantId, mandateId, reason, by) =>
      shown(await changeTo(parts, tenantId, mandateId, { change, next, reason, by }))
  return {
    list: async (tenantId, filter) => {
      const rows = await state.forTenant(tenantId, (tx) => listMandates(tx, filter))
      const items = rows.slice(0, filter.limit)
      const last = rows.length > filter.limit ? items.at(-1) : undefined
      const nextCursor =
        last === undefined ? {} : { nextCursor: `${last.changedAt.getTime()}.${last.mandateId}` }
      return { items: items.map(shown), ...nextCursor }
    },
    detail: async (tenantId, mandateId) => {
      const found = await state.forTenant(tenantId, async (tx) => ({
        mandate: await mustFind(tx, mandateId),
        changes: await changesOf(tx, mandateId),
      }))
      return detailOf(found.mandate, found.changes, shown)
    },
    propose: async (tenantId, wanted, by) => shown(await propose(parts, tenantId, wanted, by)),
    proposeFromUse: async (tenantId, wanted, by) => shown(await proposeFromUse(parts, tenantId, wanted, by)),
    change: async (tenantId, mandateId, put, by) => {
      const next: Next = (mandate) => ({
        ...inStatus(mandate, 'proposed'),
        terms: checkedTerms(put.terms),
        expiresAt: endOf(parts, put.expiresAt, mandate.validFrom),
        // Whoever changed it last has proposed it, so that nobody approves their own words.
        proposedById: by.personId,
        proposedBy: by.name,
      })
      const changed = { change: 'changed', next, reason: put.reason, by } as const
      return shown(await changeTo(parts, tenantId, mandateId, changed))
    },
    approve: act('approved', approved(parts)),
    decline: act('declined', (mandate) => ({ ...inStatus(mandate, 'proposed'), status: 'declined' })),
    review: act('reviewed', (mandate, now) => ({
      ...inStatus(mandate, 'approved'),
      reviewAt: reviewAfter(parts, now, mandate.expiresAt),
      remindedAt: undefined,
    })),
    revoke: act('revoked', (mandate) => ({ ...inStatus(mandate, 'approved'), status: 'revoked' })),
    watch: (tenantId) => watchMandates(parts, tenantId),
  }
}

/** What a mandate becomes, at a time and by somebody. Errors: CONFLICT, FORBIDDEN. */
type Next = (mandate: StoredMandate, now: Date, by: Person) => StoredMandate

function inStatus(mandate: StoredMandate, status: StoredMandate['status']): StoredMandate {
  if (mandate.status !== status)
    throw new CountersignError('CONFLICT', `it is ${mandate.status}, and this needs one that is ${status}`)
  return mandate
}

function approved(parts: MandateParts): Next {
  return (mandate, now, by) => {
    inStatus(mandate, 'proposed')
    const { sponsor, proposedById, expiresAt } = mandate
    if (by.role === 'api-key')
      throw new CountersignError('FORBIDDEN', 'only a person can answer for a mandate')
    if (sponsor !== undefined && sponsor.personId !== by.personId)
      throw new CountersignError('FORBIDDEN', `${sponsor.name} is its sponsor, and nobody else approves it`)
    if (proposedById === by.personId && by.role !== 'tenant-owner')
      throw new CountersignError(
        'FORBIDDEN',
        'whoever proposed it does not approve it, unless the tenant is theirs',
      )
    if (expiresAt <= now) throw new CountersignError('CONFLICT', 'its time is over before it began')
    return {
      ...mandate,
      status: 'approved',
      sponsor: { personId: by.personId, name: by.name },
      reviewAt: reviewAfter(parts, now, expiresAt),
    }
  }
}

type Change = {
  readonly change: MandateChange
  readonly next: Next
  readonly reason: string
  readonly by: Person
}

async function changeTo(
  { state, clock, changed, revoked }: MandateParts,
  tenantId: TenantId,
  mandateId: string,
  { change, next, reason, by }: Change,
): Promise<StoredMandate> {
  const now = new Date(clock.now())
  const written = await state.forTenant(tenantId, async (tx) => {
    const before = await mustFind(tx, mandateId)
    const after = { ...next(before, now, by), version: before.version + 1, changedAt: now }
    await write(tx, after, change, by, reason)
    if (change === 'approved' && after.replaces !== undefined) await replaced(tx, after, now, by)
    if (change === 'revoked') await revoked(tx, tenantId, after.identityKey, `Mandate revoked: ${reason}`)
    return after
  })
  await changed(tenantId, [written.identityKey])
  return written
}

async function write(
  tx: StateTransaction,
  after: StoredMandate,
  change: MandateChange,
  by: Person,
  reason: string,
): Promise<void> {
  if (!(await replaceMandate(tx, after))) throw new CountersignError('CONFLICT', 'it was changed meanwhile')
  await insertChange(tx, changeOf(after, change, by, storedText(reason)))
}

/** The one before ends with the approval of its successor, in the same transaction. */
async function replaced(
  tx: StateTransaction,
  successor: StoredMandate,
  now: Date,
  by: Person,
): Promise<void> {
  const old = await findMandate(tx, successor.replaces ?? '')
  if (old?.status !== 'approved') return
  const ended = { ...old, status: 'revoked' as const, version: old.version + 1, changedAt: now }
  await write(tx, ended, 'replaced', by, `Replaced by ${successor.mandateId}.`)
}

async function mustFind(tx: StateTransaction, mandateId: string): Promise<StoredMandate> {
  const found = await findMandate(tx, mandateId)
  if (found === undefined) throw new CountersignError('NOT_FOUND', `mandate ${mandateId.slice(0, 63)}`)
  return found
}

function detailOf(
  stored: StoredMandate,
  changes: Awaited<ReturnType<typeof changesOf>>,
  shown: (mandate: StoredMandate) => MandateRow,
): MandateDetail {
  const mandate = mandateOf(stored)
  return {
    mandate: shown(stored),
    evidence: stored.evidence ?? null,
    policyHash: mandateHash(mandate),
    policies: mandatePolicies(mandate) as Record<string, string>,
    history: changes.map(({ version, at, who, change, reason, policy_hash }) => ({
      version,
      at: at.toISOString(),
      who,
      change,
      reason,
      policyHash: policy_hash,
    })),
  }
}
