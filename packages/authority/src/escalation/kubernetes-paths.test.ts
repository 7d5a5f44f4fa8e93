import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RbacRule, RbacSnapshot, RbacSubject } from '../kubernetes/rbac-snapshot.ts'
import { kubernetesPaths } from './kubernetes-paths.ts'

const rule = (verbs: readonly string[], apiGroup: string, resources: readonly string[]): RbacRule => ({
  verbs,
  apiGroups: [apiGroup],
  resources,
  resourceNames: [],
  nonResourceURLs: [],
})
const user = (name: string): RbacSubject => ({ kind: 'User', name })
const account = (namespace: string, name: string): RbacSubject => ({
  kind: 'ServiceAccount',
  namespace,
  name,
})

type Grant = readonly [subject: RbacSubject, namespace: string | undefined, ...rules: readonly RbacRule[]]

function clusterOf(...grants: readonly Grant[]): RbacSnapshot {
  return {
    kind: 'kubernetes',
    cluster: 'c',
    takenAt: '2026-03-01T00:00:00Z',
    roles: grants.map(([, , ...rules], index) => ({
      kind: 'ClusterRole',
      name: `r${index}`,
      labels: {},
      rules,
    })),
    bindings: grants.map(([subject, namespace], index) => ({
      kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      ...(namespace === undefined ? {} : { namespace }),
      name: `b${index}`,
      roleRef: { kind: 'ClusterRole', name: `r${index}` },
      subjects: [subject],
    })),
    serviceAccounts: [],
    gaps: [],
  }
}

const everything = rule(['*'], '*', ['*'])
const told = (snapshot: RbacSnapshot) =>
  kubernetesPaths(snapshot).map(
    ({ subject, hops }) => `${subject}: ${hops.map((hop) => hop.rule).join(' > ')}`,
  )

test('whoever makes pods beside an account that runs the cluster runs it too, and only there', () => {
  const ruler = [account('ops', 'operator'), undefined, everything] as const
  const makesPods = rule(['create'], '', ['pods'])
  assert.deepEqual(told(clusterOf(ruler, [user('ann'), 'ops', makesPods])), ['User ann: k8s-create-pods'])
  assert.deepEqual(told(clusterOf(ruler, [user('ann'), 'web', makesPods])), [])
})

test('binding needs both the verb and the right to make bindings', () => {
  const rbac = 'rbac.authorization.k8s.io'
  const makes = rule(['create'], rbac, ['clusterrolebindings'])
  const binds = rule(['bind'], rbac, ['clusterroles'])
  assert.deepEqual(told(clusterOf([user('ann'), undefined, makes])), [])
  assert.deepEqual(told(clusterOf([user('ann'), undefined, makes, binds])), ['User ann: k8s-bind'])
})

test('hops join: a token, and from there impersonation', () => {
  const tokens = rule(['create'], '', ['serviceaccounts/token'])
  const acts = rule(['impersonate'], '', ['users', 'groups'])
  const snapshot = clusterOf([user('ann'), 'ci', tokens], [account('ci', 'runner'), undefined, acts])
  assert.deepEqual(told(snapshot), [
    'User ann: k8s-request-token > k8s-impersonate-group',
    'User system:serviceaccount:ci:runner: k8s-impersonate-group',
  ])
})

test('whoever runs the cluster, or only reads it, has no path', () => {
  const reads = rule(['get', 'list', 'watch'], '', ['pods', 'services', 'configmaps'])
  assert.deepEqual(
    told(clusterOf([user('owner'), undefined, everything], [user('auditor'), undefined, reads])),
    [],
  )
})
