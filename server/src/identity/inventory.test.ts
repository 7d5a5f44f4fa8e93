import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { IdentityRecord, InventoryPage } from '@countersign/api/inventory'
import type { Explanation } from '@countersign/explanation/explanation'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Answer, type Browser, signedIn, signedInAs, temporaryFolder } from '../platform/test-server.ts'

const shop = 'shop' as TenantId
const nowMs = Date.UTC(2026, 2, 2, 12)
const account = '111122223333'
const deploy = `aws:${account}:assumed-role/deploy`
const anna = `aws:${account}:user/anna`

const folder = temporaryFolder('inventory')
let running: RunningPlatform
let operator: Browser
let stranger: Browser
let events: ReadonlyMap<string, string>

before(async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const consoleFolder = join(folder.path, 'no-console')
  running = await startPlatform({ config, clock: { now: () => nowMs }, consoleFolder })
  operator = await signedIn(running.url, await running.createSignInLink())
  for (const id of ['shop', 'bank']) await operator.send('POST', '/api/tenants', { id, name: id })
  stranger = await signedInAs(running.url, running.platform, {
    personId: 'stranger',
    name: 'Stranger',
    role: 'analyst',
    tenantIds: ['bank'],
  })
  await pushPolicy()
  await sendLog()
  await running.identities.inventory.fold(shop)
})

after(async () => {
  await running?.stop()
  folder.remove()
})

const at = (path: string) => `/api/tenants/shop${path}`
const identityAt = (key: string, part: string) => at(`/identities/${encodeURIComponent(key)}/${part}`)
const bodyOf = <T>({ status, body }: Answer, wanted = 200): T => {
  assert.equal(status, wanted, JSON.stringify(body))
  return body as unknown as T
}

const details = (actions: readonly string[]) => ({
  UserDetailList: [
    {
      Path: '/',
      UserName: 'anna',
      UserId: 'AIDAEXAMPLEANNA',
      Arn: `arn:aws:iam::${account}:user/anna`,
      CreateDate: '2025-01-01T00:00:00Z',
      UserPolicyList: [
        {
          PolicyName: 'assume',
          PolicyDocument: statement('sts:AssumeRole', `arn:aws:iam::${account}:role/deploy`),
        },
      ],
      GroupList: [],
      AttachedManagedPolicies: [],
      Tags: [],
    },
  ],
  RoleDetailList: [
    {
      Path: '/',
      RoleName: 'deploy',
      RoleId: 'AROAEXAMPLEDEPLOY',
      Arn: `arn:aws:iam::${account}:role/deploy`,
      CreateDate: '2025-01-01T00:00:00Z',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${account}:user/anna` },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      InstanceProfileList: [],
      RolePolicyList: [{ PolicyName: 'files', PolicyDocument: statement(actions, '*') }],
      AttachedManagedPolicies: [],
      Tags: [],
    },
  ],
  GroupDetailList: [],
  Policies: [],
})

function statement(action: string | readonly string[], resource: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Files', Effect: 'Allow', Action: action, Resource: resource }],
  }
}

function push(value: object, more: object = {}): Promise<Answer> {
  const files = [{ path: 'account.json', text: JSON.stringify(value) }]
  return operator.send('POST', at('/configurations'), { id: account, files, ...more })
}

async function pushPolicy(): Promise<void> {
  bodyOf(await push(details(['s3:GetObject']), { validFrom: '2026-01-01T00:00:00Z' }), 201)
  bodyOf(await push(details(['s3:GetObject', 's3:PutObject']), { validFrom: '2026-03-01T00:00:00Z' }), 201)
}

/** Anna takes the role, and the role reads and writes: what it may write it was given only on 1 March. */
async function sendLog(): Promise<void> {
  const records = [
    assumed('2026-02-20T09:00:00Z', 'ASIAEXAMPLE00000001', 'e-assume-1'),
    used('2026-02-20T09:05:00Z', 'ASIAEXAMPLE00000001', 'PutObject', 'e-put-before'),
    assumed('2026-03-01T09:00:00Z', 'ASIAEXAMPLE00000002', 'e-assume-2'),
    used('2026-03-01T09:05:00Z', 'ASIAEXAMPLE00000002', 'PutObject', 'e-put-after'),
  ]
  await deliver('trail', 'aws-cloudtrail', records)
}

async function deliver(name: string, format: string, records: readonly object[]): Promise<void> {
  const source = bodyOf<{ key: string }>(await operator.send('POST', at('/sources'), { name, format }), 201)
  const response = await fetch(`${running.url}/ingest/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${source.key}`, 'content-type': 'application/x-ndjson' },
    body: records.map((record) => JSON.stringify(record)).join('\n'),
  })
  assert.equal(response.status, 200, await response.text())
  const rows = await running.platform.lake
    .forTenant(shop)
    .query<{ id: string; uid: string }>(
      (tables) => `SELECT event_id AS id, source_event_uid AS uid FROM ${tables.events}`,
    )
  events = new Map(rows.map(({ id, uid }) => [uid, id]))
}

function assumed(eventTime: string, accessKeyId: string, eventID: string) {
  return {
    eventVersion: '1.08',
    eventTime,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${account}:user/anna`,
      accountId: account,
      userName: 'anna',
      accessKeyId: 'AKIAEXAMPLE00000001',
    },
    requestParameters: { roleArn: `arn:aws:iam::${account}:role/deploy`, roleSessionName: 'release' },
    responseElements: {
      credentials: { accessKeyId },
      assumedRoleUser: { arn: `arn:aws:sts::${account}:assumed-role/deploy/release` },
    },
    eventID,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
  }
}

function used(eventTime: string, accessKeyId: string, eventName: string, eventID: string) {
  return {
    eventVersion: '1.08',
    eventTime,
    eventSource: 's3.amazonaws.com',
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/deploy/release`,
      accountId: account,
      accessKeyId,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/deploy`, userName: 'deploy' },
      },
    },
    requestParameters: { bucketName: 'releases', key: 'app.tar' },
    resources: [{ ARN: 'arn:aws:s3:::releases/app.tar', type: 'AWS::S3::Object' }],
    eventID,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
  }
}

