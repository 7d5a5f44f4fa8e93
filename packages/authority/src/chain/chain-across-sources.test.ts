import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  account,
  assumeRole,
  at,
  call,
  eventOf,
  indexOf,
  type Raw,
  roleIdentity,
  userIdentity,
} from './chain-fixture.ts'
import { chainOf } from './chain-of.ts'

async function linesOf(use: Raw, others: readonly Raw[]): Promise<readonly string[]> {
  const { chain } = await chainOf(eventOf(use), indexOf([use, ...others]))
  return chain.map(({ role, actor, certainty, event }) => `${role} ${actor} ${certainty} ${event ?? '-'}`)
}

function audit(id: string, verb: string, user: Raw, objectRef: Raw, more: Raw = {}): Raw {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: id,
    stage: 'ResponseComplete',
    requestURI: '/api/v1',
    verb,
    user,
    objectRef,
    responseStatus: { code: 201 },
    requestReceivedTimestamp: at(2),
    stageTimestamp: at(2),
    ...more,
  }
}

const account7 = (more: Raw = {}): Raw => ({
  username: 'system:serviceaccount:shop:checkout',
  groups: [],
  extra: more,
})
const credential = 'authentication.kubernetes.io/credential-id'

test('a service account’s token leads to the TokenRequest that issued it', async () => {
  const issued = audit(
    'token',
    'create',
    { username: 'alice' },
    { resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'checkout' },
    {
      annotations: { 'authentication.kubernetes.io/issued-credential-id': 'JTI=1' },
    },
  )
  const bound = audit(
    'bind',
    'create',
    { username: 'root-admin' },
    { resource: 'clusterrolebindings', name: 'b' },
    {
      requestObject: {
        roleRef: { kind: 'ClusterRole', name: 'edit' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'checkout' }],
      },
    },
  )
  const use = audit(
    'use',
    'get',
    account7({ [credential]: ['JTI=1'] }),
    { resource: 'secrets', namespace: 'shop', name: 's' },
    { stageTimestamp: at(4) },
  )
  const lines = await linesOf(use, [issued, bound])
  assert.deepEqual(lines, [
    'human unknown unknown -',
    'identity k8s::user/alice proven token',
    'session k8s::shop/checkout proven token',
    'trust k8s::user/root-admin proven bind',
    'identity k8s::shop/checkout proven use',
    'tool k8s::shop/checkout proven use',
  ])
})

test('a pod’s account leads from the pod to its replica set to whoever made the deployment', async () => {
  const made = audit(
    'dep',
    'create',
    { username: 'alice' },
    { resource: 'deployments', namespace: 'shop', name: 'checkout' },
    {
      responseObject: { metadata: { uid: 'u-dep', name: 'checkout', namespace: 'shop' } },
    },
  )
  const set = audit(
    'rs',
    'create',
    { username: 'system:serviceaccount:kube-system:deployment-controller' },
    { resource: 'replicasets', namespace: 'shop', name: 'checkout-1' },
    {
      responseObject: {
        metadata: {
          uid: 'u-rs',
          name: 'checkout-1',
          namespace: 'shop',
          ownerReferences: [{ kind: 'Deployment', name: 'checkout', uid: 'u-dep' }],
        },
      },
    },
  )
  const pod = audit(
    'pod',
    'create',
    { username: 'system:serviceaccount:kube-system:replicaset-controller' },
    { resource: 'pods', namespace: 'shop', name: 'checkout-1-x' },
    {
      responseObject: {
        metadata: {
          uid: 'u-pod',
          name: 'checkout-1-x',
          namespace: 'shop',
          ownerReferences: [{ kind: 'ReplicaSet', name: 'checkout-1', uid: 'u-rs' }],
        },
      },
    },
  )
  const use = audit(
    'use',
    'get',
    account7({ 'authentication.kubernetes.io/pod-uid': ['u-pod'] }),
    { resource: 'secrets', namespace: 'shop', name: 's' },
    { stageTimestamp: at(4) },
  )
  const lines = await linesOf(use, [pod, set, made])
  const creators = lines.filter((one) => one.startsWith('creator'))
  assert.deepEqual(
    creators.map((one) => one.split(' ').at(-1)),
    ['dep', 'rs', 'pod'],
  )
  assert.ok(lines.includes('identity k8s::user/alice proven dep'), lines.join('\n'))
})

