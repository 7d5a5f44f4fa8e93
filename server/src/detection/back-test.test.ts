import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BackTest } from '@countersign/api/back-test'
import { startTestApi, type TestApi } from '../platform/http/test-api.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

let at: TestApi
const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const hourMs = 3_600_000

before(async () => {
  at = await startTestApi({ 'correlation-every-seconds': '3600', 'rule-test-max-events': '1000' })
  await at.running.tenancy.createTenant(bank, 'Bank')
  await deliver(shop, [...times(6, 'GetSecretValue', 'ci'), ...times(3, 'DeleteTrail', 'anna')])
  await deliver(bank, times(2, 'DeleteTrail', 'CANARY-of-the-bank'))
})

after(async () => at?.stop())

const ruleText = (id: string, eventName: string, more = '') => `
title: Trail deleted
id: ${id}
logsource: {product: aws, service: cloudtrail}
detection:
  selection:
    eventName: ${eventName}
${more}
  condition: selection
level: high
`
const deleted = '00000000-0000-4000-8000-00000000aaaa'

test('a rule that is not there yet: every finding is new, by day, with samples', async () => {
  const { tenants, ...head } = await tried({
    tenantIds: [shop],
    days: 7,
    yaml: ruleText(deleted, 'DeleteTrail'),
  })
  assert.deepEqual([head.kind, head.ruleId, head.title], ['rule', deleted, 'Trail deleted'])
  const [{ state, scanned, total, result } = assert.fail()] = tenants
  assert.deepEqual([state, scanned, total], ['done', 9, 9])
  assert.deepEqual(result?.findings, { before: 0, after: 3 })
  assert.deepEqual([result?.newFindings, result?.goneFindings, result?.unreadable], [3, 0, 0])
  assert.deepEqual(result?.incidentsAlone, { before: 0, after: 1 })
  assert.equal(
    result?.perDay.reduce((sum, { after }) => sum + after, 0),
    3,
  )
  assert.equal(result?.firstNew.length, 3)
  assert.deepEqual(result?.firstNew[0]?.matched, [
    { selection: 'selection', field: 'eventName', value: 'DeleteTrail' },
  ])
})

test('a changed rule is held against the version in force: what is new, what goes, what stays', async () => {
  const own = await at.operator.send('POST', '/api/tenants/shop/own-rules', {
    yaml: ruleText(deleted, 'DeleteTrail'),
  })
  assert.equal(own.status, 201)
  const yaml = ruleText(deleted, 'GetSecretValue')
  const [{ result } = assert.fail()] = (await tried({ tenantIds: [shop], days: 7, yaml })).tenants
  assert.deepEqual(result?.findings, { before: 3, after: 6 })
  assert.deepEqual([result?.newFindings, result?.goneFindings], [6, 3])
  assert.equal(result?.goneIncidents?.length, 1)
  assert.match(result?.goneIncidents?.[0]?.title ?? '', /anna/)
  const same = await tried({ tenantIds: [shop], days: 7, ruleId: deleted })
  assert.deepEqual([same.tenants[0]?.result?.newFindings, same.tenants[0]?.result?.goneFindings], [0, 0])
})

test('a correlation is tried with the rules that it counts, whose findings were never stored', async () => {
  const reads = '00000000-0000-4000-8000-00000000bbbb'
  await at.operator.send('POST', '/api/tenants/shop/own-rules', { yaml: ruleText(reads, 'GetSecretValue') })
  const yaml = `
title: Several secrets
id: 00000000-0000-4000-8000-00000000cccc
correlation:
  type: event_count
  rules: [${reads}]
  group-by: [userIdentity.arn]
  timespan: 1h
  condition: {gte: 5}
level: high
`
  const done = await tried({ tenantIds: [shop], days: 7, yaml })
  assert.equal(done.kind, 'correlation')
  const result = done.tenants[0]?.result
  assert.deepEqual(result?.findings, { before: 0, after: 1 })
  assert.equal(result?.firstNew[0]?.eventIds.length, 6)
  assert.equal(result?.firstNew[0]?.matched[0]?.field, 'userIdentity.arn')
})

