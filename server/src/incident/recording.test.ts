import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import type { DetectionFinding } from '@countersign/incident/finding'
import { factsAt, findingOf, ruleNamed } from '@countersign/incident/finding-fixture'
import type { Incidents } from './service.ts'
import { analyst, newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let incidents: Incidents

before(async () => {
  at = await openTestIncidents()
  incidents = at.incidents
})

after(async () => at?.close())

test('a finding that has grown takes its own place, and a resolved incident is not opened again by it', async () => {
  const tenantId = newTenant()
  const actor = { identityKey: 'aws:111122223333:user/anna' } as const
  const rule = ruleNamed('Many secrets read')
  const grown = (...minutes: readonly number[]) => ({
    ...findingOf(
      minutes.map((minute) => factsAt(minute, actor)),
      { tenantId, rule },
    ),
    findingId: 'f'.repeat(32),
  })
  await incidents.recordFindings(tenantId, [grown(0, 1, 2)])
  const [opened] = (await incidents.list([tenantId], {})).items
  const changes = await incidents.recordFindings(tenantId, [grown(0, 1, 2, 5)])
  assert.deepEqual(
    changes.map(({ kind, incidentId }) => [kind, incidentId]),
    [['updated', opened?.incidentId]],
  )
  const { findings } = await incidents.detail(tenantId, opened?.incidentId ?? '')
  assert.deepEqual(
    findings.map(({ events }) => events.length),
    [4],
  )
  assert.deepEqual(await incidents.recordFindings(tenantId, [grown(0, 1, 2, 5)]), [])

  const resolved = { status: 'resolved', resolution: 'undetermined', reason: 'known' } as const
  await incidents.patch(analyst(tenantId), tenantId, opened?.incidentId ?? '', resolved)
  assert.deepEqual(await incidents.recordFindings(tenantId, [grown(0, 1, 2, 5, 6)]), [])
  const after = await incidents.list([tenantId], {})
  assert.ok(after.items.every(({ incidentId }) => incidentId === opened?.incidentId))
})

test('findings become one incident with its explanation, whose hash is that of the canonical form', async () => {
  const tenantId = newTenant()
  const changes = await incidents.recordFindings(tenantId, [seen(tenantId, 0), seen(tenantId, 4)])
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ['created'],
  )
  const { items, counts } = await incidents.list([tenantId], {})
  assert.equal(items.length, 1)
  assert.equal(counts.high, 1)
  const detail = await incidents.detail(tenantId, items[0]?.incidentId ?? '')
  assert.equal(detail.findings.length, 2)
  assert.equal(detail.explanationHash, explanationHash(detail.explanation as Explanation))
  assert.equal(detail.incident.statement, (detail.explanation as Explanation).statement)
  assert.deepEqual(
    detail.history.map(({ what }) => what),
    ['opened the incident'],
  )
})

test('the same findings again change nothing and tell nobody', async () => {
  const tenantId = newTenant()
  const findings = [seen(tenantId, 0), seen(tenantId, 4)]
  await incidents.recordFindings(tenantId, findings)
  const once = await incidents.list([tenantId], {})
  assert.deepEqual(await incidents.recordFindings(tenantId, [...findings, ...findings]), [])
  assert.deepEqual(await incidents.list([tenantId], {}), once)
})

test('later findings extend the incident and rebuild its explanation', async () => {
  const tenantId = newTenant()
  const [created] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  const first = await incidents.detail(tenantId, created?.incidentId ?? '')
  const [updated] = await incidents.recordFindings(tenantId, [
    seen(tenantId, 9, 'anna', ruleNamed('Key created')),
  ])
  assert.deepEqual([updated?.incidentId, updated?.kind], [created?.incidentId, 'updated'])
  const second = await incidents.detail(tenantId, created?.incidentId ?? '')
  assert.equal(second.incident.ruleCount, 2)
  assert.notEqual(second.explanationHash, first.explanationHash)
})

test('two writers at once make one incident and lose no finding', async () => {
  const tenantId = newTenant()
  const all = Array.from({ length: 24 }, (_, minute) => seen(tenantId, minute))
  const writers = [0, 1, 2, 3].map((writer) =>
    incidents.recordFindings(
      tenantId,
      all.filter((_, index) => index % 4 === writer || index % 4 === 0),
    ),
  )
  await Promise.all(writers)
  const { items } = await incidents.list([tenantId], {})
  assert.deepEqual(
    items.map((row) => row.findingCount),
    [24],
  )
})

