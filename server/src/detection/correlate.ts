import type { DetectionFinding } from '@countersign/incident/finding'
import { toBurst } from '@countersign/sigma/correlation/burst-row'
import { unreportedParts } from '@countersign/sigma/correlation/captures'
import { type BurstRow, compileCorrelation } from '@countersign/sigma/correlation/compile-sql'
import { leafRules, reachMs } from '@countersign/sigma/correlation/plan'
import type { PlannedCorrelation } from '@countersign/sigma/correlation/plan-correlations'
import type { CorrelationBurst } from '@countersign/sigma/correlation/row'
import { isCountersignError } from '../platform/errors.ts'
import type { TenantLake } from '../platform/lake/lake.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type BaseMatch, BurstShelf, correlationFinding, type StoredBurst } from './correlation-finding.ts'
import { type BurstFinding, burstBatch } from './finding-rows.ts'
import type { JudgedNews, RecentHour } from './judged-news.ts'
import { hourMs, type JudgedTimes, judgedPieces, type NewsHour, type Piece } from './judged-pieces.ts'
import { seenTo, setSeenTo } from './tenant-store.ts'

/** Rows become visible a little after the time they carry, and clocks of nodes differ: this much is read again. */
export const arrivalOverlapSeconds = 300

export type CorrelateParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log'> & {
  readonly limits: Limits
  readonly correlations: (tenantId: TenantId) => readonly PlannedCorrelation[]
  /** Default: what is read again is judged again. */
  readonly judged?: JudgedNews
  /** Takes the findings once they are durable. */
  readonly findingSink: (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<unknown>
}

/**
 * One pass of the slow lane over one tenant: judges every correlation where new rows have arrived since the last pass,
 * however old their events are, and stores what it finds. Run twice, it changes nothing. Returns how many findings are
 * new or have grown. Errors: LAKE_DOWN, STATE_DOWN; then the next pass begins where this one did.
 */
export async function correlateTenant(parts: CorrelateParts, tenantId: TenantId): Promise<number> {
  const { state, clock, limits } = parts
  const startedMs = clock.now()
  const planned = parts.correlations(tenantId)
  const seen = (await state.forTenant(tenantId, (tx) => seenTo(tx, tenantId)))?.getTime() ?? 0
  const settleMs = limits.correlationSettleSeconds * 1000
  const sinceMs = Math.max(0, seen - arrivalOverlapSeconds * 1000)
  const times = { judgedToMs: sinceMs - settleMs, horizonMs: startedMs - settleMs }
  const recent = await newsSince(parts.lake.forTenant(tenantId), planned, sinceMs)
  const news = parts.judged?.unjudged(tenantId, planned, recent) ?? recent
  const unreported = unreportedParts(planned)
  let changed = 0
  for (const correlation of planned) {
    if (unreported.has(correlation.rule.header.id)) continue
    changed += await judgeAll(parts, tenantId, correlation, news, times)
  }
  await state.forTenant(tenantId, (tx) => setSeenTo(tx, tenantId, new Date(startedMs)))
  parts.judged?.remember(tenantId, planned, recent)
  return changed
}

type HourRow = { readonly rule_id: string; readonly hour_ms: number | string; readonly content: string }

async function newsSince(
  lake: TenantLake,
  planned: readonly PlannedCorrelation[],
  sinceMs: number,
): Promise<readonly RecentHour[]> {
  const rules = [...new Set(planned.flatMap(({ plan }) => [...leafRules(plan)]))]
  if (rules.length === 0) return []
  const rows = await lake.query<HourRow>(
    (tables) => `
      SELECT rule_id, intDiv(toUnixTimestamp64Milli(first_time), ${hourMs}) * ${hourMs} AS hour_ms,
        toString(groupBitXor(sipHash64(finding_id, created_at))) AS content
      FROM ${tables.findings}
      WHERE rule_id IN {rules:Array(String)}
      GROUP BY rule_id, hour_ms
      HAVING max(created_at) >= fromUnixTimestamp64Milli({since:Int64})`,
    { rules, since: sinceMs },
  )
  return rows.map((row) => ({
    ruleId: row.rule_id,
    hourMs: Number(row.hour_ms),
    content: row.content,
  }))
}

/** A correlation that the lake refuses (too many rows, too much memory) must not stop the others. */
async function judgeAll(
  parts: CorrelateParts,
  tenantId: TenantId,
  correlation: PlannedCorrelation,
  news: readonly NewsHour[],
  times: JudgedTimes,
): Promise<number> {
  let changed = 0
  for (const piece of judgedPieces(correlation.plan, news, times)) {
    try {
      changed += await judge(parts, tenantId, correlation, piece, times.horizonMs)
    } catch (error) {
      if (!isCountersignError(error, 'LAKE_REFUSED')) throw error
      parts.log.error(
        { err: error, tenantId, ruleId: correlation.rule.header.id, piece },
        'a correlation failed',
      )
    }
  }
  return changed
}

