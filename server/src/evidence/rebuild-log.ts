import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { sameBytes } from '@countersign/tlog/bytes'
import { parseCheckpoint } from '@countersign/tlog/checkpoint'
import { openLog } from '@countersign/tlog/log'
import { openFileDisk } from '@countersign/tlog/log/file-disk'
import { appendLeaf, emptyRange, rootOf } from '@countersign/tlog/merkle/compact-range'
import { leafHash } from '@countersign/tlog/merkle/tree-hash'
import type { NoteSigner } from '@countersign/tlog/note/note-key'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import { takeLock } from '../platform/lock.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { envelopesFrom } from './entry-store.ts'
import type { StoredLog } from './log-store.ts'

type Parts = { readonly state: State; readonly clock: Clock }

const envelopesPerStep = 5000

/**
 * Makes the files of a log that ended when a backup was put back, from the envelopes that the state holds: the same bytes at the
 * same places give the same tree. Before any key touches it the tree is held against the newest checkpoint that was kept, so
 * that a size never gets a second root. The folder has its name only when it is whole. Errors: EVIDENCE_ELSEWHERE.
 */
export async function rebuildLog(
  parts: Parts,
  stored: StoredLog,
  signers: readonly NoteSigner[],
  folder: string,
): Promise<void> {
  await refuseOtherTree(parts, stored)
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
  const log = await openLog({
    disk: await openFileDisk(part, takeLock),
    origin: stored.origin,
    signers,
    nowMs: parts.clock.now,
    publishIntervalMs: 0,
  })
  try {
    for await (const envelopes of storedEnvelopes(parts, stored)) await log.append(envelopes)
    await log.publish()
  } finally {
    await log.close()
  }
  if (!existsSync(folder)) renameSync(part, folder)
}

async function refuseOtherTree(parts: Parts, stored: StoredLog): Promise<void> {
  if (stored.checkpoint === null) return
  const { size, root } = parseCheckpoint(stored.checkpoint)
  let range = emptyRange
  for await (const envelopes of storedEnvelopes(parts, stored))
    for (const envelope of envelopes) if (range.size < size) range = appendLeaf(range, leafHash(envelope))
  if (range.size !== size || !sameBytes(rootOf(range), root))
    throw new CountersignError(
      'EVIDENCE_ELSEWHERE',
      `${stored.origin}: what the backup holds is not the tree of ${size} entries that was signed`,
    )
}

/** In the order of the log, from its first entry to the last one before the first that is not there. */
async function* storedEnvelopes(
  { state }: Parts,
  { tenant_id, epoch }: StoredLog,
): AsyncGenerator<readonly Uint8Array[]> {
  for (let from = 0; ; ) {
    const rows = await state.forTenant(tenant_id as TenantId, (tx) =>
      envelopesFrom(tx, epoch, from, envelopesPerStep),
    )
    const inOrder = rows.filter(({ log_index }, at) => log_index === from + at)
    if (inOrder.length > 0) yield inOrder.map(({ envelope }) => Buffer.from(envelope))
    if (inOrder.length < envelopesPerStep) return
    from += inOrder.length
  }
}
