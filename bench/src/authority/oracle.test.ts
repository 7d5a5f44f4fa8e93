import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { scoreFolder } from './oracle.ts'

const account = '111122223333'
const folder = mkdtempSync(join(tmpdir(), 'oracle-'))
after(() => rmSync(folder, { recursive: true }))

const record = (minute: string, eventName: string, requestParameters: object | null, more: object = {}) => ({
  eventSource: 'iam.amazonaws.com',
  eventName,
  eventTime: `2026-03-01T09:${minute}:00Z`,
  awsRegion: 'us-east-1',
  recipientAccountId: account,
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/ada`, accountId: account },
  requestParameters,
  responseElements: null,
  ...more,
})

const byClerk = (minute: string, eventName: string, parameters: object, more: object = {}) =>
  record(minute, eventName, parameters, {
    eventSource: 's3.amazonaws.com',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/clerk/run`,
      accountId: account,
      sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${account}:role/jobs/clerk` } },
    },
    ...more,
  })

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] }
const object = { bucketName: 'ledger', key: 'march.csv' }
const refused = { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }

describe('the cloud as oracle', () => {
  it('counts pairs of principal and action, what agrees, and what could not be decided', async () => {
    const setUp = [
      record('00', 'CreateBucket', { bucketName: 'ledger' }, { eventSource: 's3.amazonaws.com' }),
      record('00', 'CreateRole', { roleName: 'clerk' }),
      record('01', 'PutRolePolicy', {
        roleName: 'clerk',
        policyName: 'read',
        policyDocument: JSON.stringify(policy),
      }),
    ]
    const use = [
      byClerk('10', 'GetObject', object),
      byClerk('11', 'GetObject', object),
      byClerk('12', 'DeleteObject', object, refused),
      byClerk('13', 'PutObject', object),
    ]
    writeFileSync(join(folder, 'a.json.gz'), gzipSync(JSON.stringify({ Records: use })))
    writeFileSync(join(folder, 'b.jsonl'), setUp.map((one) => JSON.stringify(one)).join('\n'))
    const [allowed, denied, decided] = await scoreFolder('set', folder)
    assert.deepEqual([allowed?.score, allowed?.total], [1, 2])
    assert.match(allowed?.misses[0] ?? '', /PutObject/)
    assert.deepEqual([denied?.score, denied?.total], [1, 1])
    assert.deepEqual([decided?.score, decided?.total], [3, 6])
  })
})