async function judge(
  parts: CorrelateParts,
  tenantId: TenantId,
  correlation: PlannedCorrelation,
  piece: Piece,
  horizonMs: number,
): Promise<number> {
  const lake = parts.lake.forTenant(tenantId)
  const { sql, params } = compileCorrelation(correlation.plan, { ...piece, horizonMs })
  const rows = await lake.query<BurstRow>((tables) => sql(tables.findings), params)
  if (rows.length === 0) return 0
  const changes = await changedBursts(lake, correlation, rows.map(toBurst))
  for (let from = 0; from < changes.length; from += findingsPerBatch) {
    const batch = changes.slice(from, from + findingsPerBatch)
    const matches = await baseMatchesOf(lake, correlation, batch)
    const findings = batch.map((burst): BurstFinding => {
      const mine = burst.eventIds.flatMap((id) => matches.get(id) ?? [])
      return { finding: correlationFinding(correlation, tenantId, burst, mine), burst }
    })
    await store(parts, tenantId, findings)
  }
  return changes.length
}

/** Findings written at once; each may carry hundreds of events. */
const findingsPerBatch = 20

async function changedBursts(
  lake: TenantLake,
  correlation: PlannedCorrelation,
  bursts: readonly CorrelationBurst[],
): Promise<readonly StoredBurst[]> {
  const shelf = new BurstShelf(correlation, await storedNear(lake, correlation, bursts))
  const changed = new Map<string, StoredBurst>()
  for (const burst of bursts) {
    const next = shelf.put(burst)
    if (next !== undefined) changed.set(next.findingId, next)
  }
  return [...changed.values()]
}

type StoredRow = {
  readonly finding_id: string
  readonly began_ms: number | string
  readonly held_ms: number | string
  readonly event_ids: readonly string[]
  readonly captured: Readonly<Record<string, string>>
}

async function storedNear(
  lake: TenantLake,
  { rule, plan }: PlannedCorrelation,
  bursts: readonly CorrelationBurst[],
): Promise<readonly StoredBurst[]> {
  const from = Math.min(...bursts.map(({ matchedAtMs }) => matchedAtMs)) - plan.timespanMs
  const to = Math.max(...bursts.map(({ lastMatchedAtMs }) => lastMatchedAtMs)) + plan.timespanMs
  const rows = await lake.query<StoredRow>(
    (tables) => `
      SELECT finding_id, toUnixTimestamp64Milli(first_time) AS began_ms, toUnixTimestamp64Milli(last_time) AS held_ms,
             event_ids, captured
      FROM ${tables.findings}
      WHERE rule_id = {rule:String} AND last_time >= fromUnixTimestamp64Milli({from:Int64})
        AND first_time <= fromUnixTimestamp64Milli({to:Int64})
      ORDER BY first_time, finding_id`,
    { rule: rule.header.id, from, to },
  )
  return rows.map((row) => ({
    findingId: row.finding_id,
    beganMs: Number(row.began_ms),
    heldMs: Number(row.held_ms),
    eventIds: row.event_ids,
    group: row.captured,
  }))
}

type MatchRow = { readonly body: string; readonly values: Readonly<Record<string, string>> }

/** What the fast lane kept with the findings of the base rules, by event id. */
async function baseMatchesOf(
  lake: TenantLake,
  { plan }: PlannedCorrelation,
  bursts: readonly StoredBurst[],
): Promise<ReadonlyMap<string, BaseMatch>> {
  const rows = await lake.query<MatchRow>(
    (tables) => `
      SELECT any(finding) AS body, any(captured) AS values FROM ${tables.findings}
      WHERE rule_id IN {rules:Array(String)} AND hasAny(event_ids, {events:Array(String)})
        AND first_time >= fromUnixTimestamp64Milli({from:Int64}) AND first_time <= fromUnixTimestamp64Milli({to:Int64})
      GROUP BY event_ids`,
    {
      rules: [...leafRules(plan)],
      events: [...new Set(bursts.flatMap(({ eventIds }) => eventIds))],
      from: Math.min(...bursts.map(({ beganMs }) => beganMs)) - 2 * reachMs(plan),
      to: Math.max(...bursts.map(({ heldMs }) => heldMs)) + reachMs(plan),
    },
  )
  const matches = rows.flatMap(({ body, values: captured }) =>
    (JSON.parse(body) as DetectionFinding).events.map((event): BaseMatch => ({ event, captured })),
  )
  return new Map(matches.map((match) => [match.event.ref.eventId, match]))
}

async function store(
  { lake, clock, findingSink, log }: CorrelateParts,
  tenantId: TenantId,
  findings: readonly BurstFinding[],
): Promise<void> {
  await lake.insert(burstBatch(findings, clock.now()))
  try {
    await findingSink(
      tenantId,
      findings.map(({ finding }) => finding),
    )
  } catch (error) {
    // They are durable: whoever groups findings reads the lake too.
    log.warn({ err: error, tenantId }, 'findings of correlations were not grouped yet')
  }
}
