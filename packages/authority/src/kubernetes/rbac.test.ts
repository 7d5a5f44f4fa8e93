import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rbacPolicy } from './decide-rbac.ts'
import { isRbacManifest, rbacOfManifests } from './manifests.ts'
import type { KubernetesRequest, RbacSnapshot } from './rbac-snapshot.ts'
import { whoCanInCluster } from './rbac-who-can.ts'

const source = { cluster: 'orchard', takenAt: '2026-03-04T00:00:00Z' }

const manifests = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules:
  - { apiGroups: [""], resources: [pods, "*/status"], verbs: [get, list] }
  - { apiGroups: [""], resources: [configmaps], resourceNames: [settings], verbs: [get] }
  - { nonResourceURLs: ["/metrics", "/logs/*"], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: deployer, namespace: shop }
rules:
  - { apiGroups: [apps], resources: [deployments], verbs: ["*"] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: staff-read }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }
subjects: [{ kind: Group, name: staff }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: pipeline, namespace: shop }
roleRef: { kind: Role, name: deployer }
subjects: [{ kind: ServiceAccount, name: pipeline }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop-read, namespace: shop }
roleRef: { kind: ClusterRole, name: reader }
subjects: [{ kind: User, name: cleo }]
---
apiVersion: v1
kind: Service
metadata: { name: not-about-authority }
`

const cluster = rbacOfManifests([manifests], source)
const ask = (
  request: Partial<KubernetesRequest> & Record<string, unknown>,
  snapshot: RbacSnapshot = cluster,
) =>
  rbacPolicy(snapshot).decide({
    user: 'cleo',
    groups: [],
    verb: 'get',
    kind: 'resource',
    apiGroup: '',
    resource: 'pods',
    namespace: 'shop',
    ...request,
  } as KubernetesRequest)
const pipeline = { user: 'system:serviceaccount:shop:pipeline', apiGroup: 'apps', resource: 'deployments' }

test('a binding lets its subjects do what the role says, and is named with the rule', () => {
  const decision = ask({ user: 'mona', groups: ['staff'], namespace: 'bank' })
  assert.equal(decision.result, 'allowed')
  const [statement] = decision.deciding
  assert.equal(statement?.policyId, 'ClusterRoleBinding staff-read of ClusterRole reader to Group staff')
  assert.equal(statement?.index, 0)
  assert.match(statement?.text ?? '', /resources: \["pods","\*\/status"\], verbs: \["get","list"\]/)
})

test('what no rule allows is denied, and nothing is said to have decided it', () => {
  const decision = ask({ verb: 'delete' })
  assert.deepEqual([decision.result, decision.denial, decision.deciding], ['denied', 'implicit', []])
})

test('a RoleBinding reaches its own namespace alone, also when it hands out a ClusterRole', () => {
  assert.equal(ask({}).result, 'allowed')
  assert.equal(ask({ namespace: 'bank' }).result, 'denied')
  assert.equal(ask({ namespace: undefined }).result, 'denied')
})

test('a service account is a subject by its kind, by its user name and by its groups', () => {
  assert.equal(ask({ ...pipeline, verb: 'patch' }).result, 'allowed')
  assert.equal(ask({ ...pipeline, user: 'system:serviceaccount:bank:pipeline' }).result, 'denied')
  const all = `${manifests}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: every-account }
roleRef: { kind: ClusterRole, name: reader }
subjects: [{ kind: Group, name: "system:serviceaccounts:bank" }]
`
  const wider = rbacOfManifests([all], source)
  assert.equal(ask({ user: 'system:serviceaccount:bank:any', namespace: 'bank' }, wider).result, 'allowed')
})

test('a subresource is its own thing, and a star before the slash covers it everywhere', () => {
  assert.equal(ask({ subresource: 'exec' }).result, 'denied')
  assert.equal(ask({ subresource: 'status' }).result, 'allowed')
  assert.equal(ask({ resource: 'nodes', subresource: 'status' }).result, 'allowed')
})

test('a rule that names its objects covers those alone, and no request without a name', () => {
  assert.equal(ask({ resource: 'configmaps', name: 'settings' }).result, 'allowed')
  assert.equal(ask({ resource: 'configmaps', name: 'other' }).result, 'denied')
  assert.equal(ask({ resource: 'configmaps' }).result, 'denied')
})

test('paths beside the resources are matched whole, or by what a star ends', () => {
  const path = (at: string) => ask({ user: 'mona', groups: ['staff'], kind: 'path', path: at }).result
  assert.deepEqual(['/metrics', '/logs/kubelet', '/metrics/cadvisor'].map(path), [
    'allowed',
    'allowed',
    'denied',
  ])
})

test('an aggregating role is the union of those its selectors find', () => {
  const aggregated = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: monitoring }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: monitoring }, matchExpressions: [{ key: old, operator: DoesNotExist }] }] }
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: piece, labels: { part: monitoring } }
rules: [{ apiGroups: [""], resources: [endpoints], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: old-piece, labels: { part: monitoring, old: "yes" } }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: monitors }
roleRef: { kind: ClusterRole, name: monitoring }
subjects: [{ kind: User, name: cleo }]
`
  const snapshot = rbacOfManifests([aggregated], source)
  assert.equal(ask({ resource: 'endpoints' }, snapshot).result, 'allowed')
  assert.equal(ask({ resource: 'secrets' }, snapshot).result, 'denied')
})

