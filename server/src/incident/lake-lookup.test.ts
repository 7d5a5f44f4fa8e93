import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { factsAt, findingOf, startMs } from '@countersign/incident/finding-fixture'
import type { Lake, LakeTable } from '../platform/lake/lake.ts'
import { openLake } from '../platform/lake/open-lake.ts'
import { defaultLimits } from '../platform/limits.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { countUnparsed, findIssuers } from './lake-lookup.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-incident-lake-'))
const shop = 'shop' as TenantId
const bank = 'bank' as TenantId
const session = 'ASIA1111111111EXAMPLE'
let lake: Lake

before(async () => {
  lake = await openLake({ config: { kind: 'chdb' }, directory, limits: defaultLimits })
  await insert('events', [
    assumeRole('issuer', session),
    assumeRole('other', 'ASIA9999999999EXAMPLE'),
    useOfSession,
  ])
  await insert('unparsed', [
    {
      tenant_id: shop,
      source_id: 's',
      line_id: 'a',
      received_at: at(1),
      reason: 'not-json',
      detail: '',
      raw: '{',
    },
    {
      tenant_id: shop,
      source_id: 's',
      line_id: 'b',
      received_at: at(90),
      reason: 'not-json',
      detail: '',
      raw: '{',
    },
  ])
})

after(async () => {
  await lake?.close()
  rmSync(directory, { recursive: true, force: true })
})

const finding = findingOf(
  [factsAt(10, { identityKey: 'aws:111122223333:assumed-role/deploy', sessionKey: session })],
  { tenantId: shop },
)

test('the call that issued a session is found by the key in its answer, not by calls made with the key', async () => {
  const issuers = await findIssuers(lake, shop, [finding])
  assert.deepEqual(
    issuers.map(([key, issuer]) => [key, issuer.ref.eventId, issuer.identityKey, issuer.timeMs]),
    [[session, 'issuer', 'aws:111122223333:user/anna', startMs]],
  )
  assert.deepEqual(issuers[0]?.[1].chain, [
    { relation: 'oidc-federation', identityKey: 'github:acme/shop/release' },
  ])
})

test('another tenant finds nothing, and a finding without a temporary session asks nothing', async () => {
  assert.deepEqual(await findIssuers(lake, bank, [finding]), [])
  assert.deepEqual(await findIssuers(lake, shop, [findingOf([factsAt(0)])]), [])
})

test('unreadable lines are counted within the time of the incident only', async () => {
  assert.equal(await countUnparsed(lake, shop, startMs, startMs + 3_600_000), 1)
  assert.equal(await countUnparsed(lake, bank, startMs, startMs + 3_600_000), 0)
})

function at(minute: number): string {
  return new Date(startMs + minute * 60_000).toISOString().replace('T', ' ').replace('Z', '')
}

function assumeRole(eventId: string, issued: string): Record<string, string> {
  return {
    tenant_id: shop,
    event_id: eventId,
    received_at: at(0),
    time: at(0),
    format: 'aws-cloudtrail',
    status_id: '1',
    identity_key: 'aws:111122223333:user/anna',
    chain: "['oidc-federation github:acme/shop/release','invoked-by aws:service/ec2.amazonaws.com']",
    session_key: 'AKIA1111111111EXAMPLE',
    action: 'AssumeRole',
    raw: JSON.stringify({ responseElements: { credentials: { accessKeyId: issued } } }),
  }
}

/** A role that assumes another role with this session: its record names the session too, but did not issue it. */
const useOfSession: Record<string, string> = {
  ...assumeRole('chained', 'ASIA8888888888EXAMPLE'),
  raw: JSON.stringify({
    userIdentity: { accessKeyId: session },
    responseElements: { credentials: { accessKeyId: 'ASIA8888888888EXAMPLE' } },
  }),
}

async function insert(table: LakeTable, rows: readonly Record<string, string>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => columns.map((column) => row[column]?.replaceAll('\\', '\\\\')).join('\t'))
  await lake.insert({
    table,
    columns,
    rows: Buffer.from(`${lines.join('\n')}\n`),
    rowCount: rows.length,
    token: `${table}-test`,
  })
}
