import type {
  AuthorityChain,
  AuthorityDecision,
  AuthorityHop,
  ProposedAction,
} from '@countersign/explanation/explanation'
import type { ChainEvent } from '../chain/chain-event.ts'
import { type ChainLookups, walkWith } from '../chain/chain-lookups.ts'
import { isFailedSignIn } from '../chain/failed-sign-in.ts'
import { named } from '../chain/hop.ts'
import { identityParts } from '../explain/identity-words.ts'
import { counted, listed } from '../explain/words.ts'
import { deactivateKey, iamName, isLongLivedAwsKey } from './aws-steps.ts'
import { type IssuedCredential, issuedFrom } from './cascade.ts'
import { commandWith } from './command-with.ts'
import { identitySteps } from './identity-steps.ts'
import { policySteps } from './policy-steps.ts'
import { credentialChange } from './standard-event.ts'
import type { UseLookups, Uses } from './uses.ts'

export type RevokeQuestion = {
  readonly event: ChainEvent
  readonly chain: AuthorityChain
  readonly decision?: AuthorityDecision
}

const stepsMax = 40
const order: readonly ProposedAction['revokes'][] = ['session', 'token', 'trust', 'credential', 'policy']

/**
 * How to stop it, in the order in which it has to be done: the session, every credential that was obtained with it
 * (transitively), the trust that would hand out the next one, the credentials behind, the policy. Proposals only.
 */
export async function revokePlan(
  { event, chain, decision }: RevokeQuestion,
  lookups: ChainLookups,
  uses: UseLookups,
): Promise<readonly ProposedAction[]> {
  // Nothing was done on the authority of the account that was aimed at.
  if (isFailedSignIn(event)) return []
  const issued = event.sessionKey === undefined ? [] : await walkWith(issuedFrom(event.sessionKey), lookups)
  const actor = event.identityKey ?? 'unknown'
  const steps = [
    ...(await withUses(identitySteps(actor, keysOf(event)), actor, uses)),
    ...(await Promise.all(issued.map((one) => cascadeStep(one, uses)))),
    ...trustSteps(chain.chain),
    ...(await behindSteps(chain.chain, actor, uses)),
    ...policySteps(actor, decision?.deciding ?? []),
  ]
  return distinct(steps)
    .toSorted((a, b) => order.indexOf(a.revokes) - order.indexOf(b.revokes))
    .slice(0, stepsMax)
}

function keysOf({ sessionKey }: ChainEvent): readonly string[] {
  return sessionKey === undefined ? [] : [sessionKey]
}

function distinct(steps: readonly ProposedAction[]): readonly ProposedAction[] {
  const seen = new Map<string, ProposedAction>()
  for (const step of steps) if (!seen.has(step.title)) seen.set(step.title, step)
  return [...seen.values()]
}

/** A credential that this one handed out works on after its parent is gone. */
async function cascadeStep(issued: IssuedCredential, uses: UseLookups): Promise<ProposedAction> {
  const step = credentialStep(issued)
  const used = await uses.usesOf(issued.key)
  const seen =
    used === undefined ? 'It was not seen used in the logs we hold.' : `Seen used: ${useWords(used)}.`
  return { ...step, breaks: `${step.breaks} ${seen}`, revokes: 'token' }
}

