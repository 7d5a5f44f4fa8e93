import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'

const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const bulkRule = 'Many Secrets Read by One Session'
const folder = temporaryFolder('slow-lane')
let running: RunningPlatform
const keys = new Map<string, string>()

before(async () => {
  // The schedule stays out of the way: every pass of these tests is asked for.
  const flags = { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' }
  const config = readConfig({}, { ...flags, 'correlation-every-seconds': '3600' })
  running = await startPlatform({ config, consoleFolder: folder.path })
  for (const tenantId of [shop, bank]) {
    await running.tenancy.createTenant(tenantId, tenantId)
    keys.set(tenantId, (await running.tenancy.createSource(tenantId, 'trail', 'auto')).key)
  }
})

after(async () => {
  await running?.stop()
  folder.remove()
})

test('what one event does not say, several do: a correlation becomes a finding and an incident', async () => {
  await send(
    shop,
    [0, 1, 2, 3, 4].map((n) => secretRead('ASIAAAAAAAAAAAAAAAAA', n, n)),
  )
  assert.equal(await running.detection.correlate(shop), 1)
  const [finding, ...others] = await correlationFindings(shop)
  assert.equal(others.length, 0)
  assert.deepEqual(finding?.matched, [
    { selection: 'group-by', field: 'userIdentity.accessKeyId', value: 'ASIAAAAAAAAAAAAAAAAA' },
  ])
  assert.deepEqual(
    finding?.events.map(({ timeMs }) => timeMs),
    [0, 1, 2, 3, 4].map(instant),
  )
  assert.deepEqual([finding?.firstMs, finding?.lastMs], [instant(0), instant(4)])
  const { items } = await running.incidents.list([shop], { limit: 10 })
  const incident = await running.incidents.detail(shop, items[0]?.incidentId ?? '')
  assert.ok(incident.findings.some(({ ruleTitle }) => ruleTitle === bulkRule))
})

test('a second pass changes nothing', async () => {
  const before = await correlationFindings(shop)
  assert.equal(await running.detection.correlate(shop), 0)
  assert.deepEqual(await correlationFindings(shop), before)
})

test('a later event makes the finding grow and keeps its id', async () => {
  const [before] = await correlationFindings(shop)
  await send(shop, [secretRead('ASIAAAAAAAAAAAAAAAAA', 6, 6)])
  assert.equal(await running.detection.correlate(shop), 1)
  const [grown, ...others] = await correlationFindings(shop)
  assert.equal(others.length, 0)
  assert.equal(grown?.findingId, before?.findingId)
  assert.equal(grown?.events.length, 6)
  const { items } = await running.incidents.list([shop], { limit: 10 })
  const { findings } = await running.incidents.detail(shop, items[0]?.incidentId ?? '')
  assert.equal(findings.find(({ findingId }) => findingId === grown?.findingId)?.events.length, 6)
})

test('a late event completes a window that had passed', async () => {
  const session = 'ASIABBBBBBBBBBBBBBBB'
  await send(
    shop,
    [0, 1, 3, 4].map((n) => secretRead(session, n, n, 'late')),
  )
  assert.equal(await running.detection.correlate(shop), 0)
  await send(shop, [secretRead(session, 2, 2, 'late')])
  assert.equal(await running.detection.correlate(shop), 1)
  const found = (await correlationFindings(shop)).find(({ matched }) => matched[0]?.value === session)
  assert.deepEqual(
    found?.events.map(({ timeMs }) => timeMs),
    [0, 1, 2, 3, 4].map(instant),
  )
})

test('the same from two tenants is never put together', async () => {
  const session = 'ASIACCCCCCCCCCCCCCCC'
  await send(
    shop,
    [0, 1, 2].map((n) => secretRead(session, n, n, 'both')),
  )
  await send(
    bank,
    [3, 4, 5].map((n) => secretRead(session, n, n, 'both')),
  )
  assert.equal(await running.detection.correlate(shop), 0)
  assert.equal(await running.detection.correlate(bank), 0)
})

test('a tenant that switched the correlation off gets no finding of it', async () => {
  const rule = [...running.detection.rules.library().catalogue.rules.values()].find(
    ({ header, kind }) => kind === 'correlation' && header.origin.path.includes('secrets-read-in-bulk'),
  )
  assert.ok(rule)
  await running.detection.rules.switchRule(bank, rule.header.id, false, 'a person')
  await send(
    bank,
    [0, 1, 2, 3, 4].map((n) => secretRead('ASIADDDDDDDDDDDDDDDD', n, n)),
  )
  assert.equal(await running.detection.correlate(bank), 0)
})

test('a correlation of the tenant alone counts fields of a shared rule', async () => {
  const secretRule = '99b3a8b9-7139-5fe5-83ba-b798dd12111a'
  const title = 'Secrets read from two addresses'
  await running.detection.rules.saveOwn(
    bank,
    `title: ${title}\ncorrelation: {type: value_count, rules: [${secretRule}], group-by: [requestParameters.secretId], timespan: 1h, condition: {field: sourceIPAddress, gte: 2}}`,
    'a person',
  )
  await rulesInUse()
  const from = (minute: number, sourceIPAddress: string) => ({
    ...secretRead('ASIAEEEEEEEEEEEEEEEE', minute, 77, 'own'),
    sourceIPAddress,
  })
  await send(bank, [from(20, '198.51.100.1'), from(25, '198.51.100.2')])
  assert.equal(await running.detection.correlate(bank), 1)
  const [found] = await correlationFindings(bank, title)
  assert.deepEqual(
    found?.matched.map(({ value }) => value),
    ['prod/77'],
  )
})

/** The workers take a new rule set as a whole, a moment after it was announced. */
async function rulesInUse(): Promise<void> {
  const wanted = running.detection.rules.source.current().version
  for (let tries = 0; tries < 1000 && running.intake.rules().version !== wanted; tries++) await setTimeout(20)
}

function instant(minute: number): number {
  return Date.UTC(2026, 2, 4, 9, minute)
}

function secretRead(accessKeyId: string, minute: number, secret: number, run = 'x'): object {
  const arn = 'arn:aws:sts::111122223333:assumed-role/reporting/session-1'
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'AssumedRole', arn, accountId: '111122223333', accessKeyId },
    eventTime: new Date(instant(minute)).toISOString().replace('.000', ''),
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: 'GetSecretValue',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'aws-cli/2.31.11',
    requestParameters: { secretId: `prod/${secret}` },
    eventID: `${run}-${accessKeyId}-${minute}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }
}

async function send(tenantId: TenantId, records: readonly unknown[]): Promise<void> {
  const answer = await fetch(`${running.url}/ingest/trail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.get(tenantId)}`, 'content-type': 'application/x-ndjson' },
    body: `${records.map((record) => JSON.stringify(record)).join('\n')}\n`,
  })
  assert.equal(answer.status, 200, await answer.text())
}

type Finding = {
  readonly findingId: string
  readonly rule: { readonly title: string }
  readonly matched: readonly { readonly value: string }[]
  readonly events: readonly { readonly timeMs: number }[]
  readonly firstMs: number
  readonly lastMs: number
}

async function correlationFindings(tenantId: TenantId, title = bulkRule): Promise<readonly Finding[]> {
  const rows = await running.platform.lake
    .forTenant(tenantId)
    .query<{ readonly finding: string }>(
      (tables) =>
        `SELECT finding FROM ${tables.findings} WHERE rule_title = {title:String} ORDER BY created_at, finding_id`,
      { title },
    )
  return rows.map(({ finding }) => JSON.parse(finding) as Finding)
}
