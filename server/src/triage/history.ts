import type { DetectionFinding } from '@countersign/incident/finding'
import type { IntentEvent } from '@countersign/intent/sequence/intent-event'
import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** A finding as the model reads it, and what a verdict has to name of it. */
export type HistoryFinding = IntentEvent & {
  readonly familyTitle: string
  readonly eventIds: readonly string[]
  readonly sourceId: string
  readonly identityKey: string | undefined
  /** Identities behind it, nearest first. */
  readonly chain: readonly string[]
}

/** Findings read at most, the newest: about two minutes of judging. */
export const historyMaxFindings = 200_000
const eventsNamedMax = 20

type Row = { readonly ms: number | string; readonly source_id: string; readonly finding: string }

/** What was found since then, reported or not, oldest first. Errors: LAKE_DOWN. */
export async function readHistory(
  lake: Lake,
  tenantId: TenantId,
  fromMs: number,
): Promise<readonly HistoryFinding[]> {
  const rows = await lake.forTenant(tenantId).query<Row>(
    (tables) => `
      SELECT toUnixTimestamp64Milli(first_time) AS ms, source_id, finding FROM ${tables.findings}
      WHERE first_time >= fromUnixTimestamp64Milli({from_ms:Int64})
      ORDER BY first_time DESC, finding_id DESC LIMIT ${historyMaxFindings}`,
    { from_ms: fromMs },
  )
  return rows.map(historyFinding).reverse()
}

function historyFinding({ ms, source_id, finding: text }: Row): HistoryFinding {
  const finding = JSON.parse(text) as DetectionFinding
  const { rule, events, findingId } = finding
  const [first] = events
  return {
    id: findingId,
    entity: entityOf(finding),
    type: rule.id,
    timeMs: Number(ms),
    familyTitle: rule.title,
    eventIds: events.slice(-eventsNamedMax).map(({ ref }) => ref.eventId),
    sourceId: source_id,
    identityKey: first?.identityKey,
    chain: (first?.chain ?? []).map(({ identityKey }) => identityKey),
  }
}

/** Whose behaviour it is: who acted, or else where it happened, or else where it came from. */
function entityOf({ events }: DetectionFinding): string {
  const [first] = events
  return first?.identityKey ?? first?.host ?? first?.sourceIp ?? 'nobody named'
}