test('a binding to a role whose text is not held leaves the answer open, and says which', () => {
  const unheld = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: edits, namespace: shop }
roleRef: { kind: ClusterRole, name: edit }
subjects: [{ kind: User, name: cleo }]
`
  const decision = ask({}, rbacOfManifests([unheld], source))
  assert.equal(decision.result, 'undetermined')
  assert.match(decision.missing.join(), /ClusterRole edit, which RoleBinding shop\/edits hands out/)
})

test('cluster-admin is known without its text, and system:masters needs no binding', () => {
  const admins = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: admins }
roleRef: { kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: User, name: cleo }]
`
  assert.equal(ask({ verb: 'escalate' }, rbacOfManifests([admins], source)).result, 'allowed')
  assert.equal(ask({ groups: ['system:masters'] }, rbacOfManifests([], source)).result, 'allowed')
})

test('when the API server allowed what RBAC does not, another authoriser is named as missing', () => {
  const decision = rbacPolicy(cluster).decide(
    { user: 'eks-admin', groups: [], verb: 'get', kind: 'resource', apiGroup: '', resource: 'nodes' },
    'allowed',
  )
  assert.equal(decision.result, 'undetermined')
  assert.match(decision.missing.join(), /another authoriser/)
})

test('what kubectl prints as JSON reads like the manifests', () => {
  const list = JSON.stringify({
    kind: 'List',
    items: [
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' }, rules: [] },
      { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'web', namespace: 'shop' } },
      { kind: 'ClusterRoleBinding', metadata: {} },
    ],
  })
  const snapshot = rbacOfManifests([list], source)
  assert.deepEqual([snapshot.roles.length, snapshot.serviceAccounts.length], [1, 1])
  assert.deepEqual(snapshot.gaps, ['A ClusterRoleBinding without a name or a role could not be read.'])
  assert.deepEqual(
    [isRbacManifest(manifests), isRbacManifest(list), isRbacManifest('kind: Service')],
    [true, true, false],
  )
})

test('a broken manifest is a gap, and the others are read', () => {
  const snapshot = rbacOfManifests(['{ [', manifests], source)
  assert.equal(snapshot.gaps.length, 1)
  assert.equal(snapshot.bindings.length, 3)
})

const names = fc.constantFrom('a', 'b', 'c')
const verbs = fc.constantFrom('get', 'list', 'delete')
const rule = fc.record({
  verbs: fc.array(fc.oneof(verbs, fc.constant('*')), { maxLength: 2 }),
  apiGroups: fc.array(fc.constantFrom('', 'apps', '*'), { maxLength: 2 }),
  resources: fc.array(fc.constantFrom('pods', 'secrets', '*', 'pods/exec', '*/exec'), { maxLength: 2 }),
  resourceNames: fc.array(names, { maxLength: 1 }),
  nonResourceURLs: fc.constant([]),
})
const world = fc.record({
  roles: fc.array(fc.record({ name: names, rules: fc.array(rule, { maxLength: 3 }) }), { maxLength: 4 }),
  bindings: fc.array(
    fc.record({ name: names, namespace: fc.option(names, { nil: undefined }), role: names, subject: names }),
    { maxLength: 5 },
  ),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

function snapshotOf({ roles, bindings }: World): RbacSnapshot {
  return {
    kind: 'kubernetes',
    ...source,
    roles: roles.map((one) => ({ ...one, kind: 'ClusterRole', labels: {} })),
    bindings: bindings.map(({ name, namespace, role, subject }) => ({
      kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      ...(namespace === undefined ? {} : { namespace }),
      name,
      roleRef: { kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'User', name: subject }],
    })),
    serviceAccounts: [],
    gaps: [],
  }
}

const deed = fc.record({
  kind: fc.constant('resource' as const),
  verb: verbs,
  apiGroup: fc.constantFrom('', 'apps'),
  resource: fc.constantFrom('pods', 'secrets'),
  subresource: fc.option(fc.constant('exec'), { nil: undefined }),
  namespace: fc.option(names, { nil: undefined }),
  name: fc.option(names, { nil: undefined }),
})

/** `fc.option` gives keys that are undefined; a request leaves them out. */
const without = <T extends object>(from: T): T =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T

test('whoever can is allowed, and whoever is allowed can: the list and the single answer agree', () => {
  fc.assert(
    fc.property(world, deed, (from, asked) => {
      const snapshot = snapshotOf(from)
      const one = without(asked) as Parameters<typeof whoCanInCluster>[1]
      const able = new Set(whoCanInCluster(snapshot, one).subjects.map(({ subject }) => subject.name))
      for (const user of ['a', 'b', 'c']) {
        const decision = rbacPolicy(snapshot).decide({ ...one, user, groups: [] })
        assert.equal(decision.result === 'allowed', able.has(user), user)
      }
    }),
  )
})

test('one more binding never takes anything away', () => {
  fc.assert(
    fc.property(world, world, deed, names, (from, more, asked, user) => {
      const request = { ...without(asked), user, groups: [] } as KubernetesRequest
      const before = rbacPolicy(snapshotOf(from)).decide(request).result
      const wider = snapshotOf({ roles: from.roles, bindings: [...from.bindings, ...more.bindings] })
      if (before === 'allowed') assert.equal(rbacPolicy(wider).decide(request).result, 'allowed')
    }),
  )
})

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      assert.equal(rbacOfManifests([text], source).kind, 'kubernetes')
    }),
  )
})
