import { policyHistory } from '@countersign/authority/aws/log-snapshot'
import { awsDecider } from '@countersign/authority/explain/aws-decider'
import { explainEvent } from '@countersign/authority/explain/explain-event'
import { UseTally } from '@countersign/authority/revoke/uses'
import { checkExplanation } from '@countersign/explanation/citation'
import type { AuthorityDecision, Explanation } from '@countersign/explanation/explanation'
import { objectOf } from '@countersign/ocsf/fields'
import type { ConformanceRow, ConformanceRun } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'
import {
  type CaseAnswer,
  type CaseEvent,
  type DetonationCase,
  detonationsPath,
  readAnswers,
  readDetonations,
} from './detonations.ts'

const area = 'authority'

/** What became of one case: role actions joined to the call that issued their session, and decisions beside AWS's answer. */
export type CaseScore = {
  readonly name: string
  readonly events: number
  readonly roleActions: number
  readonly joined: number
  readonly expectedJoins: number
  /** Joins to a record that does not show the key that was used. */
  readonly invented: number
  /** Role actions that are neither joined nor said to be of unknown origin. */
  readonly unsaid: number
  /** Faults of the explanations against `checkExplanation`. */
  readonly faults: number
  readonly decisions: Readonly<Record<'agrees' | 'disagrees' | 'undetermined', number>>
  /** The most frequent reason not to decide. */
  readonly reason: string
}

/**
 * Explains every event of every detonation from its own file alone. A role action counts as joined when the chain has a session
 * hop for it that another event shows; the known answer says how many can be.
 */
export const conformanceChain: ConformanceRun = async () => {
  const folder = corpus(detonationsPath)
  if (folder === undefined)
    return [
      {
        area,
        set: 'chains of CloudTrail detonations',
        score: 0,
        total: 0,
        misses: [],
        missing: missingCorpus(detonationsPath),
      },
    ]
  return rowsOf(await scoreCases(folder))
}

export async function scoreCases(folder: string): Promise<readonly CaseScore[]> {
  const answers = readAnswers(folder)
  const scores: CaseScore[] = []
  for (const one of readDetonations(folder)) scores.push(await scoreCase(one, answers[one.name]))
  return scores
}

async function scoreCase(one: DetonationCase, answer: CaseAnswer | undefined): Promise<CaseScore> {
  const explained = await explainAll(one)
  const roleActions = explained.filter(
    ({ event }) => event.event.identityKey?.includes(':assumed-role/') === true,
  )
  const joined = roleActions.filter(isJoined)
  const decisions = { agrees: 0, disagrees: 0, undetermined: 0 }
  for (const { decision } of explained) decisions[judged(decision)]++
  return {
    name: one.name,
    events: one.events.length,
    roleActions: roleActions.length,
    joined: joined.length,
    expectedJoins: answer?.role_events_with_issuing_call_in_case ?? 0,
    invented: joined.filter((action) => !showsKey(action, one)).length,
    unsaid: roleActions.filter((action) => !isJoined(action) && !isSaidUnknown(action)).length,
    faults: explained.reduce((sum, { faults }) => sum + faults, 0),
    decisions,
    reason: commonReason(explained.map(({ decision }) => decision)),
  }
}

type ExplainedCase = {
  readonly event: CaseEvent
  readonly explanation: Explanation
  readonly decision: AuthorityDecision
  readonly faults: number
}

async function explainAll(one: DetonationCase): Promise<readonly ExplainedCase[]> {
  const uses = new UseTally()
  for (const { normalised } of one.events) uses.add(normalised)
  const deciders = [awsDecider(policyHistory(one.events.map(({ fields }) => fields)))]
  const explained: ExplainedCase[] = []
  for (const event of one.events) {
    const { explanation, known } = await explainEvent({
      tenantId: 'conformance',
      region: 'local',
      event: { ...event, ref: event.event.ref },
      lookups: one.index,
      uses,
      deciders,
      sources: ['aws-cloudtrail'],
    })
    const decision = explanation.authority?.decision
    if (decision === undefined) throw new Error(`${event.event.ref.eventId} was not decided`)
    explained.push({ event, explanation, decision, faults: checkExplanation(explanation, known).length })
  }
  return explained
}

function isJoined({ event, explanation }: ExplainedCase): boolean {
  const { identityKey, ref } = event.event
  return (explanation.authority?.chain ?? []).some(
    (hop) => hop.role === 'session' && hop.actor === identityKey && hop.event !== ref.eventId,
  )
}

/** Read from the records themselves, not from what the engine made of them. */
function showsKey({ event, explanation }: ExplainedCase, one: DetonationCase): boolean {
  const session = (explanation.authority?.chain ?? []).findLast(
    (hop) => hop.role === 'session' && hop.actor === event.event.identityKey,
  )
  const issuer = one.events.find((other) => other.event.ref.eventId === session?.event)
  const issued = objectOf(objectOf(issuer?.fields.responseElements).credentials).accessKeyId
  return issued !== undefined && issued === objectOf(event.fields.userIdentity).accessKeyId
}

function isSaidUnknown({ explanation }: ExplainedCase): boolean {
  return (explanation.authority?.missing ?? []).some((gap) => gap.startsWith('Origin unknown'))
}

function judged({ result, observed }: AuthorityDecision): keyof CaseScore['decisions'] {
  if (result === 'undetermined' || observed === undefined) return 'undetermined'
  return result === observed ? 'agrees' : 'disagrees'
}

/** Names of accounts and principals are left out of the table: they say nothing about the reason. */
function commonReason(decisions: readonly AuthorityDecision[]): string {
  const counts = new Map<string, number>()
  for (const { result, missing } of decisions) {
    const reason = (missing[0] ?? '').replace(/arn:\S+/g, 'the caller')
    if (result === 'undetermined' && reason !== '') counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

function rowsOf(scores: readonly CaseScore[]): readonly ConformanceRow[] {
  const sum = (of: (score: CaseScore) => number) => scores.reduce((total, score) => total + of(score), 0)
  const right = scores.filter(isRight)
  const roleActions = sum(({ roleActions: count }) => count)
  const invented = sum(({ invented: count }) => count)
  const expected = sum(({ expectedJoins }) => expectedJoins)
  const [agree, against, open] = (['agrees', 'disagrees', 'undetermined'] as const).map((kind) =>
    sum(({ decisions }) => decisions[kind]),
  ) as [number, number, number]
  return [
    row(
      `role actions joined to the call that issued their session; of ${roleActions - expected} without one, invented ${invented}`,
      sum(({ joined }) => joined) - invented,
      expected,
      scores
        .filter(({ joined, expectedJoins }) => joined !== expectedJoins)
        .map(({ name }) => `${name}: other joins than the answer`),
    ),
    row(
      'files whose chains are right, or say what is unknown',
      right.length,
      scores.length,
      scores.filter((score) => !isRight(score)).map(({ name }) => name),
    ),
    row(
      `decisions that agree with AWS’s own answer, of those decided; undetermined, with what is missing: ${open}`,
      agree,
      agree + against,
      scores
        .filter(({ decisions }) => decisions.disagrees > 0)
        .map(({ name, decisions }) => `${name}: ${decisions.disagrees} decisions against the answer`),
    ),
  ]
}

function row(set: string, score: number, total: number, misses: readonly string[]): ConformanceRow {
  return { area, set, score, total, misses }
}

export function isRight({ joined, expectedJoins, invented, unsaid, faults }: CaseScore): boolean {
  return joined === expectedJoins && invented === 0 && unsaid === 0 && faults === 0
}