const explanationOf = async (uid: string) => {
  const answer = await operator.send('GET', at(`/events/${events.get(uid)}/explanation`))
  return bodyOf<{ explanation: Explanation }>(answer).explanation
}

test('an event is explained with the chain behind it, from records of the lake', async () => {
  const { authority, subject } = await explanationOf('e-put-after')
  assert.equal(subject.id, events.get('e-put-after'))
  const session = authority?.chain.find(({ role }) => role === 'session')
  assert.deepEqual([session?.certainty, session?.event], ['proven', events.get('e-assume-2')])
  assert.ok(authority?.chain.some(({ actor }) => actor === anna))
})

test('the policy in force at the time decides, and not the one of today', async () => {
  const before = (await explanationOf('e-put-before')).authority?.decision
  const later = (await explanationOf('e-put-after')).authority?.decision
  assert.deepEqual([before?.result, later?.result], ['denied', 'allowed'])
  assert.equal(later?.deciding[0]?.statementId, 'Files')
})

test('the plan to stop it begins with the session', async () => {
  const { actions } = bodyOf<{ actions: { revokes?: string }[] }>(
    await operator.send('GET', identityAt(deploy, 'revoke-plan')),
  )
  assert.equal(actions[0]?.revokes, 'session')
})

test('the inventory holds what configuration and telemetry tell of the same role as one identity', async () => {
  const { items } = bodyOf<InventoryPage>(await operator.send('GET', at('/identities?text=DEPLOY')))
  assert.deepEqual(
    items.map(({ identityKey, kind, lastUsedAt }) => [identityKey, kind, lastUsedAt]),
    [[deploy, 'cloud-role', '2026-03-01T09:05:00.000Z']],
  )
  const record = bodyOf<IdentityRecord>(await operator.send('GET', identityAt(deploy, 'record')))
  assert.ok(record.sources.some(({ source }) => source === 'telemetry'))
  assert.ok(record.sources.length > 1)
})

test('pages follow each other without loss, and text is text', async () => {
  const first = bodyOf<InventoryPage>(await operator.send('GET', at('/identities?limit=1')))
  const second = bodyOf<InventoryPage>(
    await operator.send('GET', at(`/identities?limit=1&cursor=${first.nextCursor}`)),
  )
  assert.notEqual(first.items[0]?.identityKey, second.items[0]?.identityKey)
  for (const text of ['%', "' OR 1=1 --"])
    assert.deepEqual(
      bodyOf<InventoryPage>(await operator.send('GET', at(`/identities?text=${encodeURIComponent(text)}`)))
        .items,
      [],
    )
})