test('findings acknowledged before a crash and never grouped are found by the sweep, once', async () => {
  const tenantId = newTenant()
  const grouped = seen(tenantId, 0)
  const lost = seen(tenantId, 3)
  await incidents.recordFindings(tenantId, [grouped])
  await storeFindings([grouped, lost])
  assert.equal(await incidents.sweep(tenantId), 1)
  assert.equal(await incidents.sweep(tenantId), 0)
  const { items } = await incidents.list([tenantId], {})
  assert.deepEqual(
    items.map((row) => row.findingCount),
    [2],
  )
})

test('a finding that links two incidents merges them: one row, and the old address leads to it', async () => {
  const tenantId = newTenant()
  const role = 'aws:111122223333:assumed-role/deploy'
  const byRole = findingOf([factsAt(2, { identityKey: role })], { tenantId })
  const link = findingOf(
    [
      factsAt(4, {
        identityKey: role,
        chain: [{ identityKey: 'aws:111122223333:user/anna', relation: 'assumed-role' }],
      }),
    ],
    { tenantId },
  )
  await incidents.recordFindings(tenantId, [seen(tenantId, 0), byRole])
  const two = await incidents.list([tenantId], {})
  assert.equal(two.items.length, 2)
  await incidents.recordFindings(tenantId, [link])
  const one = await incidents.list([tenantId], {})
  assert.deepEqual(
    one.items.map((row) => row.findingCount),
    [3],
  )
  for (const row of two.items) {
    assert.equal(
      (await incidents.detail(tenantId, row.incidentId)).incident.incidentId,
      one.items[0]?.incidentId,
    )
  }
})

test('weak signals are shown to nobody until they add up', async () => {
  const tenantId = newTenant()
  const low = (minute: number, name: string, tactic: string) =>
    seen(tenantId, minute, 'anna', ruleNamed(name, { level: 'low', tags: [`attack.${tactic}`] }))
  assert.deepEqual(
    await incidents.recordFindings(tenantId, [low(0, 'a', 'discovery'), low(1, 'b', 'discovery')]),
    [],
  )
  assert.deepEqual((await incidents.list([tenantId], {})).items, [])
  const [change] = await incidents.recordFindings(tenantId, [low(2, 'c', 'persistence')])
  assert.equal(change?.kind, 'created')
  const { items } = await incidents.list([tenantId], {})
  assert.deepEqual(
    items.map((row) => [row.findingCount, row.severity]),
    [[3, 'medium']],
  )
})

test('a noisy rule is counted in full while only its first findings are kept', async () => {
  const tenantId = newTenant()
  const noisy = Array.from({ length: 130 }, (_, index) => seen(tenantId, index / 10))
  const [change] = await incidents.recordFindings(tenantId, noisy)
  const detail = await incidents.detail(tenantId, change?.incidentId ?? '')
  assert.equal(detail.incident.findingCount, 130)
  assert.equal(detail.findings.length, 100)
  assert.equal(detail.findingsOmitted, 30)
})

test('names that PostgreSQL cannot hold are recorded all the same, and found again', async () => {
  const tenantId = newTenant()
  const odd = `a\u0000\ud800${'x'.repeat(9000)}`
  await incidents.recordFindings(tenantId, [seen(tenantId, 0, odd)])
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 1, odd)])
  assert.equal(change?.kind, 'updated')
})

/** A row of the lake's findings, as intake writes it. */
async function storeFindings(findings: readonly DetectionFinding[]): Promise<void> {
  const columns = ['tenant_id', 'finding_id', 'rule_id', 'reported', 'first_time', 'created_at', 'finding']
  const rows = findings.map((finding) => {
    const time = new Date(finding.firstMs).toISOString().replace('T', ' ').replace('Z', '')
    const { tenantId, findingId, rule } = finding
    const values = [tenantId, findingId, rule.id, '1', time, time, JSON.stringify(finding)]
    return values.map((value) => value.replaceAll('\\', '\\\\')).join('\t')
  })
  await at.lake.insert({
    table: 'findings',
    columns,
    rows: Buffer.from(`${rows.join('\n')}\n`),
    rowCount: rows.length,
    token: findings.map((finding) => finding.findingId).join(),
  })
}
