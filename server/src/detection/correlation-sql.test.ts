import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { toBurst } from '@countersign/sigma/correlation/burst-row'
import { type BurstRow, compileCorrelation } from '@countersign/sigma/correlation/compile-sql'
import { evaluateCorrelation } from '@countersign/sigma/correlation/evaluate'
import type { CorrelationPlan } from '@countersign/sigma/correlation/plan'
import { type PlannedCorrelation, planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { CorrelationBurst, CorrelationRow } from '@countersign/sigma/correlation/row'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import fc from 'fast-check'
import type { Lake } from '../platform/lake/lake.ts'
import { openLake } from '../platform/lake/open-lake.ts'
import { defaultLimits } from '../platform/limits.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { BurstShelf, type StoredBurst } from './correlation-finding.ts'
import { insertRows } from './test-findings.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-correlation-lake-'))
const baseMs = Date.UTC(2026, 0, 1)
let lake: Lake
let tenants = 0

before(async () => {
  lake = await openLake({ config: { kind: 'chdb' }, directory, limits: defaultLimits })
})

after(async () => {
  await lake?.close()
  rmSync(directory, { recursive: true, force: true })
})

/** The correlations that both evaluators are compared on: every type, and what each type may say. */
const correlations: Readonly<Record<string, string>> = {
  count: '{type: event_count, rules: [a, b], group-by: [user], timespan: 5s, condition: {gte: 3}}',
  'count in a range': '{type: event_count, rules: [a], timespan: 5s, condition: {gt: 1, lt: 4}}',
  distinct:
    '{type: value_count, rules: [a, b], group-by: [user], timespan: 5s, condition: {field: ip, gte: 3}}',
  'distinct pairs':
    '{type: value_count, rules: [a], timespan: 4s, condition: {field: [ip, user], gte: 3, neq: 4}}',
  sum: '{type: value_sum, rules: [a, b], group-by: [user], timespan: 5s, condition: {field: bytes, gt: 5.5}}',
  average: '{type: value_avg, rules: [a], group-by: [user], timespan: 5s, condition: {field: bytes, lte: 2}}',
  share:
    '{type: value_percentile, rules: [a, b], group-by: [user], timespan: 6s, condition: {field: ip, lte: 40}}',
  percentile:
    '{type: value_percentile, rules: [a], timespan: 6s, condition: {field: bytes, percentile: 90, gte: 3}}',
  median: '{type: value_median, rules: [a, b], timespan: 6s, condition: {field: bytes, eq: 2}}',
  temporal: '{type: temporal, rules: [a, b, c], group-by: [user], timespan: 5s}',
  'some rules': '{type: temporal, rules: [a, b, c], group-by: [user], timespan: 5s, condition: {gte: 2}}',
  ordered: '{type: temporal_ordered, rules: [a, b, c], group-by: [user], timespan: 6s}',
  extended:
    '{type: temporal_extended, rules: [a, b, c], group-by: [user], timespan: 3s, condition: a and b and not c}',
  either: '{type: temporal_extended, rules: [a, b, c], timespan: 3s, condition: (a and b) or (c and not a)}',
  'ordered with an absence':
    '{type: temporal_ordered_extended, rules: [a, b, c], timespan: 3s, condition: a and b and not c}',
  aliases: '{type: temporal, rules: [a, b], group-by: [who], timespan: 5s, aliases: {who: {a: user, b: ip}}}',
  'chain over counts': '{type: temporal_ordered, rules: [count, c], group-by: [user], timespan: 8s}',
  'chain over a coarser group':
    '{type: value_count, rules: [ungrouped], timespan: 20s, condition: {field: user, gte: 2}}',
}
const ungrouped = '{type: event_count, rules: [a], group-by: [ip], timespan: 3s, condition: {gte: 2}}'

const rules = ['a', 'b', 'c'].map(
  (name) =>
    `title: ${name}\nid: ${name}\nname: ${name}\nlogsource: {product: x}\ndetection: {s: {f: v}, condition: s}`,
)
const correlationYaml = (name: string, text: string) =>
  `title: ${name}\nid: ${name.replaceAll(' ', '-')}\nname: ${name.split(' ').length > 1 ? name.replaceAll(' ', '-') : name}\ncorrelation: ${text}`
