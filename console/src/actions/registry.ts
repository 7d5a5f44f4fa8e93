import { type ActionId, actionCatalogue, actionIds } from './catalogue.ts'
import { chordOf, type KeyPress } from './key-chord.ts'

/** What an action does on the page that is shown. `subject` is the row a context menu was opened on. */
export type ActionHandler = {
  readonly run: (subject?: unknown) => void
  /** Why the action cannot run now; absent when it can. */
  readonly blocked?: string | undefined
}
export type ActionHandlers = Partial<Readonly<Record<ActionId, ActionHandler>>>

const sequenceMs = 1_000

/**
 * The actions that the pages on screen offer. Pages add handlers while they are shown; the latest one wins, so that an
 * open panel takes the keys before the page under it.
 */
export class ActionRegistry {
  readonly #layers: { handlers: ActionHandlers }[] = []
  readonly #listeners = new Set<() => void>()
  #version = 0
  #prefix: { readonly chord: string; readonly atMs: number } | undefined

  /** Adds a layer of handlers; returns the functions that renew and remove it. */
  add(handlers: ActionHandlers): {
    readonly renew: (next: ActionHandlers) => void
    readonly remove: () => void
  } {
    const layer = { handlers }
    this.#layers.push(layer)
    this.#changed()
    return {
      renew: (next) => {
        const same = sameOffer(layer.handlers, next)
        layer.handlers = next
        if (!same) this.#changed()
      },
      remove: () => {
        this.#layers.splice(this.#layers.indexOf(layer), 1)
        this.#changed()
      },
    }
  }

  handlerOf(id: ActionId): ActionHandler | undefined {
    return this.#layers.findLast((layer) => layer.handlers[id] !== undefined)?.handlers[id]
  }

  available(): readonly ActionId[] {
    return actionIds.filter((id) => this.handlerOf(id) !== undefined)
  }

  run(id: ActionId, subject?: unknown): boolean {
    const handler = this.handlerOf(id)
    if (handler === undefined || handler.blocked !== undefined) return false
    handler.run(subject)
    return true
  }

  /** Runs what the key stands for; true when it was one of ours. A sequence (`g q`) has one second. */
  press(key: KeyPress, nowMs: number): boolean {
    const chord = chordOf(key)
    if (chord === undefined) return false
    const prefix =
      this.#prefix !== undefined && nowMs - this.#prefix.atMs < sequenceMs ? this.#prefix.chord : undefined
    this.#prefix = undefined
    if (prefix !== undefined && this.#runKeys(`${prefix} ${chord}`)) return true
    if (this.#runKeys(chord)) return true
    if (!actionIds.some((id) => entryKeys(id).some((keys) => keys.startsWith(`${chord} `)))) return false
    this.#prefix = { chord, atMs: nowMs }
    return true
  }

  /** The latest layer that knows the keys takes them, whatever order the catalogue has. */
  #runKeys(keys: string): boolean {
    for (const layer of this.#layers.toReversed()) {
      const id = actionIds.find(
        (each) => layer.handlers[each] !== undefined && entryKeys(each).includes(keys),
      )
      if (id !== undefined) return this.run(id)
    }
    return false
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly version = (): number => this.#version

  #changed(): void {
    this.#version += 1
    for (const listener of this.#listeners) listener()
  }
}

function entryKeys(id: ActionId): readonly string[] {
  return actionCatalogue[id].keys
}

function sameOffer(one: ActionHandlers, other: ActionHandlers): boolean {
  const ids = Object.keys(one) as ActionId[]
  return (
    ids.length === Object.keys(other).length &&
    ids.every((id) => other[id] !== undefined && one[id]?.blocked === other[id]?.blocked)
  )
}
