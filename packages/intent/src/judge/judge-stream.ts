import type { MakeKernel } from '../kernel/kernel.ts'
import { type EntityState, type ReadingStream, readingStream, ringRows } from '../model/reading-stream.ts'
import type { SequenceModel } from '../model/sequence-model.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'
import { assess } from './circumstances.ts'
import { type Alarm, type Circumstances, type Decision, decide, type Policy } from './decide.ts'
import { type Driver, driversOf } from './drivers.ts'
import { peakWindowMs } from './episodes.ts'
import type { Family, JudgeBook } from './judge-book.ts'
import { type ContextFinder, contextFinder } from './known-context.ts'
import { bet, type Martingale, newMartingale } from './martingale.ts'

/** A verdict on one event, with what it rests on. */
export type Judged = {
  readonly event: IntentEvent
  readonly decision: Decision
  readonly circumstances: Circumstances
  readonly score: number
  readonly surprise: number
  readonly clusterId?: string
  /** Earlier events of the entity that it hangs on most, strongest first. */
  readonly drivers: readonly Driver[]
}

export type JudgeStep = {
  readonly judged: Judged
  /** Earlier verdicts on the same entity that this one changes: it opened or widened an incident. */
  readonly reopened: readonly Judged[]
}

/** The verdicts on one tenant's events, one after the other, with everything carried on per entity. */
export type JudgeStream = {
  /** Events of one entity come in order of time. `visible`: whether the sources that cover the entity are alive. */
  readonly judge: (event: IntentEvent, visible?: boolean) => JudgeStep
  /** What the last verdict on the entity was made from; see `verdictRecord`. */
  readonly basisOf: (entity: string) => CarriedBasis | undefined
}

/** What the last verdict on an entity was made from. */
export type CarriedBasis = {
  /** Oldest first; the last is the one that was judged. */
  readonly events: readonly IntentEvent[]
  /** The state after the first of `events`, when that is older than what was looked back to. */
  readonly state?: Float32Array
}

type Moment = { readonly eventId: string; readonly timeMs: number }

type Entity = {
  readonly state: EntityState
  /** The last events, oldest first: as many as the ring of states has rows. */
  readonly events: IntentEvent[]
  /** Latest first. */
  readonly alarms: Moment[]
  /** The latest event of a type never seen in training. */
  novelty?: Moment
  /** Verdicts that an escalation may still change, oldest first. */
  readonly pending: Judged[]
  /** When the last events were left to people: as many as make a flood. */
  readonly abstainedMs: number[]
  readonly types: Map<string, { lastMs: number; window: number; count: number }>
}

type Tenant = {
  readonly book: JudgeBook
  readonly stream: ReadingStream
  readonly finder: ContextFinder
  readonly entities: Map<string, Entity>
  /** The highest count of a type in a past window of this tenant. */
  readonly peaks: Map<string, number>
  readonly drift: Map<string, Martingale>
}

const alarmsMax = 4
const noAlarms: readonly Alarm[] = []
const pendingMax = 512

export function judgeStream(model: SequenceModel, book: JudgeBook, makeKernel: MakeKernel): JudgeStream {
  const tenant: Tenant = {
    book,
    stream: readingStream(model, makeKernel),
    finder: contextFinder(model.layout.types),
    entities: new Map(),
    peaks: new Map(),
    drift: new Map(),
  }
  return {
    judge: (event, visible = true) => judge(tenant, event, visible),
    basisOf: (name) => basisOf(tenant, name),
  }
}

