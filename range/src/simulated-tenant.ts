import type { Random } from './random.ts'
import type { Trace } from './range-record.ts'

/** Something that happens in this company again and again: a shopper's visit, a build, a deploy, an agent's task. */
export type Routine = {
  readonly name: string
  /** How often, relative to the tenant's other routines. */
  readonly weight: number
  readonly trace: (random: Random) => Trace
}

/** An attack, told as the lines its victims' systems write. */
export type Story = {
  readonly id: string
  readonly title: string
  /** ATT&CK techniques in the order they are used. */
  readonly techniques: readonly string[]
  /** Identity keys (packages/ocsf) that an investigator should end up with, the main one first. */
  readonly identities: readonly string[]
  readonly trace: (random: Random) => Trace
}

export type SimulatedTenant = {
  readonly id: string
  readonly name: string
  /** Sources by name, and the format each is declared with. */
  readonly sources: readonly { readonly name: string; readonly format: string }[]
  /** Share of the range's events that this tenant produces; shares need not sum to one. */
  readonly share: number
  readonly routines: readonly Routine[]
  /** Told within minutes, as in the demo. */
  readonly stories: readonly Story[]
  /** Take hours: their actor waits, and comes back from elsewhere. */
  readonly longStories: readonly Story[]
}
