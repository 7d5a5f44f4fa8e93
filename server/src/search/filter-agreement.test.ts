import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { FilterRecord } from '@countersign/filter/filter-record'
import { parseFilter } from '@countersign/filter/parse-filter'
import { predicateOf } from '@countersign/filter/predicate'
import { whereOf } from '@countersign/filter/where'
import fc from 'fast-check'
import type { Lake } from '../platform/lake/lake.ts'
import { openLake } from '../platform/lake/open-lake.ts'
import { defaultLimits } from '../platform/limits.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'
import { insertEvents } from './test-events.ts'

const folder = temporaryFolder('filter-agreement')
const tenantId = 'shop' as TenantId
const recordsCount = 400
let lake: Lake
let records: readonly FilterRecord[]

/** A small alphabet, so that values and filters meet often: what SQL, LIKE, JSON and case folding stumble over. */
const unit = fc.constantFrom(
  ...'aAbBzZ019 :./\\\'"%_*?()[]-',
  '\0',
  '\t',
  '\n',
  '\r',
  'é',
  'É',
  'ß',
  'ſ',
  'K',
  'İ',
  'ı',
  'σ',
  'ς',
  'Σ',
  '😀',
  '\u0301',
  'ﬁ',
)
const word = fc.string({ unit, maxLength: 5 })
const address = fc.constantFrom(
  '',
  '-',
  '10.0.0.1',
  '10.0.0.200',
  '10.1.0.1',
  '192.168.0.1',
  '255.255.255.255',
  '0.0.0.0',
  '256.1.1.1',
  '1.2.3',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '2001:db8::1',
  '2001:DB8:0:0::1',
  '2001:db9::',
  'fe80::1%eth0',
  '1::2::3',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '::10.0.0.1',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  'a%b',
  'host.example',
)
const startMs = Date.UTC(2026, 2, 1)
const time = fc
  .integer({ min: -3, max: 3 })
  .chain((days) => fc.integer({ min: -2, max: 2 }).map((ms) => startMs + days * 86_400_000 + ms))
const classUid = fc.constantFrom(0, 3002, 6003)

const record: fc.Arbitrary<Omit<FilterRecord, 'tenant_id' | 'event_id'>> = fc.record({
  source_id: word,
  format: word,
  activity_name: word,
  identity_key: word,
  session_key: word,
  host: word,
  source_ip: address,
  destination_ip: address,
  action: word,
  resource: word,
  source_event_uid: word,
  raw: fc.oneof(
    fc.string({ unit, maxLength: 12 }),
    word.map((value) => JSON.stringify({ value })),
  ),
  class_uid: classUid,
  severity_id: fc.integer({ min: 0, max: 6 }),
  status_id: fc.constantFrom(0, 1, 2, 99),
  time,
  received_at: time,
  chain: fc.array(
    fc.tuple(fc.constantFrom('assumed-role', 'on-behalf-of'), word).map((hop) => hop.join(' ')),
    { maxLength: 2 },
  ),
})

const quoted = word.map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`)
const pieces = fc
  .array(fc.oneof(quoted, fc.constantFrom('*', '?')), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(''))
const textField = fc.constantFrom(
  'identity',
  'action',
  'resource',
  'host',
  'session',
  'format',
  'source',
  'activity',
  'uid',
  'chain',
  'raw',
  'ip',
)
const network = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.0/24',
  '10.0.0.1',
  '0.0.0.0/0',
  '::/0',
  '::1',
  '2001:db8::/32',
  '2001:db8::1',
  '::ffff:0:0/96',
  '[10.0.0.0 TO 10.0.0.100]',
  '[* TO ::ff]',
  '*',
)
const clause = fc.oneof(
  pieces.filter((text) => text.replaceAll('"', '') !== ''),
  fc.tuple(textField, pieces).map(([field, text]) => `${field}:${field === 'ip' ? `*${text}` : text}`),
  fc.tuple(fc.constantFrom('ip', 'source_ip', 'destination_ip'), network).map((parts) => parts.join(':')),
  fc
    .tuple(
      fc.constantFrom('severity', 'status', 'class'),
      fc.constantFrom('', '>=', '<', '>', '<='),
      fc.constantFrom(0, 1, 2, 4, 99, 3002),
    )
    .map(([field, order, value]) => `${field}:${order}${value}`),
  fc
    .tuple(
      fc.constantFrom('time', 'received'),
      fc.constantFrom('', '>=', '<', '>', '<='),
      fc.constantFrom('2026-03-01', '2026-02-28T23:59:59.999Z', '2026-03-02T00:00Z'),
    )
    .map(([field, order, value]) => `${field}:${order}${value}`),
)
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    clause,
    tie('filter').map((inner) => `not (${inner})`),
    fc
      .tuple(tie('filter'), fc.constantFrom(' and ', ' or ', ' '), tie('filter'))
      .map(([a, between, b]) => `(${a})${between}(${b})`),
  ),
}))

before(async () => {
  lake = await openLake({ config: { kind: 'chdb' }, directory: folder.path, limits: defaultLimits })
  records = fc
    .sample(record, { numRuns: recordsCount, seed: 20260301 })
    .map((fields, at) => ({ ...fields, tenant_id: tenantId, event_id: `e${at}` }))
  await insertEvents(lake, records)
})

after(async () => {
  await lake?.close()
  folder.remove()
})

async function foundInLake(text: string): Promise<readonly string[]> {
  const { sql, params } = whereOf(parseFilter(text))
  const rows = await lake
    .forTenant(tenantId)
    .query<{ event_id: string }>(({ events }) => `SELECT event_id FROM ${events} WHERE ${sql}`, params)
  return rows.map((row) => row.event_id).sort()
}

function foundByPredicate(text: string): readonly string[] {
  const predicate = predicateOf(parseFilter(text))
  return records
    .filter(predicate)
    .map((one) => one.event_id)
    .sort()
}

function taken(text: string): boolean {
  try {
    parseFilter(text)
    return true
  } catch {
    return false
  }
}

test('the lake and the predicate find the same records, whatever was typed and whatever the records hold', async () => {
  let hits = 0
  await fc.assert(
    fc.asyncProperty(filter.filter(taken), async (text) => {
      const expected = foundByPredicate(text)
      if (expected.length > 0 && expected.length < recordsCount) hits++
      assert.deepEqual(await foundInLake(text), expected)
    }),
    { numRuns: 600 },
  )
  assert.ok(hits > 100, `only ${hits} filters told records apart`)
})

test('every value of the records finds exactly the records that have it', async () => {
  for (const { action } of records.filter((one) => one.action !== '').slice(0, 60)) {
    const text = `action:"${action.replace(/[\\"]/g, '\\$&')}"`
    const found = await foundInLake(text)
    assert.deepEqual(found, foundByPredicate(text), text)
    for (const one of records.filter((other) => other.action === action))
      assert.ok(found.includes(one.event_id))
  }
})