test('an owner is set with what was seen, and not over somebody else’s change', async () => {
  const path = identityAt(anna, 'record')
  const etag = (await operator.send('GET', path)).headers.get('etag') ?? ''
  const record = bodyOf<IdentityRecord>(
    await operator.send(
      'PATCH',
      path,
      { owner: 'ada@shop.example', purpose: 'releases' },
      { 'if-match': etag },
    ),
  )
  assert.deepEqual(
    [record.identity.stage, record.identity.hasOwner, record.purpose, record.accountable[0]?.key],
    ['owned', true, 'releases', 'ada@shop.example'],
  )
  const late = await operator.send('PATCH', path, { owner: 'eve' }, { 'if-match': etag })
  assert.deepEqual([late.status, late.body.code], [412, 'PRECONDITION_FAILED'])
  const life = bodyOf<{ items: { what: string }[] }>(await operator.send('GET', identityAt(anna, 'life')))
  assert.ok(life.items.some(({ what }) => what === 'set the owner to ada@shop.example'))
})

test('granted and used stand side by side, and what was not used is named', async () => {
  const { sets } = bodyOf<{ sets: NonNullable<NonNullable<Explanation['authority']>['sets']> }>(
    await operator.send('GET', identityAt(deploy, 'sets')),
  )
  const actions = (set: typeof sets.used) => (set.known ? set.grants.map(({ action }) => action) : set.reason)
  assert.deepEqual(actions(sets.granted), ['s3:GetObject', 's3:PutObject'])
  assert.deepEqual(actions(sets.used), ['s3:PutObject'])
  assert.deepEqual(actions(sets.unused), ['s3:GetObject'])
})

test('who can is answered by the policy in force then, with the statement', async () => {
  const ask = async (when: string) =>
    bodyOf<{ allowed: { subject: string; deciding: unknown[] }[] }>(
      await operator.send('POST', at('/who-can'), {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::releases/app.tar',
        at: when,
      }),
    ).allowed
  assert.deepEqual(await ask('2026-02-01T00:00:00Z'), [])
  const [found] = await ask('2026-03-02T00:00:00Z')
  assert.equal(found?.subject, `arn:aws:iam::${account}:role/deploy`)
  assert.equal(found?.deciding.length, 1)
})

test('a configuration pushed again is no new version, and two versions are compared', async () => {
  const again = await push(details(['s3:GetObject', 's3:PutObject']))
  assert.deepEqual([again.status, again.body.unchanged], [200, true])
  const diff = bodyOf<{ identities: { identityKey: string; change: string }[] }>(
    await operator.send('GET', at(`/configurations/${account}/diff?from=1&to=2`)),
  )
  assert.deepEqual(
    diff.identities.map(({ identityKey, change }) => [identityKey, change]),
    [[deploy, 'changed']],
  )
  const refused = await push({ hello: 'world' }, { id: 'nothing' })
  assert.deepEqual([refused.status, refused.body.code], [400, 'REQUEST_INVALID'])
})

test('an entry of GitHub is decided by the permissions that its app had then', async () => {
  const installed = (permissions: object) => ({
    total_count: 1,
    installations: [
      {
        id: 31,
        account: { login: 'Fernworks', id: 9, type: 'Organization' },
        repository_selection: 'all',
        app_id: 77,
        app_slug: 'dependency-watch',
        permissions,
        created_at: '2024-11-02T10:00:00Z',
      },
    ],
  })
  const give = (permissions: object, validFrom: string) =>
    push(installed(permissions), { id: 'fernworks', validFrom })
  bodyOf(await give({ contents: 'read' }, '2026-01-01T00:00:00Z'), 201)
  bodyOf(await give({ contents: 'write' }, '2026-03-01T00:00:00Z'), 201)
  const pushed = (when: string, id: string) => ({
    '@timestamp': Date.parse(when),
    _document_id: id,
    action: 'git.push',
    actor: 'dependency-watch[bot]',
    org: 'Fernworks',
    repo: 'Fernworks/app',
  })
  await deliver('hub', 'github-audit', [
    pushed('2026-02-20T09:00:00Z', 'g-before'),
    pushed('2026-03-01T09:00:00Z', 'g-after'),
  ])
  const before = (await explanationOf('g-before')).authority?.decision
  const later = (await explanationOf('g-after')).authority?.decision
  assert.deepEqual([before?.result, later?.result], ['denied', 'allowed'])
  assert.match(before?.disagreement ?? '', /not all it has/)
  assert.deepEqual(
    [later?.deciding[0]?.text, later?.snapshot?.takenAt],
    ['contents:write', '2026-03-01T00:00:00.000Z'],
  )
})

test('somebody of another tenant finds none of it', async () => {
  for (const path of [
    at('/identities'),
    identityAt(deploy, 'record'),
    identityAt(deploy, 'sets'),
    at('/configurations'),
    at(`/configurations/${account}/versions`),
    at(`/events/${events.get('e-put-after')}/explanation`),
  ])
    assert.equal((await stranger.send('GET', path)).status, 404, path)
})
