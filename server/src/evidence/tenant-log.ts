import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLog, type TransparencyLog } from '@countersign/tlog/log'
import { openFileDisk } from '@countersign/tlog/log/file-disk'
import { generateSecretKey, parseSecretKey, verifierKeyText } from '@countersign/tlog/note/note-key'
import type { Witness } from '@countersign/tlog/policy'
import type { SecretBox } from '../platform/auth/secret-box.ts'
import type { Clock } from '../platform/clock.ts'
import { restoredMark } from '../platform/data-dir.ts'
import { CountersignError } from '../platform/errors.ts'
import { takeLock } from '../platform/lock.ts'
import type { Log } from '../platform/log.ts'
import type { State } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { endLog, findLogs, type StoredLog, writeLog } from './log-store.ts'
import { type Statement, writePending } from './pending-store.ts'
import { rebuildLog } from './rebuild-log.ts'

/** A tenant's open log, and which one it is. */
export type TenantLog = { readonly epoch: number; readonly origin: string; readonly log: TransparencyLog }

/** Logs of this node, opened when they are first needed. */
export type TenantLogs = {
  /** The one that takes entries. Errors: EVIDENCE_ELSEWHERE when another data directory holds it, EVIDENCE_DAMAGED. */
  readonly current: (tenantId: TenantId) => Promise<TenantLog>
  /**
   * Ends a log whose files hold fewer entries than the state knows of, because an older copy of them was put back: going on
   * with it would give one size two roots. The next entry begins a new one.
   */
  readonly abandon: (tenantId: TenantId, epoch: number) => Promise<void>
  /** One of them, to read. Undefined: there is none of that epoch. */
  readonly ofEpoch: (tenantId: TenantId, epoch: number) => Promise<TenantLog | undefined>
  readonly list: (tenantId: TenantId) => Promise<readonly StoredLog[]>
  /** Closes one that failed; whoever needs it next opens it again from its files. */
  readonly letGo: (tenantId: TenantId, epoch: number) => Promise<void>
  /** All of a tenant: its witnesses changed. */
  readonly letGoAll: (tenantId: TenantId) => Promise<void>
  readonly close: () => Promise<void>
}

export type TenantLogParts = {
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly region: Region
  readonly box: SecretBox
  /** Of this region's data directory. */
  readonly folder: string
  /** Of the operator: the first part of every log's name. */
  readonly host: string
  /** Logs that are open at once. */
  readonly openMax: number
  readonly witnesses: (tenantId: TenantId) => Promise<readonly Witness[]>
}

const signerTypes = ['ed25519', 'ml-dsa-44-cosignature'] as const

export function openTenantLogs(parts: TenantLogParts): TenantLogs {
  const { state, folder, openMax } = parts
  const place = placeOf(folder)
  // Keyed by tenant first; a Map keeps the order of use when what is used is put back at its end.
  const open = new Map<string, Promise<TenantLog>>()

  const openedOnce = (stored: StoredLog): Promise<TenantLog> => {
    const key = `${stored.tenant_id}/${stored.epoch}`
    const found = open.get(key) ?? openStored(parts, stored)
    open.delete(key)
    open.set(key, found)
    found.catch(() => open.delete(key))
    void closeOldest(open, openMax)
    return found
  }
  return {
    list: (tenantId) => state.forTenant(tenantId, findLogs),
    current: async (tenantId) => {
      const newest = await currentOf(parts, tenantId, place)
      if (newest.place !== place) throw new CountersignError('EVIDENCE_ELSEWHERE', newest.origin)
      return openedOnce(newest)
    },
    ofEpoch: async (tenantId, epoch) => {
      const logs = await state.forTenant(tenantId, findLogs)
      const stored = logs.find((log) => log.epoch === epoch)
      if (stored === undefined) return undefined
      if (!existsSync(folderOf(folder, stored)) && !isRestored(folder, stored))
        throw new CountersignError('EVIDENCE_ELSEWHERE', stored.origin)
      return openedOnce(stored)
    },
    abandon: (tenantId, epoch) =>
      state.forTenant(tenantId, (tx) => endLog(tx, epoch, new Date(parts.clock.now()))),
    letGo: async (tenantId, epoch) => {
      const key = `${tenantId}/${epoch}`
      const failed = open.get(key)
      open.delete(key)
      await closeQuietly(failed)
    },
    letGoAll: async (tenantId) => {
      for (const [key, log] of open) {
        if (!key.startsWith(`${tenantId}/`)) continue
        open.delete(key)
        await closeQuietly(log)
      }
    },
    close: async () => {
      const all = await Promise.allSettled(open.values())
      open.clear()
      for (const one of all) if (one.status === 'fulfilled') await one.value.log.close()
    },
  }
}

