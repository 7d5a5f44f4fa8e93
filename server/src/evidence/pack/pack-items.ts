import type { EvidenceKind } from '@countersign/api/evidence'
import type { PackItem } from '@countersign/pack/pack-files'
import { encodeBase64 } from '@countersign/tlog/base64'
import type { TransparencyLog } from '@countersign/tlog/log'
import { parseTlogProof } from '@countersign/tlog/tlog-proof'
import type { State } from '../../platform/state/state.ts'
import type { Region, TenantId } from '../../platform/tenancy/tenant-id.ts'
import { openPayload, saltOf } from '../entry.ts'
import { type SubjectKeys, tenantSubject } from '../subject-keys.ts'
import { type PackRange, type PackRow, rowsBetween } from './pack-plan.ts'

export type ItemParts = {
  readonly state: State
  readonly region: Region
  readonly keys: SubjectKeys
}

/** A log, and the checkpoint that all proofs of the pack lead to. */
export type PackedLog = { readonly log: TransparencyLog; readonly checkpoint: string }

const rowsPerStep = 500

/** The entries of a range in the order of the log, each with its document while that can be read. */
export async function* packItems(
  parts: ItemParts,
  tenantId: TenantId,
  range: PackRange,
  packed: PackedLog,
): AsyncGenerator<PackItem> {
  for (let from = range.from; from <= range.to; from += rowsPerStep) {
    const step = { ...range, from, to: Math.min(range.to, from + rowsPerStep - 1) }
    const rows = await parts.state.forTenant(tenantId, (tx) => rowsBetween(tx, step))
    const keyOf = await keysOf(parts.keys, tenantId, rows)
    for (const row of rows) yield await itemOf(parts.region, tenantId, step.epoch, row, packed, keyOf)
  }
}

/** Keys of subjects that were not erased; none is made. */
async function keysOf(
  keys: SubjectKeys,
  tenantId: TenantId,
  rows: readonly PackRow[],
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>()
  for (const subject of new Set(rows.map((row) => row.subject ?? tenantSubject))) {
    const key = await keys.keyOf(tenantId, subject)
    if (key !== undefined) found.set(subject, key)
  }
  return found
}

async function itemOf(
  region: Region,
  tenantId: TenantId,
  epoch: number,
  { kind, ref, subject, envelope, payload, log_index }: PackRow,
  { log, checkpoint }: PackedLog,
  keyOf: ReadonlyMap<string, Buffer>,
): Promise<PackItem> {
  const { hashes } = parseTlogProof(await log.proofFor(log_index, checkpoint))
  const key = keyOf.get(subject ?? tenantSubject)
  const isKept = payload !== null && key !== undefined
  const named = { kind: kind as EvidenceKind, ref }
  return {
    epoch,
    index: log_index,
    envelope,
    document: isKept ? openPayload({ tenantId, region }, named, payload, key).toString() : null,
    salt: isKept ? saltOf(named, key).toString('base64') : null,
    proof: hashes.map(encodeBase64),
  }
}