test('the same rule over several tenants: one test, a part for each, and a person sees their own parts', async () => {
  const done = await tried({ tenantIds: [shop, bank], days: 7, yaml: ruleText(deleted, 'DeleteTrail') })
  assert.deepEqual(
    done.tenants.map(({ tenantId, result }) => [tenantId, result?.findings.after]),
    [
      [bank, 2],
      [shop, 3],
    ],
  )
  const { body } = await at.colleague.send('GET', `/api/rule-tests/${done.testId}`)
  assert.deepEqual(
    (body as unknown as BackTest).tenants.map(({ tenantId }) => tenantId),
    [shop],
  )
  assert.ok(!JSON.stringify(body).includes('CANARY-of-the-bank'))
  const list = await at.colleague.send('GET', '/api/rule-tests')
  assert.ok(!JSON.stringify(list.body).includes('bank'))
})

test('a tenant outside the rights cannot be tested on, and a test of it alone is not found', async () => {
  const yaml = ruleText(deleted, 'DeleteTrail')
  for (const tenantIds of [[bank], [shop, bank]]) {
    const { status, body } = await at.colleague.send('POST', '/api/rule-tests', { tenantIds, days: 7, yaml })
    assert.deepEqual([status, body.code], [404, 'NOT_FOUND'])
  }
  const { testId } = await tried({ tenantIds: [bank], days: 7, yaml })
  for (const method of ['GET', 'DELETE'])
    assert.equal((await at.colleague.send(method, `/api/rule-tests/${testId}`)).status, 404)
})

test('a rule that cannot run is refused with what to change; so are a filter, nothing, and both at once', async () => {
  const asked = [
    { yaml: 'title: [' },
    { yaml: ruleText(deleted, 'DeleteTrail').replace('condition: selection', 'condition: other') },
    {},
    { yaml: ruleText(deleted, 'x'), ruleId: deleted },
    { ruleId: 'no-such-rule' },
  ]
  for (const subject of asked) {
    const { status } = await at.operator.send('POST', '/api/rule-tests', {
      tenantIds: [shop],
      days: 7,
      ...subject,
    })
    assert.ok(status >= 400 && status < 500, JSON.stringify(subject))
  }
})

test('a test is cancelled while it waits or runs, and stays as it ended', async () => {
  const started = await at.operator.send('POST', '/api/rule-tests', {
    tenantIds: [shop],
    days: 7,
    yaml: ruleText(deleted, 'DeleteTrail'),
  })
  assert.equal(started.status, 202)
  const path = `/api/rule-tests/${(started.body as unknown as BackTest).testId}`
  assert.equal((await at.operator.send('DELETE', path)).status, 204)
  const [{ state, result } = assert.fail()] = (await ended(path)).tenants
  assert.ok(state === 'cancelled' ? result === null : state === 'done')
})

async function tried(asked: object): Promise<BackTest> {
  const { status, body } = await at.operator.send('POST', '/api/rule-tests', asked)
  assert.equal(status, 202, JSON.stringify(body))
  return ended(`/api/rule-tests/${(body as unknown as BackTest).testId}`)
}

async function ended(path: string): Promise<BackTest> {
  for (;;) {
    const found = (await at.operator.send('GET', path)).body as unknown as BackTest
    if (found.tenants.every(({ state }) => state !== 'waiting' && state !== 'running')) return found
    await sleep(50)
  }
}

function times(count: number, eventName: string, user: string): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    eventVersion: '1.08',
    eventTime: new Date(Date.now() - 5 * hourMs + index * 60_000).toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::111122223333:user/${user}`,
      accountId: '111122223333',
    },
    eventID: `${eventName}-${user}-${index}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }))
}

async function deliver(tenantId: TenantId, records: readonly object[]): Promise<void> {
  const { key } = await at.running.tenancy.createSource(tenantId, 'trail', 'auto')
  const answer = await fetch(`${at.running.url}/ingest/trail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: records.map((record) => JSON.stringify(record)).join('\n'),
  })
  assert.equal(answer.status, 200, await answer.text())
}
