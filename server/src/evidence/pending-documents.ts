import type { EvidenceKind } from '@countersign/api/evidence'
import type { Clock } from '../platform/clock.ts'
import { isCountersignError } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { EvidenceDocument } from './entry.ts'
import type { Pending } from './pending-store.ts'
import type { EvidenceSource } from './source.ts'

type Parts = {
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly sources: ReadonlyMap<EvidenceKind, EvidenceSource>
}

type Documents = ReadonlyMap<string, EvidenceDocument>

/** By `seq`. What is not kept with the pending row is asked of the feature that owns the kind, once per kind. */
export async function documentsOf(
  parts: Parts,
  tenantId: TenantId,
  pending: readonly Pending[],
): Promise<ReadonlyMap<number, EvidenceDocument>> {
  const found = new Map<number, EvidenceDocument>()
  for (const [kind, ofKind] of Map.groupBy(pending, (one) => one.kind)) {
    const asked = ofKind.filter((one) => one.document === null).map(({ ref }) => ref)
    const source = parts.sources.get(kind)
    const read =
      asked.length === 0 || source === undefined ? none : await readAll(parts, tenantId, source, asked)
    for (const one of ofKind)
      found.set(one.seq, inlineOf(one) ?? read.get(one.ref) ?? goneOf(one, parts.clock.now()))
  }
  return found
}

const none: Documents = new Map()

/** All at once; one by one when that fails, so that a row that cannot be read holds up no other. Errors: STATE_DOWN. */
async function readAll(
  parts: Parts,
  tenantId: TenantId,
  source: EvidenceSource,
  refs: readonly string[],
): Promise<Documents> {
  const read = (some: readonly string[]) => parts.state.forTenant(tenantId, (tx) => source.read(tx, some))
  try {
    return await read(refs)
  } catch (error) {
    if (isCountersignError(error, 'STATE_DOWN')) throw error
  }
  const found = new Map<string, EvidenceDocument>()
  for (const ref of refs)
    for (const [name, document] of await readOne(parts, tenantId, source.kind, ref, read))
      found.set(name, document)
  return found
}

async function readOne(
  { clock, log }: Parts,
  tenantId: TenantId,
  kind: EvidenceKind,
  ref: string,
  read: (refs: readonly string[]) => Promise<Documents>,
): Promise<Documents> {
  try {
    return await read([ref])
  } catch (error) {
    if (isCountersignError(error, 'STATE_DOWN')) throw error
    log.error({ err: error, tenantId, kind, ref }, 'evidence could not be read, which is logged in its place')
    return new Map([[ref, { at: new Date(clock.now()), document: { unreadable: true } }]])
  }
}

function inlineOf({ document, at, subject }: Pending): EvidenceDocument | undefined {
  if (document === null || at === null) return undefined
  return { at, document: JSON.parse(document), ...(subject === null ? {} : { subject }) }
}

/** Deleted before it was read: that it was there is logged all the same. */
function goneOf({ at }: Pending, nowMs: number): EvidenceDocument {
  return { at: at ?? new Date(nowMs), document: { gone: true } }
}
