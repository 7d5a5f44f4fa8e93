import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideAudit, requestOfAudit } from './audit-decision.ts'
import { rbacPolicy } from './decide-rbac.ts'
import { rbacOfManifests } from './manifests.ts'

const event = {
  kind: 'Event',
  user: { username: 'system:serviceaccount:shop:pipeline', groups: ['system:serviceaccounts'] },
  verb: 'create',
  objectRef: { resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'web-0' },
  responseStatus: { code: 101 },
}

test('the reason that the API server wrote is the answer, made at the time', () => {
  const reason =
    'RBAC: allowed by RoleBinding "exec/shop" of ClusterRole "debug" to ServiceAccount "pipeline/shop"'
  const decision = decideAudit(
    {
      ...event,
      annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': reason },
    },
    undefined,
  )
  assert.deepEqual([decision.result, decision.made], ['allowed', 'at-the-time'])
  assert.equal(
    decision.deciding[0]?.policyId,
    'RoleBinding exec/shop of ClusterRole debug to ServiceAccount pipeline/shop',
  )
  assert.equal(decision.deciding[0]?.text, reason)
})

test('without a reason the cluster’s RBAC is asked again, and the two answers stand beside each other', () => {
  const policy = rbacPolicy(rbacOfManifests([], { cluster: '', takenAt: '2026-03-04T00:00:00Z' }))
  const refused = decideAudit({ ...event, responseStatus: { code: 403 } }, policy)
  assert.deepEqual([refused.result, refused.observed, refused.made], ['denied', 'denied', 'reconstructed'])
})

test('without RBAC and without a reason the answer is open, and says what is missing', () => {
  const decision = decideAudit(event, undefined)
  assert.equal(decision.result, 'undetermined')
  assert.match(decision.missing.join(), /No RBAC of this cluster/)
})

test('under impersonation it is the impersonated user whose rights are asked', () => {
  const request = requestOfAudit({ ...event, impersonatedUser: { username: 'cleo', groups: ['staff'] } })
  assert.deepEqual([request?.user, request?.groups], ['cleo', ['staff']])
})

test('the name of what is created is not part of the question, that of a subresource’s parent is', () => {
  const created = requestOfAudit({
    ...event,
    objectRef: { resource: 'pods', namespace: 'shop', name: 'web-1' },
  })
  assert.equal(created?.kind === 'resource' ? created.name : '', undefined)
  const exec = requestOfAudit(event)
  assert.equal(exec?.kind === 'resource' ? exec.name : '', 'web-0')
})

test('a path beside the resources is asked without its query', () => {
  const request = requestOfAudit({
    user: { username: 'cleo' },
    verb: 'get',
    requestURI: '/logs/kubelet?since=1',
  })
  assert.deepEqual(request, { user: 'cleo', groups: [], verb: 'get', kind: 'path', path: '/logs/kubelet' })
})
