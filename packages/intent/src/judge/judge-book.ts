import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import type { ScoreGrid } from './conformal.ts'
import type { ContextCluster } from './context-clusters.ts'
import type { Policy } from './decide.ts'
import type { Evidence } from './episodes.ts'
import type { IntentName } from './intents.ts'
import type { Steps } from './isotonic.ts'

/** All that is known of one type of event: the family that a verdict on it is calibrated in. */
export type Family = Evidence & {
  readonly type: string
  /** Upper bound of the share of episodes that were an attack. */
  readonly attackUpper: number
  /** Attack scores of known benign events, by models that had not seen their tenant. */
  readonly benignScores: ScoreGrid
  /** Score to probability, where the family has both kinds; otherwise the book's common one holds. */
  readonly probability?: Steps
  readonly clusters: readonly ContextCluster[]
}

/** What a person said of a cluster. */
export type ClusterLabel = {
  readonly label: 'attack' | 'benign'
  readonly by: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly intent?: IntentName
}

export type StepIntent = { readonly name: IntentName; readonly techniques: readonly string[] }

export type CalibrationSet = {
  readonly name: string
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly tenants: number
  readonly events: number
  readonly attacks: number
}

/** Everything but the model that a verdict depends on: plain data, hashed, so that old verdicts can be replayed. */
export type JudgeBook = {
  readonly policy: Policy
  readonly calibration: CalibrationSet
  readonly dataHash: string
  readonly modelHash: string
  readonly families: Readonly<Record<string, Family>>
  readonly probability: Steps
  /** Share of attacks among events of types that the model which read them had never seen. */
  readonly unseenProbability: number
  /** What steps of known attacks were for, where whoever labelled them said so. */
  readonly intents: Readonly<Record<string, StepIntent>>
  /** By the id of the cluster. */
  readonly labels: Readonly<Record<string, ClusterLabel>>
}

/** SHA-256 of the canonical form (RFC 8785), in hex. */
export function bookHash(book: JudgeBook): string {
  return createHash('sha256').update(canonical(book)).digest('hex')
}
