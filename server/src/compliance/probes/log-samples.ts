import { verifyProofFile } from '@countersign/tlog/verify/verify-proof-file'
import type { Evidence } from '../../evidence/service.ts'
import type { Lake } from '../../platform/lake/lake.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { SearchFigures } from './intake-probes.ts'
import type { ReadFacts } from './tenant-probe.ts'

const receiptsDrawn = 10
const arrivalMs = 10 * 60_000
const proofsDrawn = 5
/** Entries of the last time from which some are drawn. */
const drawnFrom = 500

type Receipt = {
  readonly sourceId: string
  readonly from: string
  readonly to: string
  readonly events: number
}

/** Some receipts of the window, and what a search of the same sources and times finds in the lake. */
export function drawnReceipts(evidence: Evidence, lake: Lake): ReadFacts<SearchFigures> {
  return async (tenantId, { fromMs, nowMs }) => {
    const filter = {
      kind: 'receipt',
      from: new Date(fromMs),
      to: new Date(nowMs),
      after: undefined,
      limit: drawnFrom,
    } as const
    const { items } = await evidence.page(tenantId, filter)
    const drawn = draw(items, receiptsDrawn)
    const seen = { receipts: 0, receiptedEvents: 0, foundEvents: 0, receiptsWithout: 0 }
    for (const { ref } of drawn) {
      const { document } = await evidence.detail(tenantId, { kind: 'receipt', ref })
      if (document === null) continue
      const receipt = JSON.parse(document) as Receipt
      const found = await countIn(lake, tenantId, receipt)
      seen.receipts += 1
      seen.receiptedEvents += receipt.events
      seen.foundEvents += found
      if (receipt.events > 0 && found === 0) seen.receiptsWithout += 1
    }
    return seen
  }
}

/** A receipt is of when its records were durable; they arrived before that, within the time that a request may take. */
async function countIn(lake: Lake, tenantId: TenantId, { sourceId, from, to }: Receipt): Promise<number> {
  const [row] = await lake.forTenant(tenantId).query<{ rows: number }>(
    ({ events }) => `
      SELECT count() AS rows FROM ${events} WHERE source_id = {sourceId:String}
        AND received_at BETWEEN fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
        AND fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')`,
    { sourceId, fromMs: Date.parse(from) - arrivalMs, toMs: Date.parse(to) },
  )
  return row?.rows ?? 0
}

export type DrawnProofs = { readonly verified: number; readonly failed: readonly string[] }

/** Proofs of some entries of the last time, verified with the log's own key. */
export async function drawnProofs(evidence: Evidence, tenantId: TenantId): Promise<DrawnProofs> {
  const page = { kind: undefined, from: undefined, to: undefined, after: undefined, limit: drawnFrom }
  const { items } = await evidence.page(tenantId, page)
  const { logs } = await evidence.logs(tenantId)
  const open = logs.find(({ endedAt }) => endedAt === null)
  if (open === undefined) return { verified: 0, failed: [] }
  const policy = `log ${open.verifierKeys[0]}\nquorum none\n`
  const logged = items.filter(({ status, epoch }) => status === 'logged' && epoch === open.epoch)
  const drawn = draw(logged, proofsDrawn)
  const failed: string[] = []
  for (const { kind, ref } of drawn) {
    const proof = await evidence.proof(tenantId, { kind, ref })
    const { envelope } = await evidence.detail(tenantId, { kind, ref })
    const report = await verifyProofFile({ policy, proof, entry: Buffer.from(envelope) })
    if (!report.ok) failed.push(`the proof of ${kind} ${ref} does not hold`)
  }
  return { verified: drawn.length - failed.length, failed }
}

/** Evenly over what there is: the same things give the same draw. */
function draw<Item>(items: readonly Item[], count: number): readonly Item[] {
  const step = Math.max(1, Math.floor(items.length / count))
  return items.filter((_, index) => index % step === 0).slice(0, count)
}
