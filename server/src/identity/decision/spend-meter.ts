import type { Budget, Mandate } from '@countersign/authority/mandate/mandate'
import { modelUsageOf, periodOf, spentBy } from '@countersign/authority/mandate/spend'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type LakeEvent, type LakeEventReader, readLakeEvents } from '../explanation/service.ts'
import { allowedSince } from './decision-store.ts'

/** What is spent and held under a mandate in the running period, in the currency's minor unit; or why nobody can tell. */
export type Spend = { readonly spentMinor: number } | { readonly unknown: string }

export type SpendMeter = {
  readonly spend: (tenantId: TenantId, mandate: Mandate) => Promise<Spend>
  /**
   * Holds what one decision may cost until its use is in the lake. In one step with the look at what is left, so that of two
   * decisions at the edge one is refused: then the answer is what is spent. Undefined: it is held.
   */
  readonly hold: (tenantId: TenantId, mandate: Mandate, decisionId: string) => Spend | undefined
}

export type SpendParts = Pick<Platform, 'state' | 'lake' | 'clock' | 'log'> & {
  readonly limits: Pick<
    Limits,
    'budgetKeptSeconds' | 'budgetHoldSeconds' | 'budgetSpansMax' | 'intakeLineMaxBytes' | 'intakeDepthMax'
  >
}

/** One mandate in one period. */
type Account = {
  readonly fromMs: number
  readonly toMs: number
  readonly counted: Set<string>
  micros: number
  usages: number
  unknown: string | undefined
  /** When each decision that still holds something was made, by its id. */
  readonly holds: Map<string, number>
  readAtMs: number
  reading: Promise<void> | undefined
}

/** A batch is given its time of arrival before it is durable: this much is looked at again. */
const overlapMs = 60_000

export function openSpendMeter(parts: SpendParts): SpendMeter {
  const { clock, limits } = parts
  const accounts = new Map<string, Account>()
  const accountOf = (tenantId: TenantId, { id, version }: Mandate, budget: Budget): Account => {
    const key = JSON.stringify([tenantId, id, version])
    const known = accounts.get(key)
    const { fromMs, toMs } = periodOf(budget.period, clock.now())
    if (known?.fromMs === fromMs) return known
    // What decisions of the last period may still cost counts for this one.
    const fresh = emptyAccount(fromMs, toMs, known?.holds ?? new Map())
    accounts.set(key, fresh)
    return fresh
  }
  return {
    spend: async (tenantId, mandate) => {
      const { budget } = mandate
      if (budget === undefined) return { spentMinor: 0 }
      const account = accountOf(tenantId, mandate, budget)
      if (clock.now() - account.readAtMs >= limits.budgetKeptSeconds * 1000) {
        account.reading ??= readOn(parts, tenantId, mandate, budget, account).finally(() => {
          account.reading = undefined
        })
        await account.reading
      }
      return spendOf(account, budget, clock.now() - limits.budgetHoldSeconds * 1000)
    },
    hold: (tenantId, mandate, decisionId) => {
      const { budget } = mandate
      if (budget === undefined) return undefined
      const account = accountOf(tenantId, mandate, budget)
      const spend = spendOf(account, budget, clock.now() - limits.budgetHoldSeconds * 1000)
      if (!('spentMinor' in spend) || spend.spentMinor >= budget.amountMinor) return spend
      account.holds.set(decisionId, clock.now())
      return undefined
    },
  }
}

function emptyAccount(fromMs: number, toMs: number, holds: Map<string, number>): Account {
  return {
    fromMs,
    toMs,
    counted: new Set(),
    micros: 0,
    usages: 0,
    unknown: undefined,
    holds,
    readAtMs: Number.NEGATIVE_INFINITY,
    reading: undefined,
  }
}

const holdDefaultMinor = 1

function spendOf(account: Account, budget: Budget, heldSinceMs: number): Spend {
  for (const [id, atMs] of account.holds) if (atMs < heldSinceMs) account.holds.delete(id)
  if (account.unknown !== undefined) return { unknown: account.unknown }
  // Without prices only spans that state a cost tell of spending: none of them may as well mean that nobody meters.
  if (budget.prices === undefined && account.usages === 0)
    return { unknown: 'no price is agreed on, and no span states a cost' }
  const held = account.holds.size * (budget.perDecisionMinor ?? holdDefaultMinor)
  return { spentMinor: Math.ceil(account.micros / 1_000_000) + held }
}

