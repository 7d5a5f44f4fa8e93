import type {
  AuthorityDecision,
  PolicyStatementRef,
  PolicyType,
  ResolvedCondition,
} from '@countersign/explanation/explanation'
import type { AwsRequest } from './aws-request.ts'
import type { AwsSnapshot } from './aws-snapshot.ts'
import { beyondPolicy } from './beyond-policy.ts'
import { type HeldPolicies, type HeldPolicy, heldPolicies, isUnread } from './held-policies.ts'
import { type KnownContext, knownContext } from './known-context.ts'
import { awsManagedPolicyText, latestTexts, type ManagedPolicyTexts } from './managed-policies.ts'
import { policyHash } from './policy-document.ts'
import {
  type Bearing,
  bearingOn,
  type NotSimulated,
  simulate,
  unknownsOf,
  type WorldAnswer,
} from './simulate.ts'
import { snapshotHash } from './snapshot-hash.ts'
import { isOpenStatement, type StatementOrigin } from './worlds.ts'

export const awsEvaluator = { name: '@cloud-copilot/iam-simulate', version: '0.1.173' } as const

/** Statements quoted in full up to here; a bucket policy's statement may name a thousand accounts. */
const statementTextMaxChars = 4_000

/**
 * Whether policy lets the request through, and which statements decide. What is not known never turns into a yes or a no:
 * the request is decided once with everything unknown against the caller and once with everything for the caller, and is
 * `undetermined` where the two differ. `missing` of an allowed or denied request lists what it takes for granted.
 */
export async function decide(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  texts: ManagedPolicyTexts = awsManagedPolicyText,
): Promise<AuthorityDecision> {
  const settled = decidedWithoutPolicy(request)
  if (settled !== undefined) return { ...frame(snapshot), ...settled }
  const context = knownContext(snapshot, request)
  const held = heldPolicies(snapshot, request, texts)
  const first = await decideHeld(snapshot, request, held, context)
  if (held.undated.length === 0) return first
  const latest = heldPolicies(snapshot, request, latestTexts(texts))
  return agreed(first, await decideHeld(snapshot, request, latest, context), held.undated)
}

/** One answer of two: by the earliest and by the latest text that may have been in force. */
function agreed(
  earliest: AuthorityDecision,
  latest: AuthorityDecision,
  undated: readonly string[],
): AuthorityDecision {
  if (earliest.result === 'undetermined') return earliest
  const isOne = earliest.result === latest.result && earliest.denial === latest.denial
  if (isOne) return { ...earliest, missing: [...earliest.missing, ...undated] }
  const { denial: _, because: __, ...frame } = earliest
  return { ...frame, ...undetermined(undated.map((text) => `${text}: its answer changed between`)) }
}

/** `decide`, where the policies that bear on the request have been gathered already, each by one text. */
export async function decideHeld(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  held: HeldPolicies,
  context: KnownContext,
): Promise<AuthorityDecision> {
  const bearing = bearingOn(held, request, context)
  const unknowns = unknownsOf(held, bearing)
  const least = await simulate(held, bearing, request, context, 'least')
  const most = unknowns.length === 0 ? least : await simulate(held, bearing, request, context, 'most')
  if ('notSimulated' in least || 'notSimulated' in most)
    return { ...frame(snapshot), ...undetermined([(least as NotSimulated).notSimulated, ...unknowns]) }
  const part = joined({ held, bearing, context, unknowns, least, most, request })
  const beyond = beyondPolicy(request, part.result)
  return { ...frame(snapshot), ...(beyond === undefined ? part : undetermined([beyond, ...part.missing])) }
}

type Part = Omit<AuthorityDecision, 'made' | 'evaluator' | 'snapshot'>

function frame(snapshot: AwsSnapshot): Pick<AuthorityDecision, 'made' | 'evaluator' | 'snapshot'> {
  return {
    made: 'reconstructed',
    evaluator: awsEvaluator,
    snapshot: { takenAt: snapshot.takenAt, hash: snapshotHash(snapshot) },
  }
}

