import type { RoleBook } from './rbac-roles.ts'
import { ruleAllows } from './rbac-rules.ts'
import type { KubernetesRequest, RbacBinding, RbacRule, RbacSubject } from './rbac-snapshot.ts'

/** A rule that lets a request through, and the binding that hands it to the subject. */
export type RbacGrant = {
  readonly binding: RbacBinding
  readonly subject: RbacSubject
  readonly rule: RbacRule
  /** Counts from 0 within the role's rules after aggregation. */
  readonly index: number
}

/** A binding that concerns the subject, to a role that the snapshot does not hold. */
export type UnheldRole = { readonly binding: RbacBinding; readonly subject: RbacSubject }

export type RbacFindings = { readonly grants: readonly RbacGrant[]; readonly unheld: readonly UnheldRole[] }

/** Everything in the bindings that lets the request through for its user and groups. */
export function grantsFor(
  bindings: readonly RbacBinding[],
  book: RoleBook,
  request: KubernetesRequest,
): RbacFindings {
  const who = callerOf(request.user, request.groups)
  const grants: RbacGrant[] = []
  const unheld: UnheldRole[] = []
  for (const binding of bindings) {
    if (!reaches(binding, request)) continue
    const subject = binding.subjects.find((one) => who.has(subjectKey(one)))
    if (subject === undefined) continue
    const rules = book.rulesOf(binding)
    if (rules === undefined) unheld.push({ binding, subject })
    else grants.push(...grantsOfRules(binding, subject, rules, request))
  }
  return { grants, unheld }
}

function grantsOfRules(
  binding: RbacBinding,
  subject: RbacSubject,
  rules: readonly RbacRule[],
  request: KubernetesRequest,
): readonly RbacGrant[] {
  const index = rules.findIndex((rule) => ruleAllows(rule, request))
  const rule = rules[index]
  return rule === undefined ? [] : [{ binding, subject, rule, index }]
}

/** A RoleBinding speaks of its own namespace only, whatever kind of role it hands out. */
export function reaches(binding: RbacBinding, request: KubernetesRequest): boolean {
  if (binding.kind === 'ClusterRoleBinding') return true
  return (
    request.kind === 'resource' && request.namespace !== undefined && binding.namespace === request.namespace
  )
}

export function subjectKey(subject: RbacSubject): string {
  return subject.kind === 'ServiceAccount'
    ? `User system:serviceaccount:${subject.namespace}:${subject.name}`
    : `${subject.kind} ${subject.name}`
}

const serviceAccountName = /^system:serviceaccount:([^:]+):([^:]+)$/

/** The groups that every caller of its kind is in, also where an export leaves them out. */
function callerOf(user: string, groups: readonly string[]): ReadonlySet<string> {
  const account = serviceAccountName.exec(user)
  const implied =
    user === 'system:anonymous'
      ? ['system:unauthenticated']
      : ['system:authenticated', ...accountGroups(account)]
  return new Set([`User ${user}`, ...[...groups, ...implied].map((group) => `Group ${group}`)])
}

const accountGroups = (account: RegExpExecArray | null): readonly string[] =>
  account === null ? [] : ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`]
