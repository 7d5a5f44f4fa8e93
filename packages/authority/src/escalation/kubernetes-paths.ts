import { subjectKey } from '../kubernetes/rbac-grants.ts'
import type { RbacSnapshot, RbacSubject } from '../kubernetes/rbac-snapshot.ts'
import { type KubernetesDeed, whoCanInCluster } from '../kubernetes/rbac-who-can.ts'
import { type KubernetesRule, kubernetesRules } from './kubernetes-rules.ts'

/** One hop: a subject becomes a service account, or runs the cluster (no `to`). */
export type KubernetesHop = {
  readonly rule: string
  readonly title: string
  /** `User …`, `Group …`, `User system:serviceaccount:NAMESPACE:NAME`. */
  readonly from: string
  readonly to?: string
  readonly namespace?: string
  /** Names of the bindings that allow it. */
  readonly through: readonly string[]
  readonly assumes?: string
}

export type KubernetesPath = {
  readonly subject: string
  readonly hops: readonly KubernetesHop[]
  readonly assumes: readonly string[]
}

/** Hops of one path, and subjects looked at. */
const hopsMax = 6
const subjectsMax = 20_000

/** The shortest way of each subject to running the cluster; whoever runs it already has none. */
export function kubernetesPaths(
  snapshot: RbacSnapshot,
  rules: readonly KubernetesRule[] = kubernetesRules,
): readonly KubernetesPath[] {
  const rulers = clusterRulers(snapshot)
  const hops = Map.groupBy(
    rules.flatMap((rule) => hopsOf(snapshot, rule)),
    ({ from }) => from,
  )
  return [...hops.keys()]
    .toSorted()
    .slice(0, subjectsMax)
    .filter((subject) => !rulers.has(subject))
    .flatMap((subject) => shortest(subject, hops, rulers) ?? [])
}

/** Subjects that may do everything everywhere. */
function clusterRulers(snapshot: RbacSnapshot): ReadonlySet<string> {
  const everything: KubernetesDeed = { kind: 'resource', verb: '*', apiGroup: '*', resource: '*' }
  return new Set(whoCanInCluster(snapshot, everything).subjects.map(({ subject }) => subjectKey(subject)))
}

/** A group's members are named by no binding: a group stands for all of them. */
function hopsOf(snapshot: RbacSnapshot, rule: KubernetesRule): readonly KubernetesHop[] {
  const namespaces = rule.scope === 'namespace' ? namespacesOf(snapshot) : [undefined]
  return namespaces.flatMap((namespace) => {
    const able = ableToAll(snapshot, rule, namespace)
    const accounts = rule.yields === 'cluster' ? [undefined] : accountsIn(snapshot, namespace)
    return able.flatMap(({ key, through }) =>
      accounts
        .filter((account) => account !== key)
        .map((account) => ({
          rule: rule.id,
          title: rule.title,
          from: key,
          ...(account === undefined ? {} : { to: account }),
          ...(namespace === undefined ? {} : { namespace }),
          through,
          ...(rule.assumes === undefined ? {} : { assumes: rule.assumes }),
        })),
    )
  })
}

type Able = { readonly key: string; readonly through: readonly string[] }

function ableToAll(
  snapshot: RbacSnapshot,
  { deeds }: KubernetesRule,
  namespace: string | undefined,
): readonly Able[] {
  const place = namespace === undefined ? {} : { namespace }
  const able = deeds.map((deed) => {
    const { subjects } = whoCanInCluster(snapshot, { ...deed, ...place })
    return new Map(
      subjects.map(({ subject, through }) => [subjectKey(subject), through.map(({ name }) => name)]),
    )
  })
  const [first] = able
  return [...(first?.keys() ?? [])]
    .filter((key) => able.every((one) => one.has(key)))
    .map((key) => ({ key, through: [...new Set(able.flatMap((one) => one.get(key) ?? []))] }))
}

function namespacesOf({ bindings, serviceAccounts }: RbacSnapshot): readonly string[] {
  const named = [...bindings, ...serviceAccounts].flatMap(({ namespace }) => namespace ?? [])
  const accounts = bindings.flatMap(({ subjects }) => subjects.flatMap(accountNamespace))
  return [...new Set([...named, ...accounts])].toSorted()
}

function accountNamespace(subject: RbacSubject): readonly string[] {
  return subject.kind === 'ServiceAccount' ? [subject.namespace] : []
}

function accountsIn(
  { bindings, serviceAccounts }: RbacSnapshot,
  namespace: string | undefined,
): readonly string[] {
  const declared = serviceAccounts.map(({ namespace: place, name }) => ({
    kind: 'ServiceAccount' as const,
    namespace: place,
    name,
  }))
  const bound = bindings.flatMap(({ subjects }) => subjects.filter((one) => one.kind === 'ServiceAccount'))
  const within = [...declared, ...bound].filter(
    (one) => namespace === undefined || one.namespace === namespace,
  )
  return [...new Set(within.map(subjectKey))].toSorted()
}

function shortest(
  subject: string,
  hops: ReadonlyMap<string, readonly KubernetesHop[]>,
  rulers: ReadonlySet<string>,
): KubernetesPath | undefined {
  const reached = new Map<string, readonly KubernetesHop[]>([[subject, []]])
  for (const [at, way] of reached) {
    if (way.length >= hopsMax) continue
    for (const hop of hops.get(at) ?? []) {
      const longer = [...way, hop]
      if (hop.to === undefined || rulers.has(hop.to))
        return {
          subject,
          hops: longer,
          assumes: [...new Set(longer.flatMap(({ assumes }) => assumes ?? []))],
        }
      if (!reached.has(hop.to)) reached.set(hop.to, longer)
    }
  }
  return undefined
}