test('impersonation names both, and an EKS user leads on into AWS', async () => {
  const assumed = assumeRole(
    'issue',
    userIdentity('bob', 'AKIAEXAMPLEEXAMPLE12'),
    'admin',
    's',
    'ASIAEXAMPLEEXAMPLE34',
  )
  const user = {
    username: 'cluster-admin',
    extra: { arn: [`arn:aws:sts::${account}:assumed-role/admin/s`], accessKeyId: ['ASIAEXAMPLEEXAMPLE34'] },
  }
  const use = audit(
    'use',
    'delete',
    user,
    { resource: 'pods', namespace: 'shop', name: 'p' },
    {
      impersonatedUser: { username: 'system:admin' },
      stageTimestamp: at(4),
    },
  )
  const lines = await linesOf(use, [assumed])
  assert.ok(lines.includes(`identity aws:${account}:user/bob proven issue`), lines.join('\n'))
  assert.ok(lines.includes(`session aws:${account}:assumed-role/admin proven issue`))
  assert.ok(lines.includes('identity k8s::user/cluster-admin proven use'))
  assert.ok(lines.includes('identity k8s::user/system:admin proven use'))
})

function span(id: string, parent: string | undefined, more: Raw): Raw {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: id,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: 'x',
    startTimeUnixNano: String(Date.UTC(2026, 2, 4, 10, 3) * 1e6),
    endTimeUnixNano: String(Date.UTC(2026, 2, 4, 10, 6) * 1e6),
    ...more,
  }
}

test('an API call leads through the span that noted its request to the agent and the person who asked', async () => {
  const asked = span('aaaaaaaaaaaaaaaa', undefined, {
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'helper',
      'enduser.id': 'alice@example.com',
    },
  })
  const tool = span('bbbbbbbbbbbbbbbb', 'aaaaaaaaaaaaaaaa', {
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'read_secret',
      'gen_ai.agent.name': 'helper',
      'aws.request_id': 'request-0123456789',
    },
  })
  const use = call('use', 'secretsmanager', 'GetSecretValue', {
    eventTime: at(5),
    requestID: 'request-0123456789',
    userIdentity: roleIdentity('deploy', 'run-7', 'ASIAEXAMPLEEXAMPLE34'),
  })
  const lines = await linesOf(use, [asked, tool])
  assert.deepEqual(lines.slice(0, 3), [
    'human user:alice@example.com proven aaaaaaaaaaaaaaaa',
    'agent agent:helper proven aaaaaaaaaaaaaaaa',
    'tool agent:helper proven bbbbbbbbbbbbbbbb',
  ])
  assert.equal(lines.at(-1), `tool aws:${account}:assumed-role/deploy proven use`)
})

test('who asked is unknown, not recorded, or nobody: three answers', async () => {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 't',
    'gen_ai.agent.name': 'helper',
  }
  const via = async (record: Raw) => (await chainOf(eventOf(record), indexOf([record]))).chain[0]
  assert.match(
    (await via(span('bbbbbbbbbbbbbbbb', 'aaaaaaaaaaaaaaaa', { attributes })))?.via ?? '',
    /^origin unknown/,
  )
  assert.match((await via(span('bbbbbbbbbbbbbbbb', undefined, { attributes })))?.via ?? '', /^not recorded/)
  const timer = { ...attributes, 'faas.trigger': 'timer' }
  assert.equal((await via(span('bbbbbbbbbbbbbbbb', undefined, { attributes: timer })))?.actor, 'autonomous')
})
