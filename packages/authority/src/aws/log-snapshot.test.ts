import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { account, allow, bucketOf, deny, policyOf, roleOf, snapshotOf } from './aws-fixture.ts'
import { adminRecord, roleRecord } from './cloudtrail-fixture.ts'
import { decideRecord } from './decide-record.ts'
import { policyHistory } from './log-snapshot.ts'

const text = (...statements: object[]) => JSON.stringify(policyOf(...statements))
const trust = text({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'sts:AssumeRole',
})

const created = adminRecord('CreateRole', { roleName: 'clerk', assumeRolePolicyDocument: trust })
const mayRead = adminRecord(
  'PutRolePolicy',
  {
    roleName: 'clerk',
    policyName: 'read',
    policyDocument: text(allow('s3:GetObject', 'arn:aws:s3:::ledger/*')),
  },
  { eventTime: '2026-03-01T09:01:00Z' },
)
const bucket = adminRecord(
  'CreateBucket',
  { bucketName: 'ledger' },
  { eventSource: 's3.amazonaws.com', eventTime: '2026-03-01T07:00:00Z' },
)
const get = roleRecord('clerk', 's3.amazonaws.com', 'GetObject', { bucketName: 'ledger', key: 'march.csv' })

describe('policy as a log builds it up', () => {
  it('decides by what the role was given before the call', async () => {
    const { decision } = await decideRecord(get, policyHistory([get, mayRead, created]))
    assert.equal(decision.result, 'allowed')
    assert.equal(decision.observed, 'allowed')
    assert.equal(decision.disagreement, undefined)
    assert.equal(decision.deciding[0]?.policyId, `arn:aws:iam::${account}:role/clerk/read`)
  })

  it('does not count what came after the call, nor a change that failed', async () => {
    const later = { ...mayRead, eventTime: '2026-03-01T11:00:00Z' }
    const failed = { ...mayRead, errorCode: 'AccessDenied' }
    for (const change of [later, failed]) {
      const { decision } = await decideRecord(get, policyHistory([bucket, created, change]))
      assert.equal(decision.result, 'denied')
      assert.match(decision.disagreement ?? '', /AWS allowed what the policy held here denies/)
    }
  })

  it('cannot say no where the policy of a bucket, which nobody holds, may let the reader in', async () => {
    const { decision } = await decideRecord(get, policyHistory([created]))
    assert.equal(decision.result, 'undetermined')
    assert.match(decision.missing.join(), /may let it in/)
  })

  it('cannot tell by which state AWS went where policy changed just before, or in the same second', async () => {
    for (const eventTime of ['2026-03-01T09:59:50Z', '2026-03-01T10:00:00Z']) {
      const { decision } = await decideRecord(
        get,
        policyHistory([bucket, created, { ...mayRead, eventTime }]),
      )
      assert.equal(decision.result, 'undetermined')
      assert.match(decision.missing.join(), /within 15 seconds/)
    }
    const unrelated = adminRecord('CreateUser', { userName: 'bob' }, { eventTime: '2026-03-01T09:59:50Z' })
    const { decision } = await decideRecord(get, policyHistory([bucket, created, mayRead, unrelated]))
    assert.equal(decision.result, 'allowed')
  })

  it('says no to a newcomer whom nothing allows, however new', async () => {
    const now = { ...created, eventTime: '2026-03-01T09:59:58Z' }
    const { decision } = await decideRecord(get, policyHistory([bucket, now]))
    assert.equal(decision.result, 'denied')
  })

  it('follows a user to its new name', async () => {
    const history = policyHistory([
      adminRecord('CreateUser', { userName: 'bob' }),
      adminRecord('AddUserToGroup', { userName: 'bob', groupName: 'readers' }),
      adminRecord('UpdateGroup', { groupName: 'readers', newGroupName: 'watchers' }),
      adminRecord('UpdateUser', { userName: 'bob', newUserName: 'rob', newPath: '/staff/' }),
    ])
    const users = history.inForceAt('2026-03-01T12:00:00Z').principals.filter(({ kind }) => kind === 'user')
    assert.deepEqual(
      users.map(({ arn, groups }) => ({ arn, groups })),
      [
        {
          arn: `arn:aws:iam::${account}:user/staff/rob`,
          groups: [`arn:aws:iam::${account}:group/watchers`],
        },
      ],
    )
  })

  it('knows the default policy of a key, until a grant lets others in', async () => {
    const arn = `arn:aws:kms:us-east-1:${account}:key/1234`
    const kms = { eventSource: 'kms.amazonaws.com' }
    const key = adminRecord(
      'CreateKey',
      { policy: '' },
      { ...kms, responseElements: { keyMetadata: { arn } } },
    )
    const mayDecrypt = {
      ...mayRead,
      requestParameters: {
        roleName: 'clerk',
        policyName: 'decrypt',
        policyDocument: text(allow('kms:Decrypt', arn)),
      },
    }
    const decrypt = roleRecord('clerk', 'kms.amazonaws.com', 'Decrypt', { keyId: arn })
    const results = []
    for (const changes of [[key, mayDecrypt], [key], [key, adminRecord('CreateGrant', { keyId: arn }, kms)]])
      results.push((await decideRecord(decrypt, policyHistory([created, ...changes]))).decision.result)
    assert.deepEqual(results, ['allowed', 'denied', 'undetermined'])
  })

  it('does not take a session policy that it cannot read for none', async () => {
    const issued = adminRecord(
      'AssumeRole',
      { roleArn: `arn:aws:iam::${account}:role/clerk`, policy: '{"Version": "2012-10-17", "Stat…' },
      {
        eventSource: 'sts.amazonaws.com',
        eventTime: '2026-03-01T09:59:00Z',
        responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE' } },
      },
    )
    const { decision } = await decideRecord(get, policyHistory([created, mayRead, issued]))
    assert.equal(decision.result, 'undetermined')
    assert.match(decision.missing.join(), /session policy/)
  })

  it('forgets a policy that was taken away before the call', async () => {
    const gone = adminRecord(
      'DeleteRolePolicy',
      { roleName: 'clerk', policyName: 'read' },
      { eventTime: '2026-03-01T09:02:00Z' },
    )
    const { decision } = await decideRecord(get, policyHistory([bucket, created, mayRead, gone]))
    assert.equal(decision.result, 'denied')
  })

  it('cannot say no for a role that was there before the log began, but can say yes and can say forbidden', async () => {
    const other = adminRecord('AttachRolePolicy', {
      roleName: 'clerk',
      policyArn: 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess',
    })
    const unknown = await decideRecord(get, policyHistory([other]))
    assert.equal(unknown.decision.result, 'undetermined')
    assert.match(unknown.decision.missing.join(), /before the log began/)
    const yes = await decideRecord(get, policyHistory([mayRead]))
    assert.equal(yes.decision.result, 'allowed')
    const never = {
      ...mayRead,
      requestParameters: { roleName: 'clerk', policyName: 'no', policyDocument: text(deny('s3:*')) },
    }
    const no = await decideRecord(get, policyHistory([never]))
    assert.equal(no.decision.denial, 'explicit')
  })

  it('follows the default version of a policy', async () => {
    const arn = `arn:aws:iam::${account}:policy/books`
    const history = policyHistory([
      bucket,
      created,
      adminRecord('CreatePolicy', { policyName: 'books', policyDocument: text(allow('s3:GetObject')) }),
      adminRecord('AttachRolePolicy', { roleName: 'clerk', policyArn: arn }),
      adminRecord(
        'CreatePolicyVersion',
        { policyArn: arn, policyDocument: text(allow('ec2:*')), setAsDefault: true },
        { eventTime: '2026-03-01T10:30:00Z', responseElements: { policyVersion: { versionId: 'v2' } } },
      ),
      adminRecord(
        'SetDefaultPolicyVersion',
        { policyArn: arn, versionId: 'v1' },
        { eventTime: '2026-03-01T11:30:00Z' },
      ),
    ])
    const results = []
    for (const hour of ['10:00', '11:00', '12:00'])
      results.push(
        (await decideRecord({ ...get, eventTime: `2026-03-01T${hour}:00Z` }, history)).decision.result,
      )
    assert.deepEqual(results, ['allowed', 'denied', 'allowed'])
  })

  it('finds the path that a name leaves out', async () => {
    const within = roleRecord('jobs/clerk', 's3.amazonaws.com', 'GetObject', {
      bucketName: 'ledger',
      key: 'a',
    })
    const { decision } = await decideRecord(within, policyHistory([mayRead, within]))
    assert.equal(decision.result, 'allowed')
  })

  it('narrows a session by the policy it was issued with', async () => {
    const issued = adminRecord(
      'AssumeRole',
      {
        roleArn: `arn:aws:iam::${account}:role/clerk`,
        roleSessionName: 'run',
        policy: text(allow('s3:ListBucket')),
      },
      {
        eventSource: 'sts.amazonaws.com',
        eventTime: '2026-03-01T09:59:00Z',
        responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE' } },
      },
    )
    const { decision } = await decideRecord(get, policyHistory([created, mayRead, issued]))
    assert.equal(decision.result, 'denied')
    assert.match(decision.because ?? '', /session policy/)
  })

  it('starts from the newest imported snapshot before the call and adds what the log changed since', async () => {
    const imported = snapshotOf({
      principals: [roleOf('clerk', { inline: [{ name: 'old', document: policyOf(allow('ec2:*')) }] })],
      takenAt: '2026-03-01T08:00:00Z',
    })
    const without = await decideRecord(
      get,
      policyHistory([], [{ ...imported, resources: [bucketOf('ledger')] }]),
    )
    assert.equal(without.decision.result, 'denied')
    assert.equal(without.decision.snapshot?.takenAt, imported.takenAt)
    const changed = await decideRecord(get, policyHistory([mayRead], [imported]))
    assert.equal(changed.decision.result, 'allowed')
    assert.equal(changed.decision.snapshot?.takenAt, '2026-03-01T09:01:00Z')
  })

  it('gives one snapshot for each version of policy, whatever the order of the questions', () => {
    const history = policyHistory([created, mayRead])
    const late = history.inForceAt('2026-03-01T12:00:00Z')
    const early = history.inForceAt('2026-03-01T09:00:30Z')
    assert.equal(late, history.inForceAt('2026-03-01T13:00:00Z'))
    assert.equal(early.principals[0]?.inline.length, 0)
    assert.equal(late.principals[0]?.inline.length, 1)
  })

  it('reads the bucket policy that the log shows', async () => {
    const policy = adminRecord(
      'PutBucketPolicy',
      {
        bucketName: 'ledger',
        bucketPolicy: policyOf({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::ledger/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      },
      { eventSource: 's3.amazonaws.com' },
    )
    const history = policyHistory([created, mayRead, bucket, policy])
    const encrypted = { ...get, tlsDetails: { tlsVersion: 'TLSv1.3' } }
    assert.equal((await decideRecord(encrypted, history)).decision.result, 'allowed')
    const untold = await decideRecord(get, history)
    assert.equal(untold.decision.result, 'undetermined')
    assert.match(untold.decision.missing.join(), /aws:SecureTransport/)
  })

  it('keeps the statements of a function that it saw created, and guesses none for another', () => {
    const lambda = { eventSource: 'lambda.amazonaws.com' }
    const arn = `arn:aws:lambda:us-east-1:${account}:function:close-books`
    const permission = adminRecord(
      'AddPermission20150331v2',
      {
        functionName: 'close-books',
        statementId: 'web',
        action: 'lambda:InvokeFunction',
        principal: 's3.amazonaws.com',
      },
      lambda,
    )
    const creation = adminRecord(
      'CreateFunction20150331',
      { functionName: 'close-books', role: `arn:aws:iam::${account}:role/clerk` },
      { ...lambda, eventTime: '2026-03-01T08:00:00Z' },
    )
    const at = '2026-03-01T12:00:00Z'
    const [seen] = policyHistory([creation, permission]).inForceAt(at).resources
    assert.equal(seen?.arn, arn)
    assert.equal(seen?.runsAs, `arn:aws:iam::${account}:role/clerk`)
    assert.match(JSON.stringify(seen?.policy?.document), /"Sid":"web"/)
    assert.deepEqual(policyHistory([permission]).inForceAt(at).resources, [])
  })
})
