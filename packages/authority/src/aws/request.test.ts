import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from '@countersign/ocsf/record'
import fc from 'fast-check'
import { account } from './aws-fixture.ts'
import { adminRecord, roleRecord } from './cloudtrail-fixture.ts'
import { observedOf } from './observed.ts'
import { requestsOfRecord } from './request.ts'

async function wanted(record: JsonObject): Promise<readonly string[]> {
  const found = await requestsOfRecord(record)
  return found.kind === 'none'
    ? [found.reason]
    : found.requests.map(({ action, resource }) => `${action} ${resource}`)
}

const call = (source: string, name: string, parameters: object | null, more: object = {}) =>
  roleRecord('clerk', `${source}.amazonaws.com`, name, parameters, more)

const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
  [
    'an object of a bucket',
    call('s3', 'HeadObject', { bucketName: 'ledger', key: 'a/b.csv' }),
    ['s3:GetObject arn:aws:s3:::ledger/a/b.csv'],
  ],
  [
    'a version of an object',
    call('s3', 'GetObject', { bucketName: 'ledger', key: 'a', versionId: '7' }),
    ['s3:GetObjectVersion arn:aws:s3:::ledger/a'],
  ],
  ['the list of buckets', call('s3', 'ListBuckets', null), ['s3:ListAllMyBuckets *']],
  [
    'a bucket’s list of objects',
    call('s3', 'ListObjects', { bucketName: 'ledger', prefix: 'a/' }),
    ['s3:ListBucket arn:aws:s3:::ledger'],
  ],
  [
    'a function, under the name of an API version',
    call('lambda', 'Invoke20150331', { functionName: 'close-books' }),
    [`lambda:InvokeFunction arn:aws:lambda:us-east-1:${account}:function:close-books`],
  ],
  [
    'a function with the role it gets',
    call('lambda', 'CreateFunction20150331', {
      functionName: 'close-books',
      role: `arn:aws:iam::${account}:role/runner`,
    }),
    [
      `lambda:CreateFunction arn:aws:lambda:us-east-1:${account}:function:close-books`,
      `iam:PassRole arn:aws:iam::${account}:role/runner`,
    ],
  ],
  [
    'a foundation model',
    call('bedrock', 'Converse', { modelId: 'acme.large-v1:0' }),
    ['bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/acme.large-v1:0'],
  ],
  [
    'a role to assume',
    call('sts', 'AssumeRole', { roleArn: 'arn:aws:iam::444455556666:role/target', roleSessionName: 's' }),
    ['sts:AssumeRole arn:aws:iam::444455556666:role/target'],
  ],
  [
    'several instances',
    call('ec2', 'StopInstances', {
      instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] },
    }),
    [
      `ec2:StopInstances arn:aws:ec2:us-east-1:${account}:instance/i-1`,
      `ec2:StopInstances arn:aws:ec2:us-east-1:${account}:instance/i-2`,
    ],
  ],
  [
    'a secret by name, which ends in characters nobody types',
    call('secretsmanager', 'GetSecretValue', { secretId: 'db' }),
    [`secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:${account}:secret:db-??????`],
  ],
  [
    'a queue by its address',
    call('sqs', 'SendMessage', { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/bills` }),
    [`sqs:SendMessage arn:aws:sqs:us-east-1:${account}:bills`],
  ],
  [
    'the permission that a denial names',
    call('ec2', 'RunInstances', null, {
      errorCode: 'Client.UnauthorizedOperation',
      errorMessage: `You are not authorized to perform this operation. User: arn:aws:sts::${account}:assumed-role/clerk/run is not authorized to perform: iam:PassRole on resource: arn:aws:iam::${account}:role/runner because no identity-based policy allows the iam:PassRole action. Encoded authorization failure message: abc`,
    }),
    [`iam:PassRole arn:aws:iam::${account}:role/runner`],
  ],
  [
    'a sign-in, which no policy decides',
    call('signin', 'ConsoleLogin', null),
    ['signing in is not decided by IAM policy'],
  ],
]

describe('what a CloudTrail record asked for', () => {
  for (const [name, record, expected] of cases)
    it(`is read from the record: ${name}`, async () => assert.deepEqual(await wanted(record), expected))

  it('tells keys that are there from keys that are not, and from those nobody knows', async () => {
    const found = await requestsOfRecord(adminRecord('ListUsers', null))
    assert.ok(found.kind === 'requests')
    const [request] = found.requests
    assert.deepEqual(request?.context['aws:SourceIp'], ['203.0.113.7'])
    assert.ok(
      request?.absent.includes('aws:MultiFactorAuthPresent'),
      'a long-term key carries no word on MFA',
    )
    assert.ok(!request?.absent.includes('aws:PrincipalOrgID'))
  })

  it('never throws, whatever the record holds', async () => {
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(fc.constantFrom('arn', 'bucketName', 'key', 'roleArn', 'tags', 'policy'), tie('tree')),
      ),
    })).tree
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom('s3', 'iam', 'ec2', 'odd'), async (tree, source) => {
        const base = call(source, 'GetObject', null)
        await requestsOfRecord({ ...base, requestParameters: tree, userIdentity: tree } as JsonObject)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the provider’s own answer', () => {
  const denied = (errorMessage: string, errorCode = 'AccessDenied') =>
    observedOf(adminRecord('ListUsers', null, { errorCode, errorMessage }))

  it('names the kind of policy where the text does', () => {
    const of = (text: string) => {
      const { policyType, denial } =
        denied(`User: x is not authorized to perform: iam:ListUsers because ${text}`).observedDenial ?? {}
      return [policyType, denial]
    }
    assert.deepEqual(of('no identity-based policy allows the iam:ListUsers action'), ['identity', 'implicit'])
    assert.deepEqual(of('no permissions boundary allows the iam:ListUsers action'), ['boundary', 'implicit'])
    assert.deepEqual(of('no resource-based policy allows it'), ['resource', 'implicit'])
    assert.deepEqual(
      denied(
        'User: x is not authorized to perform: iam:ListUsers with an explicit deny in a service control policy',
      ).observedDenial?.policyType,
      'scp',
    )
  })

  it('says that an encoded message hides the deciding statement', () => {
    const { observedDenial, observed } = denied(
      'No. Encoded authorization failure message: AAAA',
      'Client.UnauthorizedOperation',
    )
    assert.equal(observed, 'denied')
    assert.match(observedDenial?.text ?? '', /encodes which statement decided/)
    assert.doesNotMatch(observedDenial?.text ?? '', /AAAA/)
  })

  it('is not known when the call failed for another reason', () => {
    assert.equal(denied('gone', 'NoSuchEntity').observed, undefined)
    assert.equal(denied('would have', 'Client.DryRunOperation').observed, 'allowed')
    assert.equal(observedOf(adminRecord('ListUsers', null)).observed, 'allowed')
  })
})
