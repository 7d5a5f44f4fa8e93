import { reaches, subjectKey } from './rbac-grants.ts'
import { roleBook } from './rbac-roles.ts'
import { ruleAllows } from './rbac-rules.ts'
import type { KubernetesRequest, RbacBinding, RbacSnapshot, RbacSubject } from './rbac-snapshot.ts'

type WithoutCaller<T> = T extends unknown ? Omit<T, 'user' | 'groups'> : never
export type KubernetesDeed = WithoutCaller<KubernetesRequest>

export type SubjectThatCan = { readonly subject: RbacSubject; readonly through: readonly RbacBinding[] }

export type WhoCan = {
  /** Members of `system:masters` are not among them: no binding names those. */
  readonly subjects: readonly SubjectThatCan[]
  /** Bindings to roles whose text is not held: whether they allow it is unknown. */
  readonly unknown: readonly RbacBinding[]
}

/** Everybody that the bindings name who may do it. */
export function whoCanInCluster(snapshot: RbacSnapshot, deed: KubernetesDeed): WhoCan {
  const book = roleBook(snapshot)
  const request: KubernetesRequest = { ...deed, user: '', groups: [] }
  const found = new Map<string, { readonly subject: RbacSubject; readonly through: RbacBinding[] }>()
  const unknown: RbacBinding[] = []
  for (const binding of snapshot.bindings) {
    if (!reaches(binding, request)) continue
    const rules = book.rulesOf(binding)
    if (rules === undefined) unknown.push(binding)
    if (!(rules ?? []).some((rule) => ruleAllows(rule, request))) continue
    for (const subject of binding.subjects) {
      const key = subjectKey(subject)
      const entry = found.get(key) ?? { subject, through: [] }
      entry.through.push(binding)
      found.set(key, entry)
    }
  }
  return { subjects: [...found.values()], unknown }
}
