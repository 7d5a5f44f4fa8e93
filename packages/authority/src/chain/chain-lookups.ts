import type { ChainEvent, ChainQuery } from './chain-event.ts'

/**
 * Where a chain is looked up: a lake, or the files at hand. One explanation asks some ten questions, each answered by a
 * key, so that one event of a million is explained as fast as one of a hundred.
 */
export type ChainLookups = {
  /** Events that carry this mark, in any order. At most `eventsPerMarkMax` of them are looked at. */
  readonly find: (query: ChainQuery) => Promise<readonly ChainEvent[]>
}

export const eventsPerMarkMax = 200

/** The answer of whoever does not look for a kind of mark at all: it is then not said that the logs do not hold it. */
export const notLooked: readonly ChainEvent[] = Object.freeze([])

/** A computation that asks questions. Who answers, and whether at once or over a network, is for the edge to know. */
export type Walk<T> = Generator<ChainQuery, T, readonly ChainEvent[]>

export async function walkWith<T>(walk: Walk<T>, lookups: ChainLookups): Promise<T> {
  let step = walk.next()
  while (step.done !== true) step = walk.next(inOrder(await lookups.find(step.value)))
  return step.value
}

export function walkNow<T>(walk: Walk<T>, find: (query: ChainQuery) => readonly ChainEvent[]): T {
  let step = walk.next()
  while (step.done !== true) step = walk.next(inOrder(find(step.value)))
  return step.value
}

/** Oldest first, ties by id: whatever order the records came in, the answer is the same. */
function inOrder(events: readonly ChainEvent[]): readonly ChainEvent[] {
  if (events === notLooked) return events
  return events
    .toSorted((a, b) => a.timeMs - b.timeMs || compareText(a.ref.eventId, b.ref.eventId))
    .slice(0, eventsPerMarkMax)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The events of files, found by their marks. Events without marks need not be kept. */
export class ChainIndex implements ChainLookups {
  readonly #byMark = new Map<string, ChainEvent[]>()

  add(event: ChainEvent): void {
    for (const mark of event.marks) {
      const key = markText(mark)
      const known = this.#byMark.get(key)
      if (known === undefined) this.#byMark.set(key, [event])
      else known.push(event)
    }
  }

  readonly findNow = (query: ChainQuery): readonly ChainEvent[] => this.#byMark.get(markText(query)) ?? []

  readonly find = (query: ChainQuery): Promise<readonly ChainEvent[]> => Promise.resolve(this.findNow(query))
}

/** A mark as one text, for whoever keeps marks beside events. A kind has no blank. */
export function markText({ kind, key }: ChainQuery): string {
  return `${kind} ${key}`
}
