import type { MakeKernel } from '../kernel/kernel.ts'
import { type EntityState, type ReadingStream, readingStream, ringRows } from '../model/reading-stream.ts'
import type { SequenceModel } from '../model/sequence-model.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'
import { assess } from './circumstances.ts'
import { type Alarm, type Circumstances, type Decision, decide } from './decide.ts'
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

type Entity = {
  readonly state: EntityState
  /** The last events, oldest first: as many as the ring of states has rows. */
  readonly events: IntentEvent[]
  /** Latest first. */
  readonly alarms: { readonly eventId: string; readonly timeMs: number }[]
  /** Verdicts that an escalation may still change, oldest first. */
  readonly pending: Judged[]
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
  const around = { alarms, burst: isBurst, flood, drift: isDrifting(tenant, event.type), visible }
  const assessed = assess(book, family, finder, reading, around)
  if (begins && alarms.length === 0 && family !== undefined)
    watchDrift(tenant, event.type, assessed.circumstances.benignShare)
  const decision = decide(book.policy, assessed.circumstances)
  const looked = entity.events.slice(entity.events.length - reading.count)
  const drivers = driversOf(stream, reading, looked, decision, assessed.circumstances)
  const judged: Judged = { event, decision, ...assessed, surprise: reading.surprise, drivers }
  remember(entity, event, stream.model.layout.context)
  return { judged, reopened: settle(book, entity, judged) }
}

function entityOf({ entities, stream }: Tenant, name: string): Entity {
  const known = entities.get(name)
  if (known !== undefined) return known
  const entity: Entity = { state: stream.newEntity(), events: [], alarms: [], pending: [], types: new Map() }
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
    peaks.set(type, Math.max(peaks.get(type) ?? 0, seen.count))
    seen.window = window
    seen.count = 0
  }
  seen.lastMs = timeMs
  seen.count += 1
  const highest = Math.max(family?.peak ?? 0, peaks.get(type) ?? 0, 1)
  return { isBurst: seen.count > highest * book.policy.burstFactor, begins }
}

function openAlarms({ policy }: JudgeBook, { alarms }: Entity, timeMs: number): readonly Alarm[] {
  if (alarms.length === 0) return []
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
function isFlood({ policy }: JudgeBook, entity: Entity, timeMs: number, isBurst: boolean): boolean {
  if (!isBurst) return false
  const from = timeMs - policy.alarmWindowMs
  const open = entity.pending.filter(
    ({ decision, event }) => decision.verdict === 'abstain' && event.timeMs >= from,
  )
  return open.length + 1 >= policy.burstAbstentions
}

function remember(entity: Entity, event: IntentEvent, context: number): void {
  entity.events.push(event)
  if (entity.events.length > context + 2) entity.events.shift()
}

/** An escalation takes in what was left open on the entity shortly before; everything else waits for one. */
function settle({ policy }: JudgeBook, entity: Entity, judged: Judged): readonly Judged[] {
  const { event, decision } = judged
  if (decision.verdict !== 'escalate') {
    if (mayReopen(policy.benignShareMinInDoubt, judged)) entity.pending.push(judged)
    if (entity.pending.length > pendingMax) entity.pending.shift()
    return []
  }
  entity.alarms.unshift({ eventId: event.id, timeMs: event.timeMs })
  if (entity.alarms.length > alarmsMax) entity.alarms.pop()
  const reopened = entity.pending
    .filter((one) => {
      const window = one.decision.verdict === 'close' ? policy.alarmWindowMs : policy.incidentWindowMs
      return event.timeMs - one.event.timeMs <= window
    })
    .map((one) => reopen(one, judged))
  entity.pending.length = 0
  return reopened
}

function mayReopen(doubt: number, { decision, circumstances }: Judged): boolean {
  return decision.verdict === 'abstain' || (decision.verdict === 'close' && circumstances.benignShare < doubt)
}

function reopen(one: Judged, { event }: Judged): Judged {
  const alarm = { eventId: event.id, agoMs: one.event.timeMs - event.timeMs }
  const driver: Driver = { eventId: event.id, kind: 'alarm', weight: 0, pull: 0 }
  return {
    ...one,
    decision: { verdict: 'group', because: 'incident' },
    circumstances: { ...one.circumstances, alarms: [alarm, ...one.circumstances.alarms].slice(0, alarmsMax) },
    drivers: [driver, ...one.drivers].slice(0, 3),
  }
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
