import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { shippedRegimes } from '../shipped/shipped.ts'
import { type Deadline, deadlinesOf } from './deadline.ts'

/** A deadline worked out by hand, from golden/notification-clocks.yaml. Moments are RFC 3339 with their offset. */
export type GoldenDeadline = {
  readonly regime: string
  readonly stage: string
  readonly zone?: string
  readonly off?: string
  readonly aware: string
  readonly moments?: Readonly<Record<string, string>>
  readonly submitted?: Readonly<Record<string, string>>
  readonly traits?: readonly string[]
  readonly now?: string
  readonly due?: string
  readonly outer?: string
  readonly state?: string
  readonly waitsFor?: string
  readonly article: string
  readonly because: string
}

type GoldenFile = {
  readonly daysOff: Readonly<Record<string, readonly string[]>>
  readonly cases: readonly GoldenDeadline[]
}

export function goldenDeadlines(): GoldenFile {
  return parse(
    readFileSync(new URL('../../golden/notification-clocks.yaml', import.meta.url), 'utf8'),
  ) as GoldenFile
}

/** What the engine says of a case, and every point in which that differs from the hand's. */
export function goldenDifferences(golden: GoldenDeadline, daysOff: GoldenFile['daysOff']): readonly string[] {
  const deadline = computed(golden, daysOff)
  if (deadline === undefined) return [`there is no stage ${golden.stage} in ${golden.regime}`]
  const differs = (what: string, is: unknown, want: unknown): readonly string[] =>
    want === undefined || is === want ? [] : [`${what} is ${String(is)}, by hand ${String(want)}`]
  return [
    ...differs(
      'due',
      isoOf(deadline.dueMs),
      golden.due === undefined ? undefined : isoOf(Date.parse(golden.due)),
    ),
    ...differs(
      'outer',
      isoOf(deadline.outerMs),
      golden.outer === undefined ? undefined : isoOf(Date.parse(golden.outer)),
    ),
    ...differs('state', deadline.state, golden.state),
    ...differs('waitsFor', deadline.waitsFor, golden.waitsFor),
    ...(golden.due === undefined && deadline.dueMs !== undefined
      ? [`due is ${isoOf(deadline.dueMs)}, by hand none`]
      : []),
  ]
}

function computed(golden: GoldenDeadline, daysOff: GoldenFile['daysOff']): Deadline | undefined {
  const regime = shippedRegimes().get(golden.regime)
  if (regime === undefined) return undefined
  const deadlines = deadlinesOf(regime, {
    awareMs: Date.parse(golden.aware),
    moments: epochs(golden.moments),
    submissions: epochs(golden.submitted),
    traits: new Set(golden.traits),
    place: { timeZone: golden.zone ?? 'Europe/Berlin', holidays: new Set(daysOff[golden.off ?? '']) },
    nowMs: Date.parse(golden.now ?? golden.aware),
  })
  return deadlines.find(({ stageId }) => stageId === golden.stage)
}

function epochs(moments: Readonly<Record<string, string>> | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(moments ?? {}).map(([name, at]) => [name, Date.parse(at)]))
}

function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString()
}
