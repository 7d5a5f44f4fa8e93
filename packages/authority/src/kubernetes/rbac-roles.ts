import type { LabelSelector, RbacBinding, RbacRole, RbacRule, RbacSnapshot } from './rbac-snapshot.ts'

/** Roles of a snapshot by what a binding calls them. */
export type RoleBook = {
  /** The role's rules after aggregation; undefined when the snapshot does not hold the role. */
  readonly rulesOf: (binding: RbacBinding) => readonly RbacRule[] | undefined
}

/** The API server makes it at start-up and repairs it, so its text is known even when nobody exported it. */
const clusterAdminRules: readonly RbacRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
]

export function roleBook({ roles }: RbacSnapshot): RoleBook {
  const rules = new Map<string, readonly RbacRule[]>([['ClusterRole//cluster-admin', clusterAdminRules]])
  for (const role of roles)
    rules.set(roleKey(role.kind, role.namespace, role.name), rulesAfterAggregation(role, roles))
  return {
    rulesOf: ({ roleRef, namespace }) =>
      rules.get(roleKey(roleRef.kind, roleRef.kind === 'Role' ? namespace : undefined, roleRef.name)),
  }
}

const roleKey = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind}/${namespace ?? ''}/${name}`

/** The controller overwrites an aggregating role's own rules; a manifest that was never applied may still carry others. */
function rulesAfterAggregation(role: RbacRole, roles: readonly RbacRole[]): readonly RbacRule[] {
  const selectors = role.aggregates ?? []
  const found = roles.filter(
    (other) =>
      other !== role && other.kind === 'ClusterRole' && selectors.some((one) => selects(one, other.labels)),
  )
  return found.length === 0 ? role.rules : found.flatMap(({ rules }) => rules)
}

/** Source: meta/v1 LabelSelector; one without any demand selects everything. */
function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const own = new Map(Object.entries(labels))
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => own.get(key) === value) &&
    selector.matchExpressions.every(({ key, operator, values }) => {
      const value = own.get(key)
      if (operator === 'Exists') return value !== undefined
      if (operator === 'DoesNotExist') return value === undefined
      const isIn = value !== undefined && values.includes(value)
      return operator === 'In' ? isIn : !isIn
    })
  )
}
