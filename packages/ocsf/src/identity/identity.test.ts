import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { awsDelegationChain, awsIdentityKey, awsKeyOfArn } from './aws.ts'
import { federatedIdentity } from './federated-subject.ts'
import { kubernetesIdentityKey } from './kubernetes.ts'
import { isSpiffeId } from './spiffe.ts'
import { accountOfName, windowsIdentityKey } from './windows.ts'

test('ARNs become keys: a session is its role, a path is left out', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['arn:aws:iam::111122223333:user/ops/mara', 'aws:111122223333:user/mara'],
    ['arn:aws:iam::111122223333:role/svc/deploy', 'aws:111122223333:assumed-role/deploy'],
    ['arn:aws:sts::111122223333:assumed-role/deploy/run-7', 'aws:111122223333:assumed-role/deploy'],
    ['arn:aws:sts::111122223333:federated-user/mara', 'aws:111122223333:federated-user/mara'],
    ['arn:aws-us-gov:iam::111122223333:root', 'aws:111122223333:root'],
    ['arn:aws:s3:::bucket', undefined],
    ['deploy', undefined],
  ]
  for (const [arn, key] of cases) assert.equal(awsKeyOfArn(arn), key, arn)
})

test('every type of CloudTrail caller has its key', () => {
  const key = (userIdentity: Parameters<typeof awsIdentityKey>[0]['userIdentity']) =>
    awsIdentityKey({ userIdentity, recipientAccountId: '111122223333' })
  assert.equal(key({ type: 'Root', accountId: '1' }), 'aws:1:root')
  assert.equal(key({ type: 'AWSService', invokedBy: 'EC2.amazonaws.com' }), 'aws:service/ec2.amazonaws.com')
  assert.equal(key({ type: 'IAMUser', userName: 'mara' }), 'aws:111122223333:user/mara')
  assert.equal(key({ type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }), undefined)
  assert.equal(key({ type: 'SAMLUser', userName: 'mara' }), 'aws:111122223333:saml/mara')
  assert.equal(key({ type: 'AWSAccount', accountId: '9' }), 'aws:9:account')
  assert.equal(
    key({ type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' } }),
    'aws:111122223333:identity-center/u-1',
  )
  assert.equal(key({}), undefined)
})

test('the people and workflows behind a role session are in its chain, nearest first', () => {
  const userIdentity = {
    type: 'AssumedRole',
    accountId: '1',
    arn: 'arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0a/Mara@Fern.example',
    invokedBy: 'cloudformation.amazonaws.com',
    sessionContext: {
      sessionIssuer: { arn: 'arn:aws:iam::1:role/AWSReservedSSO_Admin_0a' },
      sourceIdentity: 'mara',
      webIdFederationData: {
        federatedProvider: 'arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com',
        attributes: { sub: 'repo:Fern/App:ref:refs/heads/main' },
      },
    },
  }
  const caller = { userIdentity, recipientAccountId: undefined }
  assert.deepEqual(
    awsDelegationChain(caller, awsIdentityKey(caller)).map(
      ({ relation, identityKey }) => `${relation} ${identityKey}`,
    ),
    [
      'invoked-by aws:service/cloudformation.amazonaws.com',
      'source-identity aws:1:source-identity/mara',
      'identity-center aws:1:identity-center/mara@fern.example',
      'oidc-federation github:fern/app/ref:refs/heads/main',
    ],
  )
})

test('token subjects name what holds the token', () => {
  const github = 'https://token.actions.githubusercontent.com'
  assert.equal(
    federatedIdentity(github, 'repo:Fern/App:environment:prod'),
    'github:fern/app/environment:prod',
  )
  assert.equal(
    federatedIdentity(
      github,
      'repo:fern/app:job_workflow_ref:fern/app/.github/workflows/deploy.yml@refs/heads/main',
    ),
    'github:fern/app/deploy',
  )
  assert.equal(
    federatedIdentity('https://oidc.eks.example/id/ABC', 'system:serviceaccount:shop:checkout'),
    'k8s:abc:shop/checkout',
  )
  assert.equal(federatedIdentity('https://idp', 'spiffe://fern.example/a'), 'spiffe://fern.example/a')
  assert.equal(federatedIdentity('https://IDP.example', 'x'), 'oidc:idp.example/x')
})

test('Kubernetes names: service accounts, users, and SPIFFE ids as they are', () => {
  assert.equal(kubernetesIdentityKey('prod', 'system:serviceaccount:shop:checkout'), 'k8s:prod:shop/checkout')
  assert.equal(kubernetesIdentityKey('', 'mara'), 'k8s::user/mara')
  assert.equal(kubernetesIdentityKey('prod', 'spiffe://fern.example/a'), 'spiffe://fern.example/a')
})

test('a SPIFFE id has a lower-case trust domain and clean path segments', () => {
  for (const id of ['spiffe://fern.example', 'spiffe://fern.example/ns/shop/sa/checkout'])
    assert.ok(isSpiffeId(id), id)
  for (const id of [
    'spiffe://',
    'spiffe://Fern.example',
    'spiffe://fern.example/',
    'spiffe://fern.example//a',
    'spiffe://fern.example/../a',
    'spiffe://fern.example/a?b',
    'spiffe://fern.example:443/a',
    `spiffe://fern.example/${'a'.repeat(2048)}`,
  ])
    assert.ok(!isSpiffeId(id), id)
})

test('a Windows account has one key however it is written', () => {
  const keys = ['CORP\\Eve', 'corp.example\\EVE', 'eve@corp.example', 'Eve@CORP'].map((text) =>
    windowsIdentityKey(accountOfName(text)),
  )
  assert.deepEqual(new Set(keys), new Set(['windows:CORP\\eve']))
  for (const text of ['CORP\\SYSTEM', 'System', 'NT AUTHORITY\\system'])
    assert.equal(windowsIdentityKey(accountOfName(text)), 'windows:NT AUTHORITY\\SYSTEM')
  assert.equal(
    windowsIdentityKey({ name: undefined, domain: undefined, sid: 'S-1-5-18' }),
    'windows:NT AUTHORITY\\SYSTEM',
  )
  assert.equal(
    windowsIdentityKey({ name: undefined, domain: undefined, sid: 'S-1-5-21-1' }),
    'windows:S-1-5-21-1',
  )
  assert.equal(windowsIdentityKey({ name: undefined, domain: 'CORP', sid: undefined }), undefined)
})

test('no text makes an identity reader throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      awsKeyOfArn(`arn:${a}`)
      federatedIdentity(a, b)
      kubernetesIdentityKey(a, b)
      isSpiffeId(`spiffe://${a}`)
      const key = windowsIdentityKey(accountOfName(a))
      return key === undefined || key.startsWith('windows:')
    }),
  )
})
