import type { AuthorityDecision } from '@countersign/explanation/explanation'
import type { JsonObject } from '@countersign/ocsf/record'
import type { AwsRequest } from './aws-request.ts'
import type { AwsSnapshot } from './aws-snapshot.ts'
import { awsEvaluator, decide } from './decide.ts'
import { principalArn } from './held-policies.ts'
import { type PolicyHistory, policySettleSeconds } from './log-snapshot.ts'
import { awsManagedPolicyText, type ManagedPolicyTexts } from './managed-policies.ts'
import { observedOf } from './observed.ts'
import { requestsOfRecord } from './request.ts'
import { snapshotHash } from './snapshot-hash.ts'
import { snapshotIndex } from './snapshot-index.ts'

/** A call, what it needed and how each of that was decided. */
export type RecordDecision = {
  readonly requests: readonly AwsRequest[]
  readonly decision: AuthorityDecision
}

/**
 * Why a call of a CloudTrail record could, or could not, be made, by the policy in force at that moment, beside what AWS
 * itself answered. The two are worked out apart: AWS's answer never turns policy that is not known into a yes or a no.
 */
export async function decideRecord(
  record: JsonObject,
  history: PolicyHistory,
  texts: ManagedPolicyTexts = awsManagedPolicyText,
): Promise<RecordDecision> {
  const at = typeof record.eventTime === 'string' ? record.eventTime : ''
  const snapshot = history.inForceAt(at)
  const found = await requestsOfRecord(record, history.sessionPolicies)
  const { observed, observedDenial } = observedOf(record)
  const answer = {
    ...(observed === undefined ? {} : { observed }),
    ...(observedDenial === undefined ? {} : { observedDenial }),
  }
  if (found.kind === 'none')
    return { requests: [], decision: { ...nothingToDecide(found.reason, snapshot), ...answer } }
  const decided = await decideAll(snapshot, found.requests, texts)
  const joined = {
    ...(await settled(decided, snapshot, history.unsettledAt(at), found.requests, texts)),
    ...answer,
  }
  const disagreement = disagreementOf(joined)
  return {
    requests: found.requests,
    decision: disagreement === undefined ? joined : { ...joined, disagreement },
  }
}

async function decideAll(
  snapshot: AwsSnapshot,
  requests: readonly AwsRequest[],
  texts: ManagedPolicyTexts,
): Promise<AuthorityDecision> {
  const decisions: AuthorityDecision[] = []
  for (const request of requests) decisions.push(await decide(snapshot, request, texts))
  return joinDecisions(requests, decisions)
}

/** A decision stands where every state that may have been in force gives it. */
async function settled(
  decision: AuthorityDecision,
  snapshot: AwsSnapshot,
  others: readonly AwsSnapshot[],
  requests: readonly AwsRequest[],
  texts: ManagedPolicyTexts,
): Promise<AuthorityDecision> {
  if (decision.result === 'undetermined') return decision
  for (const other of others) {
    const { result } = await decideAll(other, requests, texts)
    if (result === decision.result || (decision.result === 'denied' && isNewcomer(other, requests))) continue
    return nothingToDecide(
      `policy changed within ${policySettleSeconds} seconds of the call, and AWS may have gone by either state`,
      snapshot,
    )
  }
  return decision
}

/** Whoever did not exist yet was allowed nothing either. */
function isNewcomer(before: AwsSnapshot, requests: readonly AwsRequest[]): boolean {
  const arn = requests[0] === undefined ? undefined : principalArn(requests[0].caller)
  return arn !== undefined && !snapshotIndex(before).principals.has(arn)
}

function nothingToDecide(reason: string, snapshot: AwsSnapshot): AuthorityDecision {
  return {
    result: 'undetermined',
    deciding: [],
    notBlockedBy: [],
    conditions: [],
    missing: [reason],
    made: 'reconstructed',
    evaluator: awsEvaluator,
    snapshot: { takenAt: snapshot.takenAt, hash: snapshotHash(snapshot) },
  }
}

/** Every permission of the call has to be there: one that is not decides, then one that nobody can tell. */
function joinDecisions(
  requests: readonly AwsRequest[],
  decisions: readonly AuthorityDecision[],
): AuthorityDecision {
  for (const result of ['denied', 'undetermined'] as const) {
    const index = decisions.findIndex((decision) => decision.result === result)
    const decision = decisions[index]
    if (decision === undefined) continue
    const { action, resource } = requests[index] as AwsRequest
    return decisions.length === 1
      ? decision
      : {
          ...decision,
          because: [`it needs ${action} on ${resource}`, decision.because].filter(Boolean).join(': '),
        }
  }
  const [first, ...others] = decisions as readonly [AuthorityDecision, ...AuthorityDecision[]]
  if (others.length === 0) return first
  return {
    ...first,
    deciding: unique(decisions.flatMap(({ deciding }) => deciding)),
    notBlockedBy: unique(decisions.flatMap(({ notBlockedBy }) => notBlockedBy)),
    conditions: unique(decisions.flatMap(({ conditions }) => conditions)),
    missing: [...new Set(decisions.flatMap(({ missing }) => missing))],
  }
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}

function disagreementOf({
  result,
  observed,
  observedDenial,
  missing,
}: AuthorityDecision): string | undefined {
  if (observed === undefined || result === 'undetermined' || result === observed) return undefined
  const taken = missing.length === 0 ? '' : ` Taken for granted: ${missing.join('; ')}.`
  if (observed === 'denied') {
    const by =
      observedDenial?.policyType === undefined ? '' : ` It names the ${observedDenial.policyType} policy.`
    return `AWS denied what the policy held here allows: something that is not held stood in the way.${by}${taken}`
  }
  return `AWS allowed what the policy held here denies: something that is not held let it through.${taken}`
}