const yaml = [
  ...rules,
  correlationYaml('ungrouped', ungrouped),
  ...Object.entries(correlations).map(([name, text]) => correlationYaml(name, text)),
].join('\n---\n')
const { planned, refused } = planCorrelations(parseSigmaDocuments(yaml, { pack: 'test', path: 'x.yml' }))
const plannedOf = (name: string) =>
  planned.find(({ rule }) => rule.header.title === name) as PlannedCorrelation

async function bySql(
  plan: CorrelationPlan,
  tenantId: string,
  range: { readonly fromMs: number; readonly toMs: number; readonly horizonMs: number },
): Promise<readonly CorrelationBurst[]> {
  const { sql, params } = compileCorrelation(plan, range)
  const found = await lake
    .forTenant(tenantId as TenantId)
    .query<BurstRow>((tables) => sql(tables.findings), params)
  return found.map(toBurst)
}

const word = (...words: readonly string[]) => fc.constantFrom(...words)
const rowArbitrary = fc.record({
  ruleId: word('a', 'b', 'c'),
  second: fc.nat(30),
  user: word('ann', 'Ann', 'bob', ''),
  ip: word('1.1.1.1', '2.2.2.2', 'x\ty\\', "o'neil", '5.5.5.5'),
  bytes: word('1', '2', '3', '0.5', '-1', 'many', '10'),
  event: fc.nat(40),
})

/** Rows of one tenant; the same event twice under one rule is one row, as a finding's id is the same. */
function rowsOf(
  tenantId: string,
  generated: readonly {
    readonly ruleId: string
    readonly second: number
    readonly user: string
    readonly ip: string
    readonly bytes: string
    readonly event: number
  }[],
): readonly CorrelationRow[] {
  const times = new Map<number, number>()
  const rows = new Map<string, CorrelationRow>()
  for (const { ruleId, second, user, ip, bytes, event } of generated) {
    const at = times.get(event) ?? second
    times.set(event, at)
    const eventIds = [`e${String(event).padStart(3, '0')}`]
    const key = `${ruleId}/${event}`
    if (rows.has(key)) continue
    rows.set(key, { tenantId, ruleId, timeMs: baseMs + at * 1000, eventIds, captured: { user, ip, bytes } })
  }
  return [...rows.values()]
}

test('every correlation of the comparison is understood', () => {
  assert.deepEqual(refused, [])
  assert.equal(planned.length, Object.keys(correlations).length + 1)
})

for (const name of Object.keys(correlations)) {
  test(`in the lake and in memory, "${name}" finds the same`, async () => {
    const { plan } = plannedOf(name)
    await fc.assert(
      fc.asyncProperty(fc.array(rowArbitrary, { maxLength: 30 }), fc.nat(40), async (generated, horizon) => {
        const tenantId = `t${tenants++}`
        const rows = rowsOf(tenantId, generated)
        await insertRows(lake, rows)
        const horizonMs = baseMs + horizon * 1000
        const found = await bySql(plan, tenantId, { fromMs: baseMs, toMs: baseMs + 60_000, horizonMs })
        assert.deepEqual(found, evaluateCorrelation(plan, rows, { horizonMs }))
      }),
      { numRuns: 15 },
    )
  })
}

for (const name of ['count', 'distinct', 'sum', 'ordered', 'chain over counts']) {
  test(`judged piece by piece, "${name}" gives the findings of the whole`, async () => {
    const planned = plannedOf(name)
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 40 }),
        fc.integer({ min: 3, max: 20 }),
        async (generated, seconds) => {
          const tenantId = `t${tenants++}`
          const rows = rowsOf(tenantId, generated)
          await insertRows(lake, rows)
          const stored = new Map<string, StoredBurst>()
          const shelf = new BurstShelf(planned, [])
          for (let fromMs = baseMs; fromMs < baseMs + 60_000; fromMs += seconds * 1000) {
            const piece = { fromMs, toMs: fromMs + seconds * 1000 - 1, horizonMs: baseMs + 60_000 }
            for (const burst of await bySql(planned.plan, tenantId, piece)) {
              const next = shelf.put(burst)
              if (next !== undefined) stored.set(next.findingId, next)
            }
          }
          const whole = evaluateCorrelation(planned.plan, rows)
          assert.deepEqual(
            [...stored.values()].map(({ beganMs, heldMs, eventIds }) => [
              beganMs,
              heldMs,
              eventIds.toSorted(),
            ]),
            whole.map(({ matchedAtMs, lastMatchedAtMs, eventIds }) => [
              matchedAtMs,
              lastMatchedAtMs,
              eventIds.toSorted(),
            ]),
          )
        },
      ),
      { numRuns: 8 },
    )
  })
}
