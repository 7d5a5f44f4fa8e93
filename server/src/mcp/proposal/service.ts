import { randomUUID } from 'node:crypto'
import type { Proposal, ProposalList, ProposedChange } from '@countersign/api/proposal'
import type { Incidents } from '../../incident/service.ts'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import type { Person } from '../../platform/auth/person.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import {
  countOpen,
  findProposal,
  insertProposal,
  moveProposal,
  type ProposalRecord,
  proposalsOf,
} from './store.ts'

export type ProposalParts = Pick<Platform, 'state' | 'clock'> & {
  readonly limits: Pick<Limits, 'proposalsOpenMax'>
  readonly incidents: Pick<Incidents, 'detail' | 'patch' | 'notes'>
}

/** Which proposal, of which incident, of whom. */
type Of = readonly [tenantId: TenantId, incidentId: string, proposalId: string]

/** Changes that a program wants and a person makes. Errors of all: NOT_FOUND, STATE_DOWN. */
export type Proposals = {
  readonly list: (tenantId: TenantId, incidentId: string) => Promise<ProposalList>
  /** Nothing of the incident changes. Errors: CONFLICT beyond proposalsOpenMax. */
  readonly propose: (
    tenantId: TenantId,
    incidentId: string,
    wanted: { readonly change: ProposedChange; readonly why: string },
    by: Person,
  ) => Promise<Proposal>
  /**
   * Makes the change, as this person and with their rights. What cannot be made leaves the proposal open. Errors: FORBIDDEN
   * for an API key, CONFLICT when somebody has decided, and those of the change.
   */
  readonly approve: (by: Person, ...of: Of) => Promise<Proposal>
  /** Errors: FORBIDDEN for an API key, CONFLICT when somebody has decided. */
  readonly refuse: (by: Person, ...of: Of) => Promise<Proposal>
}

const listedMax = 50

export function openProposals(parts: ProposalParts): Proposals {
  const { state, incidents } = parts
  return {
    list: async (tenantId, incidentId) => {
      const { incident } = await incidents.detail(tenantId, incidentId)
      const rows = await state.forTenant(tenantId, (tx) => proposalsOf(tx, incident.incidentId, listedMax))
      return { items: rows.map(shown) }
    },
    propose: (tenantId, incidentId, wanted, by) => propose(parts, tenantId, incidentId, wanted, by),
    approve: async (by, ...of) => {
      const decided = await decide(parts, by, 'approved', of)
      await apply(parts, by, decided).catch(async (error: unknown) => {
        await reopen(parts, decided)
        throw error
      })
      return shown(decided)
    },
    refuse: async (by, ...of) => shown(await decide(parts, by, 'refused', of)),
  }
}

async function propose(
  { state, clock, limits, incidents }: ProposalParts,
  tenantId: TenantId,
  incidentId: string,
  { change, why }: { readonly change: ProposedChange; readonly why: string },
  by: Person,
): Promise<Proposal> {
  const { incident } = await incidents.detail(tenantId, incidentId)
  const record: ProposalRecord = {
    tenant_id: tenantId,
    proposal_id: randomUUID(),
    incident_id: incident.incidentId,
    change: JSON.stringify(change),
    why: storable(why),
    proposed_by: by.name,
    at: new Date(clock.now()),
    status: 'open',
    decided_by: null,
    decided_at: null,
  }
  noteAudit({ target: { proposalId: record.proposal_id }, after: { kind: change.kind } })
  await state.forTenant(tenantId, async (tx) => {
    if ((await countOpen(tx, incident.incidentId)) >= limits.proposalsOpenMax)
      throw new CountersignError('CONFLICT', `${limits.proposalsOpenMax} proposals of this incident are open`)
    await insertProposal(tx, record)
  })
  return shown(record)
}

/** PostgreSQL text holds no NUL. */
const storable = (text: string) => text.replaceAll('\u0000', '\ufffd').toWellFormed()

/** Decided first and done afterwards: of two people who approve at once, one makes the change. */
async function decide(
  { state, clock }: ProposalParts,
  by: Person,
  status: 'approved' | 'refused',
  [tenantId, incidentId, proposalId]: Of,
): Promise<ProposalRecord> {
  if (by.role === 'api-key') throw new CountersignError('FORBIDDEN', 'only a person decides on a proposal')
  return state.forTenant(tenantId, async (tx) => {
    const found = await findProposal(tx, proposalId)
    if (found?.incident_id !== incidentId) throw new CountersignError('NOT_FOUND', 'no such proposal')
    noteAudit({ before: { proposedBy: found.proposed_by }, after: JSON.parse(found.change) })
    const decided = { status, decided_by: by.name, decided_at: new Date(clock.now()) }
    const moved = await moveProposal(tx, proposalId, 'open', decided)
    if (moved === undefined) throw new CountersignError('CONFLICT', `it was ${found.status} already`)
    return moved
  })
}

async function apply({ incidents }: ProposalParts, by: Person, record: ProposalRecord): Promise<void> {
  const { tenant_id: tenantId, incident_id: incidentId, proposed_by } = record
  const change = JSON.parse(record.change) as ProposedChange
  switch (change.kind) {
    case 'close': {
      const { resolution, reason } = change
      await incidents.patch(by, tenantId, incidentId, { status: 'resolved', resolution, reason })
      return
    }
    case 'note': {
      const text = `${change.text}\n\n(Proposed by ${proposed_by}.)`
      await incidents.notes.add(by, tenantId, incidentId, { text })
      return
    }
    case 'assign':
      await incidents.patch(by, tenantId, incidentId, { assignee: change.assignee })
  }
}

async function reopen({ state }: ProposalParts, record: ProposalRecord): Promise<void> {
  const open = { status: 'open', decided_by: null, decided_at: null } as const
  await state.forTenant(record.tenant_id, (tx) => moveProposal(tx, record.proposal_id, 'approved', open))
}

function shown(record: ProposalRecord): Proposal {
  return {
    tenantId: record.tenant_id,
    incidentId: record.incident_id,
    proposalId: record.proposal_id,
    change: JSON.parse(record.change) as ProposedChange,
    why: record.why,
    proposedBy: record.proposed_by,
    at: record.at.toISOString(),
    status: record.status,
    decidedBy: record.decided_by,
    decidedAt: record.decided_at?.toISOString() ?? null,
  }
}
