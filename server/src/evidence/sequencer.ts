import type { EvidenceKind } from '@countersign/api/evidence'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { State } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { traced } from '../platform/trace/traced.ts'
import { turnstile } from '../platform/turnstile.ts'
import { type EvidenceDocument, prepareEntry } from './entry.ts'
import {
  countLogged,
  findWaiting,
  type Logged,
  markLogged,
  type NewEntry,
  type WaitingEntry,
  writeEntries,
} from './entry-store.ts'
import { keepCheckpoint } from './log-store.ts'
import { documentsOf } from './pending-documents.ts'
import { deletePending, findPending, type Pending, tenantsWaiting } from './pending-store.ts'
import { restingTenants } from './resting-tenants.ts'
import type { EvidenceSource } from './source.ts'
import { type SubjectKeys, tenantSubject } from './subject-keys.ts'
import type { TenantLog, TenantLogs } from './tenant-log.ts'

/**
 * Brings what happened into the logs: pending -> prepared (envelope and sealed payload stored) -> logged (synced by the log).
 * Killed anywhere it goes on where it was: nothing is left out, and nothing is logged twice.
 */
export type Sequencer = {
  /** One pass over a tenant: everything that waits now. Resolves to how many entries were logged. */
  readonly pass: (tenantId: TenantId) => Promise<number>
  /** One pass over all tenants with something waiting; a tenant that fails does not hold up the others. */
  readonly passAll: () => Promise<void>
}

export type SequencerParts = {
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly region: Region
  readonly keys: SubjectKeys
  readonly logs: TenantLogs
  readonly sources: ReadonlyMap<EvidenceKind, EvidenceSource>
  readonly tenantIds: () => Promise<readonly TenantId[]>
}

const entriesPerStep = 1000
/** A tenant whose key holder is slow to answer holds up few others. */
const passesAtOnceMax = 4

export function openSequencer(parts: SequencerParts): Sequencer {
  // A tenant's passes follow each other; by tenant.
  const running = new Map<TenantId, Promise<number>>()
  /** Logs whose tail was compared with the state, by tenant and epoch: needed once, after a crash between the two. */
  const compared = new Set<string>()
  const pass = (tenantId: TenantId): Promise<number> => {
    const next = (running.get(tenantId) ?? Promise.resolve(0))
      .catch(() => 0)
      .then(() => passOver(parts, compared, tenantId))
    running.set(tenantId, next)
    const done = () => running.get(tenantId) === next && running.delete(tenantId)
    next.then(done, done)
    return next
  }
  const resting = restingTenants(parts.clock)
  const passOrRest = async (tenantId: TenantId) => {
    try {
      await pass(tenantId)
      resting.worked(tenantId)
    } catch (error) {
      const restSeconds = resting.failed(tenantId)
      parts.log.error({ err: error, tenantId, restSeconds }, 'evidence waits to be logged')
    }
  }
  return {
    pass,
    passAll: async () => {
      const waiting = await parts.state.forTenants(await parts.tenantIds(), tenantsWaiting)
      const due = waiting.filter((tenantId) => resting.isDue(tenantId))
      const turns = turnstile(passesAtOnceMax, due.length, () => new Error('more passes than tenants'))
      await Promise.all(due.map((tenantId) => turns.pass(() => passOrRest(tenantId))))
    },
  }
}

async function passOver(parts: SequencerParts, compared: Set<string>, tenantId: TenantId): Promise<number> {
  let logged = 0
  for (;;) {
    const prepared = await prepareSome(parts, tenantId)
    const sealed = await logSome(parts, compared, tenantId)
    logged += sealed
    if (prepared < entriesPerStep && sealed < entriesPerStep) return logged
  }
}

async function prepareSome(parts: SequencerParts, tenantId: TenantId): Promise<number> {
  const { state, clock, keys } = parts
  const pending = await state.forTenant(tenantId, (tx) => findPending(tx, entriesPerStep))
  if (pending.length === 0) return 0
  const documents = await documentsOf(parts, tenantId, pending)
  const subjects = [...documents.values()].map(({ subject }) => subject ?? tenantSubject)
  const keyOf = await keys.keysFor(tenantId, subjects)
  const entries = pending.map((one) => newEntry(parts, tenantId, one, documents, keyOf))
  await state.forTenant(tenantId, async (tx) => {
    await writeEntries(tx, tenantId, entries, new Date(clock.now()))
    await deletePending(
      tx,
      pending.map(({ seq }) => seq),
    )
  })
  return pending.length
}

function newEntry(
  { region }: SequencerParts,
  tenantId: TenantId,
  { seq, kind, ref }: Pending,
  documents: ReadonlyMap<number, EvidenceDocument>,
  keyOf: ReadonlyMap<string, Buffer>,
): NewEntry {
  const document = documents.get(seq) as EvidenceDocument
  const key = keyOf.get(document.subject ?? tenantSubject) as Buffer
  const prepared = prepareEntry({ tenantId, region }, { kind, ref }, document, key)
  return { kind, ref, at: document.at, subject: document.subject ?? null, ...prepared }
}

async function logSome(parts: SequencerParts, compared: Set<string>, tenantId: TenantId): Promise<number> {
  const { state, clock } = parts
  const waiting = await state.forTenant(tenantId, (tx) => findWaiting(tx, entriesPerStep))
  if (waiting.length === 0) return 0
  const current = await parts.logs.current(tenantId)
  const name = `${tenantId}/${current.epoch}`
  const inLog = compared.has(name) ? noTail : await tailOf(parts, tenantId, current)
  // Whatever fails from here on may have left entries in the log that the state does not know of.
  compared.delete(name)
  const logged = await traced('evidence.append', { entries: waiting.length }, () =>
    appendMissing(current, waiting, inLog),
  ).catch(async (error) => {
    await parts.logs.letGo(tenantId, current.epoch)
    throw error
  })
  await state.forTenant(tenantId, async (tx) => {
    await markLogged(tx, current.epoch, logged, new Date(clock.now()))
    await keepCheckpoint(tx, current.epoch, current.log.checkpoint())
  })
  compared.add(name)
  return logged.length
}

const noTail: ReadonlyMap<string, number> = new Map()

/** Entries that the log synced and the state does not know of, because we were stopped in between: index by envelope. */
async function tailOf(
  { state, logs }: SequencerParts,
  tenantId: TenantId,
  { epoch, log }: TenantLog,
): Promise<ReadonlyMap<string, number>> {
  const known = await state.forTenant(tenantId, (tx) => countLogged(tx, epoch))
  const tail = new Map<string, number>()
  // What it synced is read once a checkpoint covers it.
  await log.publish()
  if (log.size < known) {
    await logs.abandon(tenantId, epoch)
    throw new Error(
      `its files hold ${log.size} of ${known} entries: an older copy was put back. A new log begins`,
    )
  }
  for (let index = known; index < log.size; index++)
    tail.set(Buffer.from(await log.entry(index)).toString(), index)
  return tail
}

async function appendMissing(
  { log }: TenantLog,
  waiting: readonly WaitingEntry[],
  inLog: ReadonlyMap<string, number>,
): Promise<readonly Logged[]> {
  const missing = waiting.filter(({ envelope }) => !inLog.has(envelope))
  const indexes = await log.append(missing.map(({ envelope }) => Buffer.from(envelope)))
  const appended = new Map(missing.map(({ seq }, at) => [seq, indexes[at] as number]))
  return waiting.map(({ seq, envelope }) => ({
    seq,
    index: appended.get(seq) ?? (inLog.get(envelope) as number),
  }))
}