function credentialStep({ key, identityKey, call }: IssuedCredential): ProposedAction {
  const parts = identityParts(identityKey ?? '')
  if (isLongLivedAwsKey(key) && parts.kind === 'aws-user') return deactivateKey(parts.name, key)
  const [first] = identityKey === undefined ? [] : identitySteps(identityKey, [key])
  const title = `End ${named(key)}, which was obtained with ${named(call.action)} from the session before`
  if (first !== undefined) return { ...first, title: `${title}: ${lowerFirst(first.title)}` }
  return {
    title,
    effect: 'It stops working; whatever was obtained with it has its own step.',
    breaks: 'Whoever uses it.',
    reversal: 'A new one has to be obtained.',
    standardEvent: credentialChange(key),
  }
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

/** Without this step whoever may assume the role has a new session within minutes. */
function trustSteps(hops: readonly AuthorityHop[]): readonly ProposedAction[] {
  const steps = hops.flatMap((hop, at) => {
    const parts = identityParts(hop.actor)
    if (hop.role !== 'session' || parts.kind !== 'aws-role') return []
    const before = hops.slice(0, at).findLast((one) => one.role !== 'creator' && one.role !== 'trust')
    return [trustStep(parts.name, before?.actor)]
  })
  return [...steps, ...bindingSteps(hops)]
}

function trustStep(role: string, assumer: string | undefined): ProposedAction {
  const whom = assumer === undefined || assumer === 'unknown' ? 'whoever is not meant to' : named(assumer)
  return {
    title: `Stop ${whom} from assuming the role ${named(role)} again`,
    ...commandWith(
      [role],
      iamName,
      `aws iam get-role --role-name ${role} --query Role.AssumeRolePolicyDocument`,
    ),
    effect:
      'The command shows who may assume it: save that, take the principal out, and put the rest back with update-assume-role-policy.',
    breaks: 'Whatever else comes to the role by the same principal.',
    reversal: 'Put back the trust policy that the command showed.',
    revokes: 'trust',
    standardEvent: credentialChange(role),
  }
}

/** `bound ClusterRole edit to …`: who was bound can be unbound; the binding's name is in the event cited. */
function bindingSteps(hops: readonly AuthorityHop[]): readonly ProposedAction[] {
  const bindings = hops.filter((hop) => hop.role === 'trust' && hop.via.startsWith('bound '))
  return bindings.map((hop) => ({
    title: `Delete the binding of ${hop.time?.slice(0, 10) ?? 'that time'} that ${named(hop.via)}`,
    effect: 'Requests that rest on this binding are refused at once.',
    breaks: 'Everything else that the account does with the role.',
    reversal: 'Apply the binding again.',
    revokes: 'trust',
    standardEvent: credentialChange(hop.actor),
  }))
}

/** The identities farther back: their credentials would begin the same chain again. */
async function behindSteps(
  hops: readonly AuthorityHop[],
  actor: string,
  uses: UseLookups,
): Promise<readonly ProposedAction[]> {
  const links = hops.filter(
    (hop) =>
      hop.role === 'identity' || hop.role === 'session' || hop.role === 'agent' || hop.role === 'human',
  )
  const actors = [...new Set(links.map((hop) => hop.actor))].filter(
    (one) => one !== actor && !/^(?:unknown|autonomous)$/.test(one),
  )
  const steps = await Promise.all(
    actors.map(async (one) => {
      const used = await uses.usesOf(one)
      const keys = keysIn(hops, one)
      return await withUses(identitySteps(one, keys), one, uses, used)
    }),
  )
  return steps
    .flat()
    .map((step) =>
      step.revokes === 'session' && /role/.test(step.title)
        ? step
        : { ...step, revokes: 'credential' as const },
    )
}

/** Keys that the chain itself showed in this identity's hand. */
function keysIn(hops: readonly AuthorityHop[], actor: string): readonly string[] {
  return hops
    .filter((hop) => hop.actor === actor)
    .flatMap((hop) => /\b(A[KS]IA[A-Z0-9]{8,124})\b/.exec(hop.via)?.[1] ?? [])
}

async function withUses(
  steps: readonly ProposedAction[],
  actor: string,
  uses: UseLookups,
  known?: Uses,
): Promise<readonly ProposedAction[]> {
  const used = known ?? (await uses.usesOf(actor))
  if (used === undefined) return steps
  return steps.map((step) => ({ ...step, breaks: `${step.breaks} Seen in the logs: ${useWords(used)}.` }))
}

const shownMax = 3

/** `12 calls in 3 sessions from 2 addresses, such as s3 GetObject and ListBuckets`. */
function useWords({ count, sessions, addresses, grants }: Uses): string {
  const actions = [...new Set(grants.map((grant) => named(grant.action)))].slice(0, shownMax)
  const where = [
    ...(sessions.length > 1 ? [`in ${sessions.length} sessions`] : []),
    ...(addresses.length > 0 ? [`from ${counted(addresses.length, 'address')}`] : []),
  ].join(' ')
  const such = actions.length === 0 ? '' : `, such as ${listed(actions)}`
  return `${counted(count, 'call')}${where === '' ? '' : ` ${where}`}${such}`
}
