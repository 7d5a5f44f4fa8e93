import { type Assessed, assess, type Surroundings } from '../judge/circumstances.ts'
import type { Circumstances } from '../judge/decide.ts'
import type { JudgeBook } from '../judge/judge-book.ts'
import type { CarriedBasis } from '../judge/judge-stream.ts'
import { type ContextFinder, contextFinder } from '../judge/known-context.ts'
import type { MakeKernel } from '../kernel/kernel.ts'
import type { Learned } from '../learn/learning.ts'
import { type EntityState, type Reading, type ReadingStream, readingStream } from '../model/reading-stream.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'

/** Everything of an entity's past that a verdict depends on, as plain data. */
export type Basis = {
  /** Oldest first; the last is the one that was judged. */
  readonly events: readonly IntentEvent[]
  /** The state after the first event, little-endian 32-bit floats in base64, when that is older than the context. */
  readonly state?: string
}

export function plainBasis({ events, state }: CarriedBasis): Basis {
  return { events, ...(state === undefined ? {} : { state: toBase64(state) }) }
}

/** Judges events anew from their bases: for counterfactuals and replays. */
export type Rejudge = {
  readonly book: JudgeBook
  readonly stream: ReadingStream
  readonly finder: ContextFinder
}

export function rejudge({ model, book }: Learned, makeKernel: MakeKernel): Rejudge {
  return { book, stream: readingStream(model, makeKernel), finder: contextFinder(model.layout.types) }
}

/** The event judged again, as if the entity's events in `without` had never been. */
export function judgeAnew(
  { book, stream, finder }: Rejudge,
  basis: Basis,
  around: Surroundings,
  without: ReadonlySet<string> = new Set(),
): Assessed & { readonly reading: Reading; readonly looked: readonly IntentEvent[] } {
  const event = basis.events.at(-1) as IntentEvent
  const entity = begun(stream, basis)
  const rest = basis.events.slice(entity.seen, -1).filter(({ id }) => !without.has(id))
  const token = (type: string): number => stream.model.vocabulary.numberOf(type)
  for (const { type, timeMs } of rest) stream.read(entity, token(type), timeMs)
  const reading = stream.read(entity, token(event.type), event.timeMs)
  const left = surroundingsWithout(around, without)
  const kept = basis.events.filter(({ id }) => !without.has(id)).slice(0, -1)
  return {
    ...assess(book, book.families[event.type], finder, reading, left),
    reading,
    looked: kept.slice(kept.length - reading.count),
  }
}

function surroundingsWithout(around: Surroundings, without: ReadonlySet<string>): Surroundings {
  const { novelty, ...rest } = around
  const isGone = novelty === undefined || without.has(novelty.eventId)
  const alarms = around.alarms.filter(({ eventId }) => !without.has(eventId))
  return { ...rest, alarms, ...(isGone ? {} : { novelty }) }
}

/** The entity after the first event of the basis, when its state is given; otherwise before everything. */
function begun(stream: ReadingStream, { events, state }: Basis): EntityState {
  const entity = stream.newEntity()
  const first = events[0]
  if (state === undefined || first === undefined) return entity
  entity.states.set(fromBase64(state))
  entity.types[0] = stream.model.vocabulary.numberOf(first.type)
  entity.timesMs[0] = first.timeMs
  entity.seen = 1
  return entity
}

export function surroundingsOf(circumstances: Circumstances): Surroundings {
  const { alarms, novelty, burst, flood, drift, visible } = circumstances
  return { alarms, ...(novelty === undefined ? {} : { novelty }), burst, flood, drift, visible }
}

function toBase64(floats: Float32Array): string {
  const view = new DataView(new ArrayBuffer(floats.length * 4))
  for (const [index, value] of floats.entries()) view.setFloat32(index * 4, value, true)
  return Buffer.from(view.buffer).toString('base64')
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}
