import { createHash } from 'node:crypto'
import { scoreGrid } from '../judge/conformal.ts'
import { type ContextTally, clusterContexts, contextVector, tallyContext } from '../judge/context-clusters.ts'
import { type Policy, standardPolicy } from '../judge/decide.ts'
import { addEvidence, type Evidence, emptyEvidence } from '../judge/episodes.ts'
import { isotonic, type Scored } from '../judge/isotonic.ts'
import type { CalibrationSet, Family, JudgeBook, StepIntent } from '../judge/judge-book.ts'
import { upperBound } from '../judge/upper-bound.ts'
import type { MakeKernel } from '../kernel/kernel.ts'
import { modelHash, type SequenceModel } from '../model/sequence-model.ts'
import { inOrder, type LabelledEvent } from '../sequence/intent-event.ts'
import type { TrainingEvent } from '../sequence/training-data.ts'
import { unseenType } from '../sequence/vocabulary.ts'
import type { Fold, TenantHistory } from './folds.ts'
import { readHistories } from './read-histories.ts'

export type BookOptions = {
  readonly name: string
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly policy?: Policy
  /** What the steps named in the labels were for. */
  readonly intents?: Readonly<Record<string, StepIntent>>
}

/** Fewest events of each kind, in a family, that a calibration of its own can be made from. */
const familyCalibrationMin = 50

/** Works out what verdicts are made with: `models` learned one fold each, in order, and `model` learned everything. */
export function learnBook(
  tenants: readonly TenantHistory[],
  folds: readonly Fold[],
  models: readonly SequenceModel[],
  model: SequenceModel,
  options: BookOptions,
  makeKernel: MakeKernel,
): JudgeBook {
  const policy = options.policy ?? standardPolicy
  const { scores, unseen } = heldOutScores(folds, models, makeKernel)
  const evidence = evidenceOf(tenants, policy)
  const tallies = contextsOf(tenants, model, makeKernel)
  const families = [...evidence].map(([type, seen]): [string, Family] => {
    const scored = scores.get(type) ?? []
    return [type, family(type, seen, scored, tallies.get(type) ?? new Map(), policy)]
  })
  const all = [...scores.values()].flat()
  return {
    policy,
    calibration: calibrationSet(options, tenants, all),
    dataHash: historiesHash(tenants),
    modelHash: modelHash(model),
    families: Object.fromEntries(families),
    probability: isotonic(all),
    unseenProbability: (unseen.attacks + 0.5) / (unseen.events + 1),
    intents: options.intents ?? {},
    labels: {},
  }
}

type HeldOut = {
  readonly scores: ReadonlyMap<string, readonly Scored[]>
  /** Of types that the fold's model had never seen. */
  readonly unseen: { readonly events: number; readonly attacks: number }
}

/** Attack scores of labelled events by type, each by the model of a fold that did not learn from it. */
function heldOutScores(
  folds: readonly Fold[],
  models: readonly SequenceModel[],
  makeKernel: MakeKernel,
): HeldOut {
  const scores = new Map<string, Scored[]>()
  const unseen = { events: 0, attacks: 0 }
  for (const [index, { read }] of folds.entries()) {
    readHistories(models[index] as SequenceModel, read, makeKernel, ({ type, label }, reading) => {
      if (label === undefined) return
      const { attack } = reading
      if (reading.type === unseenType) {
        unseen.events += 1
        unseen.attacks += label === 'attack' ? 1 : 0
      }
      const list = scores.get(type) ?? []
      scores.set(type, list)
      list.push({ score: attack, attack: label === 'attack' })
    })
  }
  return { scores, unseen }
}

function evidenceOf(tenants: readonly TenantHistory[], policy: Policy): Map<string, Evidence> {
  const byType = new Map<string, Evidence>()
  for (const { events } of tenants) {
    const labelled = events.filter((event): event is LabelledEvent => event.label !== undefined)
    addEvidence(byType, inOrder(labelled), policy.episodeGapMs)
    for (const { type } of events) if (!byType.has(type)) byType.set(type, emptyEvidence())
  }
  return byType
}

function contextsOf(
  tenants: readonly TenantHistory[],
  model: SequenceModel,
  makeKernel: MakeKernel,
): Map<string, ContextTally> {
  const tallies = new Map<string, ContextTally>()
  const histories = tenants.map(({ events }) => events)
  readHistories(model, histories, makeKernel, (event, { contextTypes, weights, count }) => {
    const { id: eventId, type, label } = event
    if (label === undefined) return
    const tally: ContextTally = tallies.get(type) ?? new Map()
    tallies.set(type, tally)
    const vector = contextVector(contextTypes, weights, count)
    tallyContext(tally, { vector, eventId, label, ...stepOf(event) })
  })
  return tallies
}

function stepOf(event: TrainingEvent): { readonly step?: string } {
  return event.step === undefined ? {} : { step: event.step }
}

function family(
  type: string,
  evidence: Evidence,
  scored: readonly Scored[],
  tally: ContextTally,
  policy: Policy,
): Family {
  const { attackEpisodes, benignEpisodes } = evidence
  const benign = scored.filter(({ attack }) => !attack)
  const hasBoth = Math.min(benign.length, scored.length - benign.length) >= familyCalibrationMin
  return {
    type,
    ...evidence,
    attackUpper: upperBound(attackEpisodes, attackEpisodes + benignEpisodes, policy.missConfidence),
    benignScores: scoreGrid(benign.map(({ score }) => score)),
    ...(hasBoth ? { probability: isotonic(scored) } : {}),
    clusters: clusterContexts(type, tally, policy.clusterRadius),
  }
}

function calibrationSet(
  { name, madeAt }: BookOptions,
  tenants: readonly TenantHistory[],
  all: readonly Scored[],
): CalibrationSet {
  const attacks = all.filter(({ attack }) => attack).length
  return { name, madeAt, tenants: tenants.length, events: all.length, attacks }
}

/** SHA-256 over every event and label, in order of time, tenant by tenant. */
function historiesHash(tenants: readonly TenantHistory[]): string {
  const hash = createHash('sha256')
  for (const { tenantId, events } of tenants) {
    hash.update(JSON.stringify(tenantId))
    for (const { id, entity, type, timeMs, label, step } of inOrder(events))
      hash.update(JSON.stringify([id, entity, type, timeMs, label ?? null, step ?? null]))
  }
  return hash.digest('hex')
}