/** What arrived since the last look, and what other nodes, or this one before a restart, allowed. Never throws: it says so. */
async function readOn(
  parts: SpendParts,
  tenantId: TenantId,
  mandate: Mandate,
  budget: Budget,
  account: Account,
): Promise<void> {
  const { clock, log, limits } = parts
  const nowMs = clock.now()
  const isFirst = !Number.isFinite(account.readAtMs)
  const sinceMs = isFirst ? 0 : account.readAtMs - overlapMs
  try {
    await countUsage(parts, tenantId, mandate, budget, account, sinceMs)
    const heldSinceMs = Math.max(sinceMs, nowMs - limits.budgetHoldSeconds * 1000)
    const allowed = await parts.state.forTenant(tenantId, (tx) => allowedSince(tx, mandate.id, heldSinceMs))
    for (const { decisionId, atMs } of allowed) account.holds.set(decisionId, atMs)
    account.readAtMs = nowMs
  } catch (error) {
    log.warn({ err: error, mandateId: mandate.id }, 'what is spent under a mandate could not be read')
    account.unknown = 'what is spent could not be read'
    account.readAtMs = Number.NEGATIVE_INFINITY
    account.counted.clear()
    account.micros = 0
    account.usages = 0
  }
}

async function countUsage(
  { lake, limits }: SpendParts,
  tenantId: TenantId,
  { identityKey }: Mandate,
  budget: Budget,
  account: Account,
  sinceMs: number,
): Promise<void> {
  const reader: LakeEventReader = {
    lake: lake.forTenant(tenantId),
    limits: { lineMaxBytes: limits.intakeLineMaxBytes, jsonDepthMax: limits.intakeDepthMax },
  }
  let unknown: string | undefined
  let after = ''
  for (let read = 0; ; read += pageSpans) {
    if (read >= limits.budgetSpansMax) unknown = `more than ${limits.budgetSpansMax} calls are to be counted`
    const page =
      read >= limits.budgetSpansMax ? [] : await spansAfter(reader, identityKey, account, { sinceMs, after })
    for (const event of page) {
      const unpriced = countOne(event, budget, account)
      unknown ??= unpriced
    }
    if (page.length < pageSpans) break
    after = page.at(-1)?.ref.eventId ?? ''
  }
  // A call without a price stays one for the whole period; a lake that was away comes back.
  const unpriced = account.unknown === 'what is spent could not be read' ? undefined : account.unknown
  account.unknown = unpriced ?? unknown
}

const pageSpans = 5_000

function spansAfter(
  reader: LakeEventReader,
  identityKey: string,
  { fromMs, toMs }: Account,
  { sinceMs, after }: { readonly sinceMs: number; readonly after: string },
): Promise<readonly LakeEvent[]> {
  return readLakeEvents(reader, {
    where: `lower(identity_key) = lower({key:String}) AND identity_key = {key:String} AND format = 'otel-genai-span'
      AND time >= fromUnixTimestamp64Milli({from_ms:Int64}) AND time < fromUnixTimestamp64Milli({to_ms:Int64})
      AND received_at >= fromUnixTimestamp64Milli({since_ms:Int64}) AND event_id > {after:String}`,
    order: 'event_id',
    max: pageSpans,
    params: { key: identityKey, from_ms: fromMs, to_ms: toMs, since_ms: sinceMs, after },
  })
}

/** Each call counts once. Why its price is not known, if it is not. */
function countOne({ normalised, ref }: LakeEvent, budget: Budget, account: Account): string | undefined {
  const usage = account.counted.has(ref.eventId) ? undefined : modelUsageOf(normalised)
  if (usage === undefined) return undefined
  account.counted.add(ref.eventId)
  account.usages++
  const spent = spentBy(usage, budget)
  if ('unpriced' in spent) return spent.unpriced
  account.micros += spent.micros
  return undefined
}
