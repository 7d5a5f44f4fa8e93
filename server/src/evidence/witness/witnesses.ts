import type { EvidenceWitness, EvidenceWitnessPut } from '@countersign/api/evidence'
import { parseCheckpoint } from '@countersign/tlog/checkpoint'
import { FormatError } from '@countersign/tlog/format-error'
import { parseVerifierKey } from '@countersign/tlog/note/note-key'
import type { VerifierKey } from '@countersign/tlog/note/verifier-key'
import type { Witness } from '@countersign/tlog/policy'
import { type CosignResult, requestCosignature } from '@countersign/tlog/witness-client'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { State } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { writePending } from '../pending-store.ts'
import type { TenantLog, TenantLogs } from '../tenant-log.ts'
import {
  deleteWitness,
  findWitnesses,
  noteOutcome,
  putWitness,
  type StoredWitness,
  type WitnessOutcome,
} from './witness-store.ts'

/** One request to a witness, through the region's egress gate. Throws a text that a person understands. */
export type PostOutside = (
  tenantId: TenantId,
  url: string,
  body: string,
) => Promise<{ readonly status: number; readonly body: string }>

/** Who cosigns a tenant's checkpoints, and how that goes. */
export type Witnesses = {
  readonly list: (tenantId: TenantId) => Promise<readonly EvidenceWitness[]>
  /** Errors: REQUEST_INVALID when the key is none of a witness. */
  readonly put: (tenantId: TenantId, name: string, witness: EvidenceWitnessPut) => Promise<EvidenceWitness>
  /** Errors: NOT_FOUND. */
  readonly remove: (tenantId: TenantId, name: string) => Promise<void>
  /** Asks every witness of the tenant for a cosignature over everything logged so far. */
  readonly cosign: (tenantId: TenantId) => Promise<void>
}

type Parts = {
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly logs: () => TenantLogs
  readonly post: PostOutside
}

export function openWitnesses(parts: Parts): Witnesses {
  const { state, clock } = parts
  const list = async (tenantId: TenantId) => (await state.forTenant(tenantId, findWitnesses)).map(shown)
  return {
    list,
    put: async (tenantId, name, { url, verifierKey }) => {
      refuseOtherKeys(verifierKey)
      const entry = { name, url, verifierKey, addedAt: new Date(clock.now()) }
      await state.forTenant(tenantId, (tx) => putWitness(tx, tenantId, entry))
      await parts.logs().letGoAll(tenantId)
      return (await list(tenantId)).find((one) => one.name === name) as EvidenceWitness
    },
    remove: async (tenantId, name) => {
      if (!(await state.forTenant(tenantId, (tx) => deleteWitness(tx, name))))
        throw new CountersignError('NOT_FOUND', `the witness ${name}`)
      await parts.logs().letGoAll(tenantId)
    },
    cosign: async (tenantId) => {
      const witnesses = await state.forTenant(tenantId, findWitnesses)
      if (witnesses.length === 0) return
      const current = await parts.logs().current(tenantId)
      for (const witness of witnesses) await cosignOne(parts, tenantId, current, witness)
    },
  }
}

/** Keys that a tenant's log takes cosignatures of. */
export async function witnessKeys(state: State, tenantId: TenantId): Promise<readonly Witness[]> {
  const rows = await state.forTenant(tenantId, findWitnesses)
  return rows.map(({ name, url, verifier_key }) => ({ name, url, key: parseVerifierKey(verifier_key) }))
}

function refuseOtherKeys(text: string): void {
  let key: VerifierKey
  try {
    key = parseVerifierKey(text)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    throw new CountersignError('REQUEST_INVALID', `verifierKey: ${error.message}`)
  }
  if (key.type === 'ed25519')
    throw new CountersignError(
      'REQUEST_INVALID',
      'verifierKey: it is the key of a log; "countersign witness" prints the key of a witness',
    )
}

async function cosignOne(
  parts: Parts,
  tenantId: TenantId,
  { epoch, origin, log }: TenantLog,
  witness: StoredWitness,
): Promise<void> {
  const { state, clock, post } = parts
  const { name, url } = witness
  const known = witness.epoch === epoch ? (witness.cosigned_size ?? 0) : 0
  const { size } = parseCheckpoint(log.checkpoint())
  // A log that did not grow has nothing new to be cosigned.
  if (known === size && witness.last_error === null) return
  let result: CosignResult | { readonly kind: 'failed'; readonly reason: string }
  try {
    result = await requestCosignature(log, (body) => post(tenantId, addressOf(url), body), known)
  } catch (error) {
    result = { kind: 'failed', reason: (error as Error).message }
  }
  const at = new Date(clock.now())
  await state.forTenant(tenantId, async (tx) => {
    await noteOutcome(tx, name, outcomeOf(result, epoch, witness, at))
    if (result.kind !== 'conflict' || witness.conflict_at !== null) return
    parts.log.error(
      { tenantId, witness: name, origin, result },
      'a witness holds another history of this log',
    )
    const document = { witness: name, url, origin, ...result, at: at.toISOString() }
    await writePending(tx, tenantId, [{ kind: 'witness', ref: `${name}/${at.getTime()}`, at, document }])
  })
}

function outcomeOf(
  result: CosignResult | { readonly kind: 'failed'; readonly reason: string },
  epoch: number,
  { failing_since, conflict_at }: StoredWitness,
  at: Date,
): WitnessOutcome {
  if (result.kind === 'cosigned')
    return {
      epoch,
      cosigned_size: result.size,
      cosigned_at: at,
      failing_since: null,
      last_error: null,
    }
  const failing = { failing_since: failing_since ?? at }
  if (result.kind === 'conflict')
    return {
      ...failing,
      conflict_at: conflict_at ?? at,
      last_error: `it holds another history: its size is ${result.witnessSize}, ours is ${result.size}`,
    }
  const reason = result.kind === 'failed' ? result.reason : `it answered ${result.status}: ${result.reason}`
  return { ...failing, last_error: reason.slice(0, 500) }
}

/** c2sp.org/tlog-witness: below the submission prefix. */
function addressOf(url: string): string {
  return `${url.replace(/\/+$/, '')}/add-checkpoint`
}

function shown(row: StoredWitness): EvidenceWitness {
  const time = (date: Date | null) => date?.toISOString() ?? null
  return {
    name: row.name,
    url: row.url,
    verifierKey: row.verifier_key,
    addedAt: row.added_at.toISOString(),
    cosignedSize: row.cosigned_size,
    cosignedAt: time(row.cosigned_at),
    failingSince: time(row.failing_since),
    lastError: row.last_error,
    conflictAt: time(row.conflict_at),
  }
}