function judge(tenant: Tenant, event: IntentEvent, visible: boolean): JudgeStep {
  const { book, stream, finder } = tenant
  const entity = entityOf(tenant, event.entity)
  const family = book.families[event.type]
  const token = stream.model.vocabulary.numberOf(event.type)
  const reading = stream.read(entity.state, token, event.timeMs)
  const { isBurst, begins } = counted(tenant, entity, family, event)
  const alarms = openAlarms(book, entity, event.timeMs)
  const flood = isFlood(book, entity, event.timeMs, isBurst)
  const strange = family === undefined && isFirstStrange(book, entity, event.timeMs)
  if (family === undefined) entity.novelty = { eventId: event.id, timeMs: event.timeMs }
  const around = {
    alarms,
    ...noveltyNear(book, entity, event.timeMs),
    burst: isBurst,
    flood,
    drift: isDrifting(tenant, event.type),
    visible,
  }
  const assessed = assess(book, family, finder, reading, around)
  if (begins && alarms.length === 0 && family !== undefined)
    watchDrift(tenant, event.type, assessed.circumstances.benignShare)
  const decision = decide(book.policy, assessed.circumstances)
  const looked = entity.events.slice(entity.events.length - reading.count)
  const drivers = driversOf(stream, reading, looked, decision, assessed.circumstances)
  const judged: Judged = { event, decision, ...assessed, surprise: reading.surprise, drivers }
  remember(entity, event, stream.model.layout.context)
  return { judged, reopened: settle(book, entity, judged, strange) }
}

function entityOf({ entities, stream }: Tenant, name: string): Entity {
  const known = entities.get(name)
  if (known !== undefined) return known
  const entity: Entity = {
    state: stream.newEntity(),
    events: [],
    alarms: [],
    pending: [],
    abstainedMs: [],
    types: new Map(),
  }
  entities.set(name, entity)
  return entity
}

/** Counts the event in its ten minutes: whether that is a burst, and whether an episode of its type begins. */
function counted(
  { book, peaks }: Tenant,
  entity: Entity,
  family: Family | undefined,
  { type, timeMs }: IntentEvent,
): { readonly isBurst: boolean; readonly begins: boolean } {
  const window = Math.floor(timeMs / peakWindowMs)
  const seen = entity.types.get(type) ?? { lastMs: -Infinity, window, count: 0 }
  entity.types.set(type, seen)
  const begins = timeMs - seen.lastMs > book.policy.episodeGapMs
  if (seen.window !== window) {
    // What an incident brought is not what this tenant is used to.
    if (entity.alarms.every((alarm) => seen.lastMs - alarm.timeMs > book.policy.incidentWindowMs))
      peaks.set(type, Math.max(peaks.get(type) ?? 0, seen.count))
    seen.window = window
    seen.count = 0
  }
  seen.lastMs = timeMs
  seen.count += 1
  const highest = family === undefined ? 1 : Math.max(family.peak, peaks.get(type) ?? 0, 1)
  return { isBurst: seen.count > highest * book.policy.burstFactor, begins }
}

function openAlarms({ policy }: JudgeBook, { alarms }: Entity, timeMs: number): readonly Alarm[] {
  if (alarms.length === 0) return noAlarms
  return alarms
    .filter((alarm) => timeMs - alarm.timeMs <= policy.incidentWindowMs)
    .map((alarm) => ({ eventId: alarm.eventId, agoMs: timeMs - alarm.timeMs }))
}

function isDrifting({ book, drift }: Tenant, type: string): boolean {
  const wealths = drift.get(type)?.wealths
  if (wealths === undefined) return false
  return wealths.reduce((sum, wealth) => sum + wealth, 0) / wealths.length >= book.policy.driftWealth
}

function watchDrift({ drift }: Tenant, type: string, share: number): void {
  const martingale = drift.get(type) ?? newMartingale()
  drift.set(type, martingale)
  bet(martingale, share)
}

/** Whether a burst has left many events to people already. */
function isFlood({ policy }: JudgeBook, { abstainedMs }: Entity, timeMs: number, isBurst: boolean): boolean {
  const oldest = abstainedMs.at(1 - policy.burstAbstentions)
  return isBurst && oldest !== undefined && timeMs - oldest <= policy.alarmWindowMs
}

function remember(entity: Entity, event: IntentEvent, context: number): void {
  entity.events.push(event)
  if (entity.events.length > context + 2) entity.events.shift()
}

/** Whether nothing of a type never seen came within the window before. */
function isFirstStrange({ policy }: JudgeBook, { novelty }: Entity, timeMs: number): boolean {
  return novelty === undefined || timeMs - novelty.timeMs > policy.alarmWindowMs
}

