import type { AuthorityDecision } from '@countersign/explanation/explanation'
import type { AwsCaller, AwsRequest } from '../aws/aws-request.ts'
import type { AwsPrincipal, AwsSnapshot } from '../aws/aws-snapshot.ts'
import { decide, decideHeld, isOpenToEveryone } from '../aws/decide.ts'
import { type HeldPolicies, heldPolicies, isUnread } from '../aws/held-policies.ts'
import { type KnownContext, knownContext } from '../aws/known-context.ts'
import { awsManagedPolicyText, type ManagedPolicyTexts } from '../aws/managed-policies.ts'
import { bearingStatements } from '../aws/worlds.ts'

/** An action on a resource, and the circumstances; who asks is what is looked for. */
export type WhoCanQuestion = Pick<
  AwsRequest,
  'action' | 'resource' | 'resourceAccountId' | 'context' | 'absent' | 'at'
>

export type WhoCanAnswer = {
  readonly allowed: readonly WhoCan[]
  /** Those of whom nobody can tell; each says what is missing. */
  readonly undetermined: readonly WhoCan[]
  /** How many users and roles were asked about. */
  readonly asked: number
}

export type WhoCan = { readonly principal: string; readonly decision: AuthorityDecision }

/**
 * Every user and role of the snapshot that may do something. Principals none of whose statements speak of the action on
 * the resource are put aside by reading alone; the others are decided one by one, as `decide` does.
 */
export async function whoCan(
  snapshot: AwsSnapshot,
  question: WhoCanQuestion,
  texts: ManagedPolicyTexts = awsManagedPolicyText,
): Promise<WhoCanAnswer> {
  const allowed: WhoCan[] = []
  const undetermined: WhoCan[] = []
  const actors = snapshot.principals.filter(({ kind }) => kind !== 'group')
  for (const principal of actors) {
    const request: AwsRequest = { ...question, caller: callerOf(principal), sessionPolicies: [] }
    const decision = await decisionFor(snapshot, request, texts)
    if (decision === undefined) continue
    if (decision.result === 'allowed') allowed.push({ principal: principal.arn, decision })
    if (decision.result === 'undetermined') undetermined.push({ principal: principal.arn, decision })
  }
  return { allowed, undetermined, asked: actors.length }
}

export function callerOf({ kind, arn, accountId }: AwsPrincipal): AwsCaller {
  return kind === 'user' ? { kind: 'user', arn, accountId } : { kind: 'role', arn, accountId }
}

/** Undefined where reading alone says no: no allow of its own or of the resource, and nothing unread. */
async function decisionFor(
  snapshot: AwsSnapshot,
  request: AwsRequest,
  texts: ManagedPolicyTexts,
): Promise<AuthorityDecision | undefined> {
  if (isOpenToEveryone(request.action)) return decide(snapshot, request, texts)
  const held = heldPolicies(snapshot, request, texts)
  if (held.undated.length > 0) return decide(snapshot, request, texts)
  const context = knownContext(snapshot, request)
  const isUnreadable = held.unreadIdentity.length > 0 || isUnread(held.resource)
  if (!isUnreadable && !allows(request, held, context)) return undefined
  return decideHeld(snapshot, request, held, context)
}

function allows(request: AwsRequest, { identity, resource }: HeldPolicies, context: KnownContext): boolean {
  const policies = resource === undefined || isUnread(resource) ? identity : [...identity, resource]
  return bearingStatements(policies, request, context).some(({ statement }) => statement.effect === 'allow')
}