function undetermined(missing: readonly string[]): Part {
  return { result: 'undetermined', deciding: [], notBlockedBy: [], conditions: [], missing }
}

/** Calls that AWS lets any signed-in caller make, whatever policy says (STS API Reference). */
const openToEveryone: ReadonlySet<string> = new Set(['sts:getcalleridentity', 'sts:getsessiontoken'])

export function isOpenToEveryone(action: string): boolean {
  return openToEveryone.has(action.toLowerCase())
}

function decidedWithoutPolicy({ caller, action }: AwsRequest): Part | undefined {
  if (caller.kind === 'unknown') return undetermined([caller.reason])
  if (caller.kind === 'service' && !/^sts:/i.test(action))
    return undetermined([`what AWS lets its own service ${caller.name} do is not told by policy`])
  if (caller.kind === 'anonymous' || !isOpenToEveryone(action)) return undefined
  return {
    result: 'allowed',
    because: `${action} is open to every signed-in caller, whatever policy says`,
    deciding: [],
    notBlockedBy: [],
    conditions: [],
    missing: [],
  }
}

type Known = {
  readonly held: HeldPolicies
  readonly bearing: Bearing
  readonly context: KnownContext
  readonly unknowns: readonly string[]
  readonly least: WorldAnswer
  readonly most: WorldAnswer
  readonly request: AwsRequest
}

function joined(known: Known): Part {
  const { held, least, most, unknowns, context, request, bearing } = known
  if (least.result === 'Allowed') {
    const deciding = decidingAllows(least)
    return {
      result: 'allowed',
      ...(request.caller.kind === 'root' ? { because: 'the root user of an account needs no policy' } : {}),
      deciding: deciding.map(statementRef),
      notBlockedBy: notBlockedBy(held),
      conditions: deciding.flatMap((origin) => conditionsOf(origin, context)),
      missing: [...held.assumptions, ...unreadAssumption(held)],
    }
  }
  if (most.result === 'Allowed')
    return {
      ...undetermined([...unknowns, ...held.assumptions]),
      conditions: [...bearing.identity, ...bearing.resource]
        .filter(isOpenStatement)
        .flatMap((origin) => conditionsOf(origin, context)),
    }
  return denied(known)
}

/** What is known to exist and was not read gave nothing here; that it takes nothing away is an assumption. */
function unreadAssumption({ unreadIdentity }: HeldPolicies): readonly string[] {
  return unreadIdentity.map((text) => `${text}; taken to forbid nothing`)
}

function denied({ held, least, most, context }: Known): Part {
  const isExplicit = most.result === 'ExplicitlyDenied'
  const deciding = isExplicit ? decidingDenies(most) : []
  return {
    result: 'denied',
    denial: isExplicit ? 'explicit' : 'implicit',
    ...(isExplicit ? {} : { because: implicitReason(least) }),
    deciding: deciding.map(statementRef),
    notBlockedBy: [],
    conditions: isExplicit
      ? deciding.flatMap((origin) => conditionsOf(origin, context))
      : nearMisses(least, context),
    missing: isExplicit ? [] : held.assumptions,
  }
}

const blockedNames: Readonly<Record<string, string>> = {
  pb: 'the permissions boundary does not allow it',
  scp: 'a service control policy does not allow it',
  rcp: 'a resource control policy does not allow it',
  resource: 'the resource policy does not allow it',
  identity: 'no identity policy allows it',
}

function implicitReason({ analysis }: WorldAnswer): string {
  const blocked = analysis.blockedBy?.map((kind) => blockedNames[kind] ?? `${kind} does not allow it`) ?? []
  if (blocked.length > 0) return blocked.join('; ')
  if (analysis.sessionAnalysis !== undefined && analysis.sessionAnalysis.result !== 'Allowed')
    return 'the session policy does not allow it'
  return 'no statement allows it'
}

type Analysed = { readonly policyId?: string | undefined; readonly statement: { index(): number } }

