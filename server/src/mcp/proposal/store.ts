import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

export type ProposalRecord = {
  tenant_id: TenantId
  proposal_id: string
  incident_id: string
  change: string
  why: string
  proposed_by: string
  at: Date
  status: 'open' | 'approved' | 'refused'
  decided_by: string | null
  decided_at: Date | null
}

const tables = (tx: StateTransaction) => tx.withTables<{ proposal: ProposalRecord }>()

/** Newest first. */
export async function proposalsOf(
  tx: StateTransaction,
  incidentId: string,
  limit: number,
): Promise<readonly ProposalRecord[]> {
  return tables(tx)
    .selectFrom('proposal')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .orderBy('at', 'desc')
    .orderBy('proposal_id', 'desc')
    .limit(limit)
    .execute()
}

export async function countOpen(tx: StateTransaction, incidentId: string): Promise<number> {
  const { open } = await tables(tx)
    .selectFrom('proposal')
    .select((select) => select.fn.countAll<string>().as('open'))
    .where('incident_id', '=', incidentId)
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return Number(open)
}

export async function insertProposal(tx: StateTransaction, record: ProposalRecord): Promise<void> {
  await tables(tx).insertInto('proposal').values(record).execute()
}

/** Only from the status it is thought to have: of two who decide at once, one does. Undefined when it had another. */
export async function moveProposal(
  tx: StateTransaction,
  proposalId: string,
  from: ProposalRecord['status'],
  to: Pick<ProposalRecord, 'status' | 'decided_by' | 'decided_at'>,
): Promise<ProposalRecord | undefined> {
  return tables(tx)
    .updateTable('proposal')
    .set(to)
    .where('proposal_id', '=', proposalId)
    .where('status', '=', from)
    .returningAll()
    .executeTakeFirst()
}

export async function findProposal(
  tx: StateTransaction,
  proposalId: string,
): Promise<ProposalRecord | undefined> {
  return tables(tx)
    .selectFrom('proposal')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .executeTakeFirst()
}
