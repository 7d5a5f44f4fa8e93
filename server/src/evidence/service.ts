import type { Readable } from 'node:stream'
import type {
  EvidenceDetail,
  EvidenceEntry,
  EvidenceKind,
  EvidenceLogs,
  EvidencePage,
} from '@countersign/api/evidence'
import { leafHash } from '@countersign/tlog/merkle/tree-hash'
import { CountersignError } from '../platform/errors.ts'
import type { KeyProvider } from '../platform/keys/key-provider.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { openPayload, saltOf } from './entry.ts'
import {
  countWaiting,
  type EntryFilter,
  type EntryPlace,
  findEntry,
  findPlaces,
  listEntries,
  type StoredEntry,
  type WaitingState,
  waitingState,
} from './entry-store.ts'
import { type Erasures, openErasures } from './erasure.ts'
import { buildPack, type PackParts, type PackRequest } from './pack/build-pack.ts'
import { type Statement, writePending } from './pending-store.ts'
import { openSequencer, type Sequencer } from './sequencer.ts'
import type { EvidenceSource } from './source.ts'
import { openSubjectKeys, type SubjectKeys, tenantSubject } from './subject-keys.ts'
import { openTenantLogs, type TenantLogParts, type TenantLogs } from './tenant-log.ts'

export type { EvidenceDocument } from './entry.ts'
export type { EntryFilter } from './entry-store.ts'
export type { PackAddition, PackAdditions, PackRequest } from './pack/build-pack.ts'
export type { Statement } from './pending-store.ts'
export type { ReceivedBatch } from './receipts.ts'
export type { EvidenceSource } from './source.ts'

/** Names one thing within its tenant. */
export type EntryName = { readonly kind: EvidenceKind; readonly ref: string }

/** A leaf of a log. `leafHash` (RFC 6962) is hexadecimal. */
export type LogPlace = { readonly origin: string; readonly index: number; readonly leafHash: string }

/** One log for each tenant of this region: README.md. */
export type Evidence = {
  /** Logged exactly when the transaction commits, within seconds. */
  readonly state: (
    tx: StateTransaction,
    tenantId: TenantId,
    statements: readonly Statement[],
  ) => Promise<void>
  /** The same in a transaction of its own. Errors: STATE_DOWN. */
  readonly record: (tenantId: TenantId, statements: readonly Statement[]) => Promise<void>
  readonly page: (tenantId: TenantId, filter: EntryFilter) => Promise<EvidencePage>
  /** Errors: EVIDENCE_UNKNOWN, KEY_UNAVAILABLE. */
  readonly detail: (tenantId: TenantId, name: EntryName) => Promise<EvidenceDetail>
  /** Text of a C2SP tlog-proof file. Errors: EVIDENCE_UNKNOWN, EVIDENCE_WAITING, EVIDENCE_ELSEWHERE. */
  readonly proof: (tenantId: TenantId, name: EntryName) => Promise<string>
  /** Where entries of a kind stand in their logs, by ref; one that waits is left out. */
  readonly places: (
    tenantId: TenantId,
    kind: EvidenceKind,
    refs: readonly string[],
  ) => Promise<ReadonlyMap<string, LogPlace>>
  readonly logs: (tenantId: TenantId) => Promise<EvidenceLogs>
  /** A checkpoint, tile or entry bundle by its C2SP path; undefined: there is none. Errors: EVIDENCE_ELSEWHERE. */
  readonly resource: (tenantId: TenantId, epoch: number, path: string) => Promise<Uint8Array | undefined>
  readonly erasures: Erasures
  readonly waiting: (tenantId: TenantId) => Promise<WaitingState>
  /** A zip (packages/pack) of all that was logged in a time, to be checked offline. */
  readonly pack: (request: PackRequest) => Readable
  /** Logs everything of a tenant that waits now. */
  readonly pass: Sequencer['pass']
  readonly tenantLogs: TenantLogs
  readonly close: () => Promise<void>
}

export type EvidenceParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log' | 'region'> &
  Pick<PackParts, 'additions' | 'recordsMax' | 'witnesses'> &
  Omit<TenantLogParts, 'state' | 'clock' | 'log' | 'region'> & {
    readonly keyProvider: KeyProvider
    /** Who reads the rows that triggers of seal_as_evidence name. */
    readonly sources: readonly EvidenceSource[]
    readonly tenantIds: () => Promise<readonly TenantId[]>
    readonly passEveryMilliseconds: number
  }

