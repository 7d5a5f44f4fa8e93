import type { EgressLine, EgressPurpose, SubProcessor } from '@countersign/api/residency'
import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { State, StateTransaction } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { EgressRegister, Passage, PassageEnd } from './egress-gate.ts'

type RegisterParts = { readonly state: State; readonly clock: Clock; readonly log: Log }

const hourMs = 3_600_000
const errorMaxCharacters = 300

type Counts = { readonly opened: number; readonly end: PassageEnd | undefined }

/** The register, in the state of this region. */
export function stateRegister({ state, clock, log }: RegisterParts): EgressRegister {
  const count = (passage: Passage, counts: Counts) => {
    const write = (tx: StateTransaction) => addUp(tx, passage, counts, clock.now())
    return passage.tenantId === null ? state.asOperator(write) : state.forTenant(passage.tenantId, write)
  }
  const failed = (error: unknown, { tenantId, purpose, host }: Passage) =>
    log.warn({ err: error, tenantId, purpose, host }, 'a connection is not in the register')
  return {
    open: async (passage) => {
      log.debug(passage, 'a connection is opened')
      const counted = count(passage, { opened: 1, end: undefined })
      // What is of no tenant goes ahead: telemetry has to tell that the state is down.
      if (passage.tenantId === null) await counted.catch((error) => failed(error, passage))
      else await counted
    },
    end: (passage, end) => count(passage, { opened: 0, end }).catch((error) => failed(error, passage)),
  }
}

async function addUp(
  tx: StateTransaction,
  { tenantId, purpose, host }: Passage,
  { opened, end }: Counts,
  nowMs: number,
): Promise<void> {
  const hourAt = new Date(Math.floor(nowMs / hourMs) * hourMs)
  const ended = (outcome: PassageEnd['outcome']) => (end?.outcome === outcome ? 1 : 0)
  const error = end?.error?.slice(0, errorMaxCharacters) ?? null
  const [table, column, value] =
    tenantId === null
      ? [sql.table('operator_egress_connection'), sql``, sql``]
      : [sql.table('egress_connection'), sql`tenant_id, `, sql`${tenantId}, `]
  await sql`
    INSERT INTO ${table} AS e (${column} hour_at, purpose, host, opened, answered, failed, refused, sent_bytes, last_at, last_error)
    VALUES (${value} ${hourAt}, ${purpose}, ${host}, ${opened}, ${ended('answered')}, ${ended('failed')}, ${ended('refused')},
            ${end?.sentBytes ?? 0}, ${new Date(nowMs)}, ${error})
    ON CONFLICT (${column} hour_at, purpose, host) DO UPDATE SET
      opened = e.opened + excluded.opened, answered = e.answered + excluded.answered, failed = e.failed + excluded.failed,
      refused = e.refused + excluded.refused, sent_bytes = e.sent_bytes + excluded.sent_bytes, last_at = excluded.last_at,
      last_error = coalesce(excluded.last_error, e.last_error)`.execute(tx)
}

export type EgressWindow = { readonly from: Date; readonly to: Date }

/** By purpose and host, most recent first; whole hours that begin in the window. `undefined`: what is of no tenant. */
export async function egressLines(
  state: State,
  tenantId: TenantId | undefined,
  { from, to }: EgressWindow,
): Promise<readonly EgressLine[]> {
  const read = async (tx: StateTransaction) => ({
    rows: await summed(tx, tenantId === undefined ? 'operator_egress_connection' : 'egress_connection', {
      from,
      to,
    }),
    known: await subProcessors(tx),
  })
  const { rows, known } = await (tenantId === undefined
    ? state.asOperator(read)
    : state.forTenant(tenantId, read))
  return rows.map(({ opened, ...row }) => ({
    ...row,
    ...whoIs(known, row.purpose, row.host),
    unfinished: opened - row.answered - row.failed - row.refused,
  }))
}

type Summed = Omit<EgressLine, 'unfinished' | 'subProcessorId' | 'country'> & { readonly opened: number }

async function summed(
  tx: StateTransaction,
  table: string,
  { from, to }: EgressWindow,
): Promise<readonly Summed[]> {
  const { rows } = await sql<Omit<Summed, 'lastAt'> & { readonly lastAt: Date }>`
    SELECT purpose, host, sum(opened)::float8 AS opened, sum(answered)::float8 AS answered, sum(failed)::float8 AS failed,
           sum(refused)::float8 AS refused, sum(sent_bytes)::float8 AS "sentBytes", max(last_at) AS "lastAt",
           (array_agg(last_error ORDER BY last_at DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS "lastError"
    FROM ${sql.table(table)} WHERE hour_at >= ${from} AND hour_at < ${to}
    GROUP BY purpose, host ORDER BY max(last_at) DESC, purpose, host`.execute(tx)
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }))
}

/** The register of sub-processors, by id. */
async function subProcessors(tx: StateTransaction): Promise<readonly SubProcessor[]> {
  const { rows } = await sql<Omit<SubProcessor, 'updatedAt'> & { readonly updatedAt: Date }>`
    SELECT sub_processor_id AS "subProcessorId", name, country, hosts, purposes, what, updated_at AS "updatedAt"
    FROM sub_processor ORDER BY sub_processor_id`.execute(tx)
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}

/** Who answers at a host for a purpose. A host of the register may begin with `*.`, and may name a port. */
export function whoIs(
  known: readonly SubProcessor[],
  purpose: EgressPurpose,
  hostAndPort: string,
): { readonly subProcessorId: string | null; readonly country: string | null } {
  const host = hostAndPort.replace(/:\d+$/, '')
  const isNamed = (name: string) =>
    name.startsWith('*.') ? host.endsWith(name.slice(1)) : name === host || name === hostAndPort
  const found = known.find(({ hosts, purposes }) => purposes.includes(purpose) && hosts.some(isNamed))
  return { subProcessorId: found?.subProcessorId ?? null, country: found?.country ?? null }
}
