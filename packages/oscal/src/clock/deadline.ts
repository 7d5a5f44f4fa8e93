import { Temporal } from 'temporal-polyfill'
import { noonAfterDayOffMs, outerEndMs, type Place, strictEndMs } from './period.ts'
import type { PeriodLength, Regime, Stage } from './regime.ts'

/** What clocks are computed from. Every moment is UTC, in milliseconds. */
export type ClockInput = {
  /** When the entity became aware: one logged moment, for every regime. */
  readonly awareMs: number
  /** Other moments, by name: `classified`, `handled`, `fix-available`, `requested`. */
  readonly moments: Readonly<Record<string, number>>
  /** When each stage of this regime was submitted; of several the latest. */
  readonly submissions: Readonly<Record<string, number>>
  /** What the entity and the incident are: `credit-institution`, `still-ongoing`. */
  readonly traits: ReadonlySet<string>
  readonly place: Place
  readonly nowMs: number
}

export type DeadlineState =
  | 'waiting'
  | 'running'
  | 'overdue'
  | 'submitted'
  | 'submitted-late'
  | 'no-number'
  | 'not-owed'

export type Deadline = {
  readonly regimeId: string
  readonly stageId: string
  readonly title: string
  readonly article: string
  readonly state: DeadlineState
  /** The earliest defensible reading: alarms go by it. */
  readonly dueMs?: number
  /** The end under Regulation 1182/71, never earlier than `dueMs`: how much room there may be. */
  readonly outerMs?: number
  /** Not final yet: a start event is still to come that may set another end. */
  readonly isProvisional: boolean
  readonly waitsFor?: string
  readonly submittedMs?: number
  /** How it was worked out, a sentence each, with its article. */
  readonly steps: readonly string[]
}

type End = Pick<Deadline, 'dueMs' | 'outerMs' | 'waitsFor' | 'isProvisional' | 'steps'>

/** Every deadline of a regime, in the order of its stages. */
export function deadlinesOf(regime: Regime, input: ClockInput): readonly Deadline[] {
  return regime.stages.map((stage) => deadlineOf(regime, stage, input))
}

function deadlineOf(regime: Regime, stage: Stage, input: ClockInput): Deadline {
  const base = { regimeId: regime.id, stageId: stage.id, title: stage.title, article: stage.article }
  const notOwed = whyNotOwed(stage, input)
  if (notOwed !== undefined) return { ...base, state: 'not-owed', isProvisional: false, steps: [notOwed] }
  const submittedMs = input.submissions[stage.id]
  const submitted = submittedMs === undefined ? {} : { submittedMs }
  const end = endOf(regime, stage, input)
  return { ...base, ...end, ...submitted, state: stateOf(stage, end, submittedMs, input.nowMs) }
}

function whyNotOwed(stage: Stage, { traits }: ClockInput): string | undefined {
  const excluding = stage.unlessTraits.find((trait) => traits.has(trait))
  if (excluding !== undefined) return `Not owed: ${excluding} (${stage.article}).`
  if (stage.whenTraits.length === 0 || stage.whenTraits.some((trait) => traits.has(trait))) return undefined
  return `Owed only when ${stage.whenTraits.join(' or ')} (${stage.article}).`
}

function stateOf(
  { due }: Stage,
  end: End,
  submittedMs: number | undefined,
  nowMs: number,
): Deadline['state'] {
  const isLate = (ms: number): boolean => end.dueMs !== undefined && !end.isProvisional && ms > end.dueMs
  if (submittedMs !== undefined) return isLate(submittedMs) ? 'submitted-late' : 'submitted'
  if (end.dueMs !== undefined && (!end.isProvisional || nowMs <= end.dueMs))
    return isLate(nowMs) ? 'overdue' : 'running'
  return due.kind === 'no-number' && end.waitsFor === undefined ? 'no-number' : 'waiting'
}

function endOf(regime: Regime, stage: Stage, input: ClockInput): End {
  const { due } = stage
  const start = startOf(due, input)
  if (due.kind === 'no-number') {
    const steps = [`${due.words} (${stage.article}).`]
    return start === undefined
      ? { waitsFor: due.after, isProvisional: false, steps }
      : { isProvisional: false, steps }
  }
  const own = start === undefined ? undefined : counted(stage.article, start, due.length, input)
  const capped = due.cap === undefined ? own : withCap(due.cap, start?.ms, own, input)
  if (capped === undefined) return { waitsFor: due.after, isProvisional: false, steps: [waiting(stage, due)] }
  const end = start === undefined ? { ...capped, isProvisional: true, waitsFor: due.after } : capped
  return onTheCalendar(regime, stage, end, input)
}

