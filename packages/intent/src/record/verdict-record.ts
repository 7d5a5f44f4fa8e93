import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import type { Precedent } from '../judge/context-clusters.ts'
import { contextDistance, contextVector } from '../judge/context-clusters.ts'
import { type Circumstances, type Decision, decide, type Verdict } from '../judge/decide.ts'
import { type Driver, driversOf } from '../judge/drivers.ts'
import { intentOf } from '../judge/intent-of.ts'
import type { Intent } from '../judge/intents.ts'
import { bookHash, type CalibrationSet, type ClusterLabel, type JudgeBook } from '../judge/judge-book.ts'
import type { Judged } from '../judge/judge-stream.ts'
import type { MakeKernel } from '../kernel/kernel.ts'
import type { Learned } from '../learn/learning.ts'
import type { Reading } from '../model/reading-stream.ts'
import { type Basis, judgeAnew, type Rejudge, rejudge, surroundingsOf } from './basis.ts'
import { type Counterfactual, counterfactualsOf } from './counterfactual.ts'

/** Known events that looked alike: a cluster of the same type, how far it is, who labelled it and when. */
export type RecordedPrecedent = {
  readonly clusterId: string
  /** In [0, 2]. */
  readonly distance: number
  readonly benign: number
  readonly attack: number
  readonly events: readonly Precedent[]
  readonly labelledBy: string
  /** ISO 8601, UTC. */
  readonly labelledAt: string
}

/** A verdict with all that is needed to check it, and to come to it again bit for bit. */
export type VerdictRecord = {
  readonly tenantId: string
  readonly eventId: string
  readonly entity: string
  readonly type: string
  readonly decision: Decision
  /** Verdicts that were considered, and what stood against each. */
  readonly alternatives: readonly { readonly verdict: Verdict; readonly against: string }[]
  readonly circumstances: Circumstances
  readonly score: number
  readonly surprise: number
  readonly drivers: readonly Driver[]
  readonly precedents: readonly RecordedPrecedent[]
  readonly counterfactuals: readonly Counterfactual[]
  readonly intent?: Intent
  readonly calibration: CalibrationSet
  readonly modelHash: string
  readonly bookHash: string
  readonly dataHash: string
  readonly basis: Basis
  /** SHA-256 of the canonical form of everything above, in hex. */
  readonly hash: string
}

/** Makes records for one tenant. The book is hashed once. */
export type Recorder = {
  readonly record: (tenantId: string, judged: Pick<Judged, 'circumstances'>, basis: Basis) => VerdictRecord
}

export function recorder(learned: Learned, makeKernel: MakeKernel): Recorder {
  const again = rejudge(learned, makeKernel)
  const hash = bookHash(learned.book)
  return {
    record: (tenantId, { circumstances }, basis) => recordOf(again, hash, tenantId, circumstances, basis),
  }
}

/** Only what the surroundings were is taken over; model and book are asked again. */
function recordOf(
  again: Rejudge,
  hash: string,
  tenantId: string,
  circumstances: Circumstances,
  basis: Basis,
): VerdictRecord {
  const { book, stream } = again
  const around = surroundingsOf(circumstances)
  const anew = judgeAnew(again, basis, around)
  const { reading, looked, clusterId, score } = anew
  const event = basis.events.at(-1)
  if (event === undefined) throw new RangeError('a basis holds at least the event that was judged')
  const decision = decide(book.policy, anew.circumstances)
  const surprise = reading.surprise
  const precedents = precedentsOf(book, event.type, reading)
  const drivers = driversOf(stream, reading, looked, decision, anew.circumstances)
  const intent = intentOf(book, book.families[event.type], clusterId, decision.verdict)
  const content = {
    tenantId,
    eventId: event.id,
    entity: event.entity,
    type: event.type,
    decision,
    alternatives: alternativesTo(decision, book, anew.circumstances),
    circumstances: anew.circumstances,
    score,
    surprise,
    drivers,
    precedents,
    counterfactuals: counterfactualsOf(
      again,
      basis,
      around,
      drivers.map(({ eventId }) => eventId),
    ),
    ...(intent === undefined ? {} : { intent }),
    calibration: book.calibration,
    modelHash: book.modelHash,
    bookHash: hash,
    dataHash: book.dataHash,
    basis,
  }
  return { ...content, hash: contentHash(content) }
}

function contentHash(content: Omit<VerdictRecord, 'hash'>): string {
  return createHash('sha256').update(canonical(content)).digest('hex')
}

const precedentsMax = 3

function precedentsOf(book: JudgeBook, type: string, reading: Reading): readonly RecordedPrecedent[] {
  const vector = contextVector(reading.contextTypes, reading.weights, reading.count)
  return (book.families[type]?.clusters ?? [])
    .map((cluster) => ({ cluster, distance: contextDistance(cluster.exemplar, vector) }))
    .sort((one, other) => one.distance - other.distance || (one.cluster.id < other.cluster.id ? -1 : 1))
    .slice(0, precedentsMax)
    .map(({ cluster, distance }) => {
      const label: ClusterLabel | undefined = book.labels[cluster.id]
      return {
        clusterId: cluster.id,
        distance,
        benign: cluster.benign,
        attack: cluster.attack,
        events: cluster.precedents,
        labelledBy: label?.by ?? `labels of ${book.calibration.name}`,
        labelledAt: label?.at ?? book.calibration.madeAt,
      }
    })
}

function alternativesTo(
  decision: Decision,
  { policy }: JudgeBook,
  seen: Circumstances,
): VerdictRecord['alternatives'] {
  const against: { verdict: Verdict; against: string }[] = []
  if (decision.verdict !== 'escalate')
    against.push({
      verdict: 'escalate',
      against: `probability ${seen.probability} is below ${policy.escalateFrom}`,
    })
  if (decision.verdict === 'abstain') against.push({ verdict: 'close', against: decision.reason })
  if (decision.verdict === 'abstain' && seen.alarms.length === 0)
    against.push({ verdict: 'group', against: 'nothing was escalated on the entity within the window' })
  if (decision.verdict === 'group' || decision.verdict === 'escalate')
    against.push({ verdict: 'close', against: `because of ${decision.because}` })
  return against
}

/** What came of judging a record's event again. */
export type Replay = {
  readonly isIdentical: boolean
  readonly record: VerdictRecord
  /** Why it could not be the same: another model or book than the record names. */
  readonly otherwise?: string
}

/** Comes to a verdict again from its record: the same model and book give the same bits. */
export function replay(record: VerdictRecord, learned: Learned, makeKernel: MakeKernel): Replay {
  const again = recorder(learned, makeKernel).record(record.tenantId, record, record.basis)
  const { hash, ...content } = record
  const isIdentical = again.hash === hash && contentHash(content) === hash
  if (again.modelHash !== record.modelHash)
    return { isIdentical, record: again, otherwise: 'the model is another' }
  if (again.bookHash !== record.bookHash)
    return { isIdentical, record: again, otherwise: 'the book is another' }
  return { isIdentical, record: again }
}
