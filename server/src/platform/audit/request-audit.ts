import type { AuditActor, AuditOutcome } from '@countersign/api/audit'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import { clientAddress } from '../http/client-address.ts'
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

export function openRequestAudit(
  { trail, state, clock }: RequestAuditParts,
  request: FastifyRequest,
): RequestAudit {
  let noted: AuditNote = {}
  let isOver = false
  const written = new Set<TenantId | undefined>()
  const missing = () => placesOf(request, noted).filter((place) => !written.has(place))
  const write = (
    tx: StateTransaction,
    places: readonly Place[],
    outcome: AuditOutcome,
    status: number | null,
  ) =>
    trail.write(
      tx,
      places.filter((place) => place !== undefined),
      { at: new Date(clock.now()), outcome, status, ...about(request, noted) },
    )
  return {
    note: (note) => {
      noted = { ...noted, ...note, target: { ...noted.target, ...note.target } }
    },
    beforeCommit: async (tx, tenantIds) => {
      // Whether somebody may sign in is known only at the end, while failures are counted on the way.
      if (isOver || request.routeOptions.config.access === 'open') return nothing
      const places = missing().filter(isChangedBy(tenantIds, placesOf(request, noted).length))
      if (places.length === 0 || !(await hasWritten(tx))) return nothing
      await write(tx, places, 'done', null)
      return () => {
        for (const place of places) written.add(place)
      }
    },
    answered: async (status) => {
      isOver = true
      const outcome = outcomeOf(status)
      const places = outcome === 'done' ? missing() : placesOf(request, noted)
      if (places.length > 0) await state.asOperator((tx) => write(tx, places, outcome, status))
    },
  }
}

const nothing = () => undefined

/** A tenant whose trail gets the entry; undefined: the operator's. */
type Place = TenantId | undefined

/** An act on one tenant, or on none, is one change wherever it is stored. One on many is changed tenant by tenant. */
function isChangedBy(tenantIds: readonly string[], placesCount: number): (place: Place) => boolean {
  return (place) => placesCount === 1 || (place !== undefined && tenantIds.includes(place))
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
function placesOf(request: FastifyRequest, noted: AuditNote): readonly Place[] {
  const { tenantId } = (request.params ?? {}) as { readonly tenantId?: unknown }
  const visible = request.caller?.person.tenantIds ?? []
  const named =
    tenantId === undefined
      ? visible.filter((one) => noted.tenantIds?.includes(one) === true)
      : visible.filter((one) => one === tenantId)
  return named.length > 0 ? named : [undefined]
}

function about(request: FastifyRequest, noted: AuditNote): Omit<AuditRecord, 'at' | 'outcome' | 'status'> {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return {
    action: noted.action ?? request.routeOptions.config.audit ?? '',
    actor: actorOf(request),
    requestId: request.id,
    address: clientAddress(request),
    userAgent: auditText(request.headers['user-agent'] ?? ''),
    target: {
      ...auditTexts(request.params),
      ...(reads ? auditTexts(request.query) : {}),
      ...auditTexts(noted.target),
      ...consoleActionOf(request),
    },
    before: auditJson(noted.before),
    after: auditJson(noted.after),
  }
}

const consoleActionPattern = /^[a-z-]+\.[a-z-]+$/
const consoleActionMaxLength = 64

/** What a person pressed in the console: their browser says so, and it decides nothing. Anything else is not a name. */
function consoleActionOf({ headers, caller }: FastifyRequest): Readonly<Record<string, string>> {
  const name = headers['x-countersign-action']
  if (caller?.kind !== 'session' || typeof name !== 'string') return {}
  const isName = name.length <= consoleActionMaxLength && consoleActionPattern.test(name)
  return isName ? { consoleAction: name } : {}
}

function actorOf({ caller }: FastifyRequest): AuditActor {
  if (caller === undefined) return { kind: 'unknown', id: '', name: '', role: '' }
  const { personId, name, role } = caller.person
  const kind = caller.kind === 'api-key' ? 'api-key' : 'person'
  return { kind, id: personId, name: auditText(name), role }
}