function waiting(stage: Stage, due: { readonly after: string; readonly length: PeriodLength }): string {
  return `${lengthWords(due.length)} from ${eventWords(due.after)}, which has not come (${stage.article}).`
}

type Start = { readonly event: string; readonly ms: number }

/** Of two possible starts the later one that has come. */
function startOf(due: Stage['due'], input: ClockInput): Start | undefined {
  const events =
    due.kind === 'period' && due.orIfLater !== undefined ? [due.after, due.orIfLater] : [due.after]
  return events
    .flatMap((event) => {
      const ms = momentOf(event, input)
      return ms === undefined ? [] : [{ event, ms }]
    })
    .reduce<Start | undefined>(
      (last, one) => (last === undefined || one.ms > last.ms ? one : last),
      undefined,
    )
}

type DatedEnd = End & { readonly dueMs: number; readonly outerMs: number }

function counted(
  article: string,
  { event, ms }: Start,
  length: PeriodLength,
  { place }: ClockInput,
): DatedEnd {
  const dueMs = strictEndMs(ms, length, place)
  const step = `${lengthWords(length)} from ${eventWords(event)} at ${wallClock(ms, place)}: ${wallClock(dueMs, place)} (${article}).`
  return { dueMs, outerMs: outerEndMs(ms, length, place), isProvisional: false, steps: [step] }
}

/** The cap is the end while nothing has started, and when it comes before the own end; a later start waives it. */
function withCap(
  cap: NonNullable<Extract<Stage['due'], { kind: 'period' }>['cap']>,
  startMs: number | undefined,
  own: DatedEnd | undefined,
  input: ClockInput,
): DatedEnd | undefined {
  const capStartMs = momentOf(cap.after, input)
  if (capStartMs === undefined) return own
  const limit = counted(cap.article, { event: cap.after, ms: capStartMs }, cap.length, input)
  if (own === undefined || startMs === undefined) return limit
  if (startMs > limit.dueMs) {
    const waived = `It started after ${lengthWords(cap.length)} from ${eventWords(cap.after)} had passed, so only its own period counts (${cap.waivedArticle}).`
    return { ...own, steps: [...own.steps, waived] }
  }
  const first = own.dueMs <= limit.dueMs ? own : limit
  return { ...first, outerMs: Math.min(own.outerMs, limit.outerMs), steps: [...own.steps, ...limit.steps] }
}

function onTheCalendar(regime: Regime, stage: Stage, end: DatedEnd, input: ClockInput): End {
  const { calendar } = regime
  const noonMs = calendar === undefined ? undefined : noonAfterDayOffMs(end.dueMs, input.place)
  if (calendar === undefined || noonMs === undefined) return end
  const withdrawn = calendar.withdrawn.find(
    ({ stages, traits }) => stages.includes(stage.id) && traits.some((trait) => input.traits.has(trait)),
  )
  const dayOff = `${wallClock(end.dueMs, input.place)} is a day off`
  if (withdrawn !== undefined) {
    const step = `${dayOff}, but noon of the next working day does not hold here (${withdrawn.article}).`
    return { ...end, steps: [...end.steps, step] }
  }
  const step = `${dayOff}: noon of the next working day, ${wallClock(noonMs, input.place)} (${calendar.article}).`
  return { ...end, dueMs: noonMs, outerMs: Math.max(noonMs, end.outerMs), steps: [...end.steps, step] }
}

function momentOf(event: string, input: ClockInput): number | undefined {
  if (event === 'aware') return input.awareMs
  if (event.startsWith('submitted:')) return input.submissions[event.slice('submitted:'.length)]
  return input.moments[event]
}

function lengthWords({ unit, count }: PeriodLength): string {
  return count === 1 ? `1 ${unit.slice(0, -1)}` : `${count} ${unit}`
}

function eventWords(event: string): string {
  if (event === 'aware') return 'becoming aware'
  if (event.startsWith('submitted:')) return `submitting the ${event.slice('submitted:'.length)}`
  return event.replaceAll('-', ' ')
}

/** `2026-03-29 10:15+02:00 Europe/Berlin`. */
function wallClock(epochMs: number, { timeZone }: Place): string {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone)
  return `${at.toPlainDate()} ${at.toPlainTime().toString({ smallestUnit: 'minute' })}${at.offset} ${timeZone}`
}