/** Whoever is appending has it at the end of the order, so what is closed here is idle. */
async function closeOldest(open: Map<string, Promise<TenantLog>>, openMax: number): Promise<void> {
  for (const [key, log] of open) {
    if (open.size <= openMax) return
    open.delete(key)
    await closeQuietly(log)
  }
}

/** A log that could not be opened or written has nothing left to lose: what it acknowledged is on disk. */
async function closeQuietly(log: Promise<TenantLog> | undefined): Promise<void> {
  await log?.then(({ log }) => log.close()).catch(() => undefined)
}

/** The newest log; the next one after it when a backup was put back; the first one when there is none. */
async function currentOf(parts: TenantLogParts, tenantId: TenantId, place: string): Promise<StoredLog> {
  const { state, clock, folder } = parts
  const logs = await state.forTenant(tenantId, findLogs)
  const newest = logs.at(-1)
  const isElsewhere = newest !== undefined && newest.place !== place
  const isOver =
    newest !== undefined &&
    (newest.ended_at !== null || (isElsewhere && existsSync(join(folder, restoredMark))))
  if (newest !== undefined && !isOver) return newest
  const begun = newLog(parts, tenantId, (newest?.epoch ?? 0) + 1, place)
  return state.forTenant(tenantId, async (tx) => {
    // Entries that the old log took after the backup are unknown here: going on with it could give one size two roots.
    if (newest !== undefined) await endLog(tx, newest.epoch, new Date(clock.now()))
    if (await writeLog(tx, begun)) {
      await writePending(tx, tenantId, [beginning(begun, newest)])
      return begun
    }
    return (await findLogs(tx)).at(-1) ?? begun
  })
}

/** The first entry of every log says which one went before it, and how far that came. */
function beginning({ epoch, origin, created_at }: StoredLog, before: StoredLog | undefined): Statement {
  const previous =
    before === undefined
      ? null
      : { origin: before.origin, epoch: before.epoch, checkpoint: before.checkpoint }
  return { kind: 'log', ref: `begun/${epoch}`, at: created_at, document: { origin, epoch, previous } }
}

function newLog(
  { clock, region, box, host }: TenantLogParts,
  tenantId: TenantId,
  epoch: number,
  place: string,
): StoredLog {
  const origin = `${host}/evidence/${region}/${tenantId}/${epoch}`
  const secrets = signerTypes.map((type) => generateSecretKey(origin, type))
  return {
    tenant_id: tenantId,
    epoch,
    origin,
    verifier_keys: secrets.map((secret) => verifierKeyText(parseSecretKey(secret))),
    signing_keys: box.seal(keyPurpose(tenantId, epoch), JSON.stringify(secrets)),
    created_at: new Date(clock.now()),
    place,
    ended_at: null,
    checkpoint: null,
  }
}

const keyPurpose = (tenantId: string, epoch: number) => `evidence-log/${tenantId}/${epoch}`

async function openStored(parts: TenantLogParts, stored: StoredLog): Promise<TenantLog> {
  const { box, clock, folder } = parts
  const { tenant_id, epoch, origin } = stored
  const secrets: readonly string[] = JSON.parse(box.open(keyPurpose(tenant_id, epoch), stored.signing_keys))
  const signers = secrets.map(parseSecretKey)
  const own = folderOf(folder, stored)
  if (!existsSync(own) && isRestored(folder, stored)) await rebuildLog(parts, stored, signers, own)
  const log = await openLog({
    disk: await openFileDisk(own, takeLock),
    origin,
    signers,
    witnesses: (await parts.witnesses(tenant_id as TenantId)).map(({ key }) => key),
    nowMs: clock.now,
  })
  if (log.recovered.mendedFiles.length > 0)
    parts.log.warn({ tenantId: tenant_id, origin, recovered: log.recovered }, 'an evidence log was mended')
  return { epoch, origin, log }
}

/** A log that ended because a backup was put back here: its files stayed behind, and are made again when somebody asks. */
function isRestored(folder: string, { ended_at }: StoredLog): boolean {
  return ended_at !== null && existsSync(join(folder, restoredMark))
}

function folderOf(folder: string, { tenant_id, epoch }: StoredLog): string {
  return join(folder, tenant_id, String(epoch))
}

/** This data directory's own name, made once. A copy of the directory has it too: that is what a move is. */
function placeOf(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'place')
  if (!existsSync(path)) writeFileSync(path, randomUUID(), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}
