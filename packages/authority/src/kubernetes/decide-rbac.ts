import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import type { AuthorityDecision, PolicyStatementRef } from '@countersign/explanation/explanation'
import { grantsFor, type RbacGrant, type UnheldRole } from './rbac-grants.ts'
import { type RoleBook, roleBook } from './rbac-roles.ts'
import type { KubernetesRequest, RbacBinding, RbacRule, RbacSnapshot } from './rbac-snapshot.ts'

export const rbacEvaluator = { name: 'countersign/kubernetes-rbac', version: '1' } as const

/** Bound to no role: the API server lets its members do everything before any authoriser is asked. */
const superusers = 'system:masters'

/** A cluster's RBAC, ready to be asked many times. */
export interface RbacPolicy {
  readonly decide: (request: KubernetesRequest, observed?: 'allowed' | 'denied') => AuthorityDecision
}

export function rbacPolicy(snapshot: RbacSnapshot): RbacPolicy {
  const book = roleBook(snapshot)
  const hash = sha256(canonical(snapshot))
  const base = {
    notBlockedBy: [],
    conditions: [],
    made: 'reconstructed',
    evaluator: rbacEvaluator,
    snapshot: { takenAt: snapshot.takenAt, hash },
  } as const
  return {
    decide: (request, observed) => ({
      ...judge(snapshot, book, request, observed),
      ...base,
      ...(observed === undefined ? {} : { observed }),
    }),
  }
}

type Judgement = Pick<AuthorityDecision, 'result' | 'denial' | 'deciding' | 'missing'>

function judge(
  snapshot: RbacSnapshot,
  book: RoleBook,
  request: KubernetesRequest,
  observed: 'allowed' | 'denied' | undefined,
): Judgement {
  if (request.groups.includes(superusers))
    return { result: 'allowed', deciding: [superuserStatement], missing: [] }
  const { grants, unheld } = grantsFor(snapshot.bindings, book, request)
  if (grants.length > 0)
    return { result: 'allowed', deciding: grants.map((grant) => statementOf(grant, book)), missing: [] }
  const missing = [...unheld.map(unheldWords), ...snapshot.gaps]
  if (missing.length > 0) return { result: 'undetermined', deciding: [], missing }
  // No rule of RBAC allows it. Something else may: the answer says so instead of calling the API server a liar.
  if (observed === 'allowed') return { result: 'undetermined', deciding: [], missing: [otherAuthorisers] }
  return { result: 'denied', denial: 'implicit', deciding: [], missing: [] }
}

const otherAuthorisers =
  'No RBAC rule of the snapshot allows it, and the API server did: another authoriser (node, webhook or the cloud’s own access entries), or RBAC that is not in the snapshot.'

const unheldWords = ({ binding }: UnheldRole): string =>
  `The text of ${binding.roleRef.kind} ${binding.roleRef.name}, which ${binding.kind} ${placed(binding)} hands out, is not in the snapshot.`

const placed = ({ namespace, name }: RbacBinding): string =>
  namespace === undefined ? name : `${namespace}/${name}`

const superuserStatement: PolicyStatementRef = {
  policyType: 'rbac',
  policyId: `Group ${superusers}`,
  version: sha256(superusers),
  index: 0,
  effect: 'allow',
  text: 'Members of system:masters may do everything; no role or binding says so.',
}

function statementOf({ binding, subject, rule, index }: RbacGrant, book: RoleBook): PolicyStatementRef {
  const who = subject.kind === 'ServiceAccount' ? `${subject.namespace}/${subject.name}` : subject.name
  return {
    policyType: 'rbac',
    policyId: `${binding.kind} ${placed(binding)} of ${binding.roleRef.kind} ${binding.roleRef.name} to ${subject.kind} ${who}`,
    version: sha256(canonical({ binding, rules: book.rulesOf(binding) ?? [] })),
    index,
    effect: 'allow',
    text: ruleText(rule),
  }
}

/** The rule in the order of a manifest, on one line. */
function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: RbacRule): string {
  const parts = Object.entries({ apiGroups, resources, resourceNames, nonResourceURLs, verbs })
  return parts
    .flatMap(([name, values]) => (values.length === 0 ? [] : [`${name}: ${JSON.stringify(values)}`]))
    .join(', ')
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