function noveltyNear(
  { policy }: JudgeBook,
  { novelty }: Entity,
  timeMs: number,
): { readonly novelty?: Alarm } {
  if (novelty === undefined) return {}
  const agoMs = timeMs - novelty.timeMs
  return Math.abs(agoMs) <= policy.alarmWindowMs ? { novelty: { eventId: novelty.eventId, agoMs } } : {}
}

/**
 * Verdicts wait until the incident's window has passed. An escalation, and a type never seen while one is near, may
 * change them: the policy is asked again with what is now known. What comes after another of its kind within the window
 * tells nothing new to those that wait.
 */
function settle(
  { policy }: JudgeBook,
  entity: Entity,
  judged: Judged,
  isFirstStrange: boolean,
): readonly Judged[] {
  const { event, decision } = judged
  const { timeMs } = event
  const previous = entity.alarms[0]
  let changes = isFirstStrange && previous !== undefined
  if (decision.verdict === 'escalate') {
    changes ||= previous === undefined || timeMs - previous.timeMs > policy.alarmWindowMs
    entity.alarms.unshift({ eventId: event.id, timeMs })
    if (entity.alarms.length > alarmsMax) entity.alarms.pop()
  }
  const reopened = changes ? reconsider(policy, entity, timeMs) : []
  if (decision.verdict === 'abstain') {
    entity.abstainedMs.push(timeMs)
    if (entity.abstainedMs.length > policy.burstAbstentions) entity.abstainedMs.shift()
  }
  if (decision.verdict === 'close' || decision.verdict === 'abstain') entity.pending.push(judged)
  forget(policy, entity, timeMs)
  return reopened
}

function forget(policy: Policy, { pending }: Entity, timeMs: number): void {
  let settled = 0
  while (settled < pending.length) {
    const { event, decision } = pending[settled] as Judged
    const window = decision.verdict === 'close' ? policy.alarmWindowMs : policy.incidentWindowMs
    if (pending.length - settled <= pendingMax && timeMs - event.timeMs <= window) break
    settled += 1
  }
  if (settled > 0) pending.splice(0, settled)
}

/** Asks the policy again about all that waits; what changes is reopened and waits no more. */
function reconsider(policy: Policy, entity: Entity, timeMs: number): readonly Judged[] {
  const reopened: Judged[] = []
  const waiting = entity.pending.filter((one) => {
    const window = one.decision.verdict === 'close' ? policy.alarmWindowMs : policy.incidentWindowMs
    if (timeMs - one.event.timeMs > window) return false
    const again = inHindsight(policy, entity, one)
    if (again.decision.verdict === one.decision.verdict) return true
    reopened.push(again)
    return false
  })
  entity.pending.splice(0, entity.pending.length, ...waiting)
  return reopened
}

/** A verdict with the alarms and the novelty that came after it; their age is negative. */
function inHindsight(policy: Policy, { alarms, novelty }: Entity, one: Judged): Judged {
  const ageOf = ({ eventId, timeMs }: Moment): Alarm => ({ eventId, agoMs: one.event.timeMs - timeMs })
  const now = alarms.map(ageOf)
  const strange = novelty === undefined ? undefined : ageOf(novelty)
  const isNear = strange !== undefined && Math.abs(strange.agoMs) <= policy.alarmWindowMs
  const circumstances: Circumstances = {
    ...one.circumstances,
    alarms: now,
    ...(isNear ? { novelty: strange } : {}),
  }
  const decision = decide(policy, circumstances)
  const driver = (now[0] as Alarm).eventId
  const drivers: readonly Driver[] = [{ eventId: driver, kind: 'alarm', weight: 0, pull: 0 }, ...one.drivers]
  return { ...one, decision, circumstances, drivers: drivers.slice(0, 3) }
}

function basisOf({ entities, stream }: Tenant, name: string): CarriedBasis | undefined {
  const entity = entities.get(name)
  if (entity === undefined || entity.events.length === 0) return undefined
  const { state, events } = entity
  const { layout } = stream.model
  const rows = ringRows(layout)
  if (state.seen < rows) return { events: [...events] }
  const row = state.seen % rows
  return { events: [...events], state: state.states.slice(row * layout.hidden, (row + 1) * layout.hidden) }
}
