import type { AuditActor, AuditOutcome } from '@countersign/api/audit'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { State, StateTransaction } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { AuditRecord, AuditTrail } from './audit-entry.ts'
import type { AuditNote, AuditScope } from './audit-scope.ts'
import { auditJson, auditText, auditTexts } from './audit-text.ts'

export type RequestAuditParts = {
  readonly trail: AuditTrail
  readonly state: State
  readonly clock: Clock
}

/** The trail's view of one request, from its handler to its answer. */
export type RequestAudit = AuditScope & {
  /** Writes what is not written yet. Called when the answer is known and before it is sent. Errors: STATE_DOWN. */
  readonly answered: (status: number) => Promise<void>
}

type Noted = AuditNote & { readonly tenantIds?: readonly TenantId[] }

export function openRequestAudit(
  { trail, state, clock }: RequestAuditParts,
  request: FastifyRequest,
): RequestAudit {
  let noted: Noted = {}
  let isWritten = false
  let isOver = false
  const write = (tx: StateTransaction, outcome: AuditOutcome, status: number | null) =>
    trail.write(tx, tenantsOf(request, noted), {
      at: new Date(clock.now()),
      outcome,
      status,
      ...about(request, noted),
    })
  return {
    note: (note) => {
      noted = { ...noted, ...note, target: { ...noted.target, ...note.target } }
    },
    beforeCommit: async (tx) => {
      // Whether somebody may sign in is known only at the end, while failures are counted on the way.
      const isOpen = request.routeOptions.config.access === 'open'
      if (isWritten || isOver || isOpen || !(await hasWritten(tx))) return () => undefined
      await write(tx, 'done', null)
      return () => {
        isWritten = true
      }
    },
    answered: async (status) => {
      isOver = true
      const outcome = outcomeOf(status)
      if (isWritten && outcome === 'done') return
      await state.asOperator((tx) => write(tx, outcome, status))
    },
  }
}

/** A transaction gets its number with its first write. */
async function hasWritten(tx: StateTransaction): Promise<boolean> {
  const { rows } = await sql<{
    wrote: boolean
  }>`SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote`.execute(tx)
  return rows[0]?.wrote === true
}

function outcomeOf(status: number): AuditOutcome {
  if (status < 400) return 'done'
  return status < 500 ? 'refused' : 'failed'
}

/**
 * The tenant of the address, if the caller may see it. An attempt on any other tenant is the operator's to know: it says
 * something about the caller and nothing about that tenant.
 */
function tenantsOf(request: FastifyRequest, noted: Noted): readonly TenantId[] {
  const { tenantId } = (request.params ?? {}) as { readonly tenantId?: unknown }
  const visible = request.caller?.person.tenantIds ?? []
  const named = visible.filter((one) => one === tenantId)
  if (named.length > 0 || tenantId !== undefined) return named
  const seen = new Set(visible)
  return (noted.tenantIds ?? []).filter((one) => seen.has(one))
}

function about(request: FastifyRequest, noted: Noted): Omit<AuditRecord, 'at' | 'outcome' | 'status'> {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return {
    action: noted.action ?? request.routeOptions.config.audit ?? '',
    actor: actorOf(request),
    requestId: request.id,
    address: request.ip,
    userAgent: auditText(request.headers['user-agent'] ?? ''),
    target: {
      ...auditTexts(request.params),
      ...(reads ? auditTexts(request.query) : {}),
      ...auditTexts(noted.target),
    },
    before: auditJson(noted.before),
    after: auditJson(noted.after),
  }
}

function actorOf({ caller }: FastifyRequest): AuditActor {
  if (caller === undefined) return { kind: 'unknown', id: '', name: '', role: '' }
  const { personId, name, role } = caller.person
  const kind = caller.kind === 'api-key' ? 'api-key' : 'person'
  return { kind, id: personId, name: auditText(name), role }
}
