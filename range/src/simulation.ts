import { type Random, seededRandom } from './random.ts'
import type { RangeRecord, Trace } from './range-record.ts'
import type { SimulatedTenant, Story } from './simulated-tenant.ts'
import { onlineShop } from './tenant/online-shop.ts'
import { paymentsFirm } from './tenant/payments-firm.ts'
import { softwareCompany } from './tenant/software-company.ts'

export const simulatedTenants: readonly SimulatedTenant[] = [onlineShop, softwareCompany, paymentsFirm]

export type SimulationOptions = {
  readonly seed: number
  readonly startMs: number
  readonly durationSeconds: number
  /** Mean rate over all tenants. */
  readonly eventsPerSecond: number
  /** Seconds after the start at which the first story begins; each further one follows `storyEverySeconds` later. */
  readonly firstStorySeconds: number
  readonly storyEverySeconds: number
  /** Tell the stories again and again, or each once. */
  readonly repeatStories: boolean
  /** Also the stories that take hours. */
  readonly longStories: boolean
}

export const defaultSimulation: Omit<SimulationOptions, 'startMs'> = {
  seed: 1,
  durationSeconds: 3600,
  eventsPerSecond: 20,
  firstStorySeconds: 60,
  storyEverySeconds: 300,
  repeatStories: false,
  longStories: false,
}

/** What really happened, for scoring. Times in milliseconds since the epoch. */
export type GroundTruth = {
  readonly story: string
  readonly title: string
  readonly tenantId: string
  readonly techniques: readonly string[]
  readonly identities: readonly string[]
  readonly startMs: number
  readonly endMs: number
  readonly records: number
}

/** A trace that has begun: its next lines wait for their time. */
type Pending = { readonly record: Omit<RangeRecord, 'line'>; readonly line: (atMs: number) => string }

/**
 * All tenants' lines in time order. The same options give the same lines.
 * Routine work arrives as a Poisson process; stories begin at their set times.
 */
export function* simulate(options: SimulationOptions): Generator<RangeRecord> {
  const endMs = options.startMs + options.durationSeconds * 1000
  const waiting = simulatedTenants.flatMap((tenant) => tenantWork(tenant, options, endMs))
  waiting.sort((a, b) => a.record.atMs - b.record.atMs)
  for (const { record, line } of waiting) yield { ...record, line: line(record.atMs) }
}

/** When each story of the run happens, and to whom. */
export function groundTruth(options: SimulationOptions): readonly GroundTruth[] {
  return storyTimes(options).map(({ tenant, story, startMs, seed }) => {
    const trace = story.trace(seededRandom(seed))
    return {
      story: story.id,
      title: story.title,
      tenantId: tenant.id,
      techniques: story.techniques,
      identities: story.identities,
      startMs,
      endMs: startMs + Math.max(...trace.map((item) => item.afterMs)),
      records: trace.length,
    }
  })
}

function tenantWork(tenant: SimulatedTenant, options: SimulationOptions, endMs: number): readonly Pending[] {
  const random = seededRandom(options.seed * 7919 + hashOf(tenant.id))
  const pending: Pending[] = []
  const meanWaitMs = meanWaitBetweenRoutines(tenant, options.eventsPerSecond)
  for (let atMs = options.startMs + random.wait(meanWaitMs); atMs < endMs; atMs += random.wait(meanWaitMs)) {
    const routine = random.weighted(tenant.routines.map((one) => [one, one.weight] as const))
    pending.push(...begin(tenant.id, routine.trace(random), Math.round(atMs)))
  }
  for (const { story, startMs, seed } of storyTimes(options).filter((one) => one.tenant === tenant))
    pending.push(...begin(tenant.id, story.trace(seededRandom(seed)), startMs, story.id))
  return pending.filter((one) => one.record.atMs < endMs)
}

function begin(tenantId: string, trace: Trace, startMs: number, storyId?: string): readonly Pending[] {
  return trace.map((item) => ({
    record: {
      tenantId,
      source: item.source,
      atMs: startMs + item.afterMs,
      ...(storyId !== undefined && { story: { id: storyId, step: item.step ?? '' } }),
    },
    line: item.line,
  }))
}

function storyTimes(options: SimulationOptions): readonly {
  readonly tenant: SimulatedTenant
  readonly story: Story
  readonly startMs: number
  readonly seed: number
}[] {
  const all = simulatedTenants.flatMap((tenant) =>
    storiesOf(tenant, options).map((story) => ({ tenant, story })),
  )
  const room = Math.max(0, options.durationSeconds - options.firstStorySeconds)
  const slots = Math.floor(room / options.storyEverySeconds) + 1
  const told = options.repeatStories ? slots : Math.min(slots, all.length)
  return Array.from({ length: told }, (_, index) => {
    const { tenant, story } = all[index % all.length] as (typeof all)[number]
    const startMs = options.startMs + (options.firstStorySeconds + index * options.storyEverySeconds) * 1000
    return { tenant, story, startMs, seed: options.seed * 104_729 + index + 1 }
  })
}

function storiesOf(tenant: SimulatedTenant, { longStories }: SimulationOptions): readonly Story[] {
  return longStories ? [...tenant.stories, ...tenant.longStories] : tenant.stories
}

/** From the tenant's share of the rate and the mean length of its routines, in milliseconds. */
function meanWaitBetweenRoutines(tenant: SimulatedTenant, eventsPerSecond: number): number {
  const shares = simulatedTenants.reduce((sum, one) => sum + one.share, 0)
  const rate = (eventsPerSecond * tenant.share) / shares
  return (1000 * meanTraceLength(tenant, seededRandom(17))) / rate
}

function meanTraceLength(tenant: SimulatedTenant, random: Random): number {
  const weights = tenant.routines.reduce((sum, one) => sum + one.weight, 0)
  const samples = 20
  return tenant.routines.reduce((sum, routine) => {
    const lines = Array.from({ length: samples }, () => routine.trace(random).length).reduce(
      (a, b) => a + b,
      0,
    )
    return sum + (routine.weight / weights) * (lines / samples)
  }, 0)
}

function hashOf(text: string): number {
  let hash = 0
  for (const letter of text) hash = (hash * 33 + letter.charCodeAt(0)) >>> 0
  return hash
}