export function openEvidence(parts: EvidenceParts): Evidence {
  const { state, clock } = parts
  const sources = new Map(parts.sources.map((source) => [source.kind, source]))
  const keys = openSubjectKeys(state, parts.keyProvider, clock.now)
  const logs = openTenantLogs(parts)
  const sequencer = openSequencer({ ...parts, keys, logs, sources })
  const stopPasses = repeat(sequencer.passAll, parts)
  const record: Evidence['record'] = (tenantId, statements) =>
    state.forTenant(tenantId, (tx) => writePending(tx, tenantId, statements))
  return {
    state: writePending,
    record,
    page: async (tenantId, filter) => {
      const rows = await state.forTenant(tenantId, (tx) => listEntries(tx, filter))
      const shown = rows.slice(0, filter.limit)
      const last = shown.at(-1)
      const isMore = rows.length > filter.limit && last !== undefined
      return {
        items: shown.map(entryOf),
        ...(isMore ? { nextCursor: `${last.at.getTime()}.${last.seq}` } : {}),
      }
    },
    detail: (tenantId, name) => detail(parts, keys, tenantId, name),
    proof: async (tenantId, name) => proofOf(parts, logs, tenantId, name),
    places: async (tenantId, kind, refs) => {
      const rows = await state.forTenant(tenantId, (tx) => findPlaces(tx, kind, refs))
      return new Map(rows.map((row) => [row.ref, placeOf(row)]))
    },
    logs: (tenantId) => shownLogs(parts, logs, tenantId),
    resource: async (tenantId, epoch, path) => (await logs.ofEpoch(tenantId, epoch))?.log.readResource(path),
    erasures: openErasures(parts),
    waiting: (tenantId) => state.forTenant(tenantId, waitingState),
    pack: (request) => buildPack({ ...parts, keys, logs }, request),
    pass: sequencer.pass,
    tenantLogs: logs,
    close: async () => {
      await stopPasses()
      await logs.close()
    },
  }
}

/** One pass after the other, with a pause in between. The returned function resolves when the last one ended. */
function repeat(
  passAll: () => Promise<void>,
  { log, passEveryMilliseconds }: EvidenceParts,
): () => Promise<void> {
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const next = () => {
    running = passAll()
      .catch((error) => log.warn({ err: error }, 'evidence waits to be logged'))
      .then(() => {
        if (!isOver) timer = setTimeout(next, passEveryMilliseconds)
      })
  }
  next()
  return async () => {
    isOver = true
    clearTimeout(timer)
    await running
  }
}

async function found(
  { state }: EvidenceParts,
  tenantId: TenantId,
  { kind, ref }: EntryName,
): Promise<StoredEntry> {
  const entry = await state.forTenant(tenantId, (tx) => findEntry(tx, kind, ref))
  if (entry === undefined) throw new CountersignError('EVIDENCE_UNKNOWN', `${kind} ${ref}`)
  return entry
}

async function detail(
  parts: EvidenceParts,
  keys: SubjectKeys,
  tenantId: TenantId,
  name: EntryName,
): Promise<EvidenceDetail> {
  const entry = await found(parts, tenantId, name)
  const key = entry.payload === null ? undefined : await keys.keyOf(tenantId, entry.subject ?? tenantSubject)
  const shown = { ...entryOf(entry), envelope: entry.envelope }
  if (key === undefined || entry.payload === null)
    return { ...shown, payload: 'erased', document: null, salt: null }
  const place = { tenantId, region: parts.region }
  return {
    ...shown,
    document: openPayload(place, name, entry.payload, key).toString(),
    salt: saltOf(name, key).toString('base64'),
  }
}

async function proofOf(
  parts: EvidenceParts,
  logs: TenantLogs,
  tenantId: TenantId,
  name: EntryName,
): Promise<string> {
  const { epoch, log_index } = await found(parts, tenantId, name)
  const holder = epoch === null ? undefined : await logs.ofEpoch(tenantId, epoch)
  if (holder === undefined || log_index === null)
    throw new CountersignError('EVIDENCE_WAITING', `${name.kind} ${name.ref}`)
  await holder.log.whenPublished(log_index)
  return holder.log.proofFor(log_index)
}

async function shownLogs(
  { state }: EvidenceParts,
  logs: TenantLogs,
  tenantId: TenantId,
): Promise<EvidenceLogs> {
  const stored = await logs.list(tenantId)
  const waiting = await state.forTenant(tenantId, countWaiting)
  const shown = stored.map(async ({ epoch, origin, verifier_keys, created_at, ended_at }) => ({
    epoch,
    origin,
    verifierKeys: verifier_keys,
    createdAt: created_at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
    size: await logs.ofEpoch(tenantId, epoch).then(
      (one) => one?.log.size ?? null,
      () => null,
    ),
  }))
  return { logs: await Promise.all(shown), waiting }
}

function placeOf({ origin, log_index, envelope }: EntryPlace): LogPlace {
  const leaf = leafHash(Buffer.from(envelope))
  return { origin, index: log_index, leafHash: Buffer.from(leaf).toString('hex') }
}

function entryOf({ kind, ref, at, sealed_at, epoch, log_index, payload }: StoredEntry): EvidenceEntry {
  return {
    kind,
    ref,
    at: at.toISOString(),
    status: log_index === null ? 'waiting' : 'logged',
    epoch,
    index: log_index,
    loggedAt: sealed_at?.toISOString() ?? null,
    payload: payload === null ? 'erased' : 'kept',
  }
}
