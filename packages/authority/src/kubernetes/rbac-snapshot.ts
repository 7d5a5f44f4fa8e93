/** What a cluster's RBAC said at one moment. Source: rbac.authorization.k8s.io/v1. */
export type RbacSnapshot = {
  readonly kind: 'kubernetes'
  /** Empty where the manifests do not name it. */
  readonly cluster: string
  /** ISO 8601, UTC. */
  readonly takenAt: string
  readonly roles: readonly RbacRole[]
  readonly bindings: readonly RbacBinding[]
  readonly serviceAccounts: readonly KubernetesServiceAccount[]
  /** What could not be read, in words. */
  readonly gaps: readonly string[]
}

export type RbacRole = {
  readonly kind: 'Role' | 'ClusterRole'
  /** Set for a Role. */
  readonly namespace?: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly rules: readonly RbacRule[]
  /** A ClusterRole that is the union of those its selectors find. */
  readonly aggregates?: readonly LabelSelector[]
}

export type RbacRule = {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  /** Empty: any name. */
  readonly resourceNames: readonly string[]
  readonly nonResourceURLs: readonly string[]
}

export type LabelSelector = {
  readonly matchLabels: Readonly<Record<string, string>>
  readonly matchExpressions: readonly LabelExpression[]
}

export type LabelExpression = {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

export type RbacBinding = {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding'
  /** Set for a RoleBinding. */
  readonly namespace?: string
  readonly name: string
  readonly roleRef: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string }
  readonly subjects: readonly RbacSubject[]
}

export type RbacSubject =
  | { readonly kind: 'User'; readonly name: string }
  | { readonly kind: 'Group'; readonly name: string }
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }

export type KubernetesServiceAccount = {
  readonly namespace: string
  readonly name: string
  readonly annotations: Readonly<Record<string, string>>
  readonly createdAt?: string
}

/** What is asked, as the API server asks its authorisers. Source: authorization.k8s.io/v1 SubjectAccessReviewSpec. */
export type KubernetesRequest = {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
} & (KubernetesResource | { readonly kind: 'path'; readonly path: string })

export type KubernetesResource = {
  readonly kind: 'resource'
  /** Empty for the core group. */
  readonly apiGroup: string
  readonly resource: string
  readonly subresource?: string
  /** Absent for cluster-scoped resources, and for all namespaces at once. */
  readonly namespace?: string
  readonly name?: string
}