function originsOf(answer: WorldAnswer, name: string, statements: readonly Analysed[] | undefined) {
  return (statements ?? []).flatMap(({ policyId, statement }) => {
    // The simulator counts statements from 1. A synthetic policy has no origin: it decides nothing of its own.
    const origin = answer.policies.get(policyId ?? name)?.origins[statement.index() - 1]
    return origin === undefined ? [] : [origin]
  })
}

function decidingAllows(answer: WorldAnswer): readonly StatementOrigin[] {
  const { identityAnalysis, resourceAnalysis } = answer.analysis
  const identity = identityAnalysis?.result === 'Allowed' ? identityAnalysis.allowStatements : []
  return [
    ...originsOf(answer, 'identity', identity),
    ...originsOf(answer, 'resource', resourceAnalysis?.allowStatements),
  ]
}

function decidingDenies(answer: WorldAnswer): readonly StatementOrigin[] {
  const { analysis } = answer
  return [
    ...originsOf(answer, 'identity', analysis.identityAnalysis?.denyStatements),
    ...originsOf(answer, 'resource', analysis.resourceAnalysis?.denyStatements),
    ...originsOf(answer, 'boundary', analysis.permissionBoundaryAnalysis?.denyStatements),
    ...originsOf(answer, 'session', analysis.sessionAnalysis?.denyStatements),
    ...(analysis.scpAnalysis?.ouAnalysis ?? []).flatMap((ou) => originsOf(answer, '', ou.denyStatements)),
    ...(analysis.rcpAnalysis?.ouAnalysis ?? []).flatMap((ou) => originsOf(answer, '', ou.denyStatements)),
  ]
}

/** Conditions that kept an allow from counting. */
function nearMisses(answer: WorldAnswer, context: KnownContext): readonly ResolvedCondition[] {
  const { identityAnalysis, resourceAnalysis } = answer.analysis
  const missed = [
    ...originsOf(answer, 'identity', identityAnalysis?.unmatchedStatements),
    ...originsOf(answer, 'resource', resourceAnalysis?.unmatchedStatements),
  ]
  return missed
    .filter(({ statement }) => statement.effect === 'allow')
    .flatMap((origin) => conditionsOf(origin, context, 'no'))
}

export function statementRef({ policy, statement }: StatementOrigin): PolicyStatementRef {
  const text = JSON.stringify(statement.source)
  return {
    policyType: policy.policyType,
    policyId: policy.policyId,
    version: policyHash(policy.document),
    ...(statement.sid === undefined ? {} : { statementId: statement.sid }),
    index: statement.index,
    effect: statement.effect,
    text: text.length > statementTextMaxChars ? `${text.slice(0, statementTextMaxChars)}…` : text,
  }
}

/** The statement counted, so each condition of it held; one that kept it from counting is not told from its siblings. */
function conditionsOf(
  { statement, bearing }: StatementOrigin,
  context: KnownContext,
  holds: 'yes' | 'no' = 'yes',
): readonly ResolvedCondition[] {
  return statement.conditions.map((condition) => {
    const value = context.of(condition.key)
    const isOpen = bearing.openConditions.includes(condition)
    return {
      operator: condition.operator,
      key: condition.key,
      wanted: condition.values,
      ...(typeof value === 'string' ? {} : { value }),
      holds: isOpen || (holds === 'no' && statement.conditions.length > 1) ? 'unknown' : holds,
    }
  })
}

function notBlockedBy(held: HeldPolicies): AuthorityDecision['notBlockedBy'] {
  const one = (policy: HeldPolicies['boundary']) => (policy === undefined || isUnread(policy) ? [] : [policy])
  const session = held.session === undefined || isUnread(held.session) ? [] : held.session
  const policies: readonly HeldPolicy[] = [
    ...one(held.boundary),
    ...session,
    ...held.scps.flatMap(({ policies: level }) => level),
    ...held.rcps.flatMap(({ policies: level }) => level),
  ]
  return policies.map(({ policyType, policyId }: { policyType: PolicyType; policyId: string }) => ({
    policyType,
    policyId,
  }))
}
