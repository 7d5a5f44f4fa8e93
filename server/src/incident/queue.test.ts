import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ruleNamed } from '@countersign/incident/finding-fixture'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Incidents } from './service.ts'
import { analyst, newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let incidents: Incidents

before(async () => {
  at = await openTestIncidents()
  incidents = at.incidents
})

after(async () => at?.close())

test('the queue comes most severe first, page by page, each incident once', async () => {
  const tenantId = newTenant()
  const levels = ['medium', 'critical', 'high', 'medium', 'high'] as const
  const findings = levels.map((level, index) =>
    seen(tenantId, index, `u${index}`, ruleNamed(`r${index}`, { level })),
  )
  await incidents.recordFindings(tenantId, findings)
  const got: string[] = []
  let cursor: string | undefined
  do {
    const page = await incidents.list([tenantId], {
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    })
    got.push(...page.items.map((row) => `${row.severity} ${row.identities[0]?.slice(-2)}`))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  assert.deepEqual(got, ['critical u1', 'high u4', 'high u2', 'medium u3', 'medium u0'])
  await assert.rejects(incidents.list([tenantId], { cursor: 'bm9wZQ' }), { code: 'REQUEST_INVALID' })
})

test('next and previous follow the order of the filtered queue, across tenants, from whatever is open', async () => {
  const [shop, bank] = [newTenant(), newTenant()]
  await incidents.recordFindings(shop, [
    seen(shop, 1, 'a', ruleNamed('r1', { level: 'critical' })),
    seen(shop, 2, 'b', ruleNamed('r2', { level: 'medium' })),
  ])
  await incidents.recordFindings(bank, [seen(bank, 3, 'c', ruleNamed('r3', { level: 'high' }))])
  const tenants = [shop, bank]
  const { items } = await incidents.list(tenants, {})
  const [first, second, third] = items.map(({ tenantId, incidentId }) => ({ tenantId, incidentId }))
  const around = (row = second, query = {}) =>
    incidents.neighbours(tenants, query, row?.tenantId as TenantId, row?.incidentId ?? '')
  assert.deepEqual(await around(first), { previous: null, next: second })
  assert.deepEqual(await around(second), { previous: first, next: third })
  assert.deepEqual(await around(third), { previous: second, next: null })
  assert.deepEqual(await around(second, { severity: 'medium' }), { previous: null, next: third })
  assert.deepEqual(await incidents.neighbours([shop], {}, shop, first?.incidentId ?? ''), {
    previous: null,
    next: third,
  })
})

test('the queue is narrowed by assignee, identity and words, which are text and no pattern', async () => {
  const tenantId = newTenant()
  await incidents.recordFindings(tenantId, [
    seen(tenantId, 1, 'anna', ruleNamed('Keys created')),
    seen(tenantId, 400, 'b%d', ruleNamed('Trail deleted')),
  ])
  const { items } = await incidents.list([tenantId], {})
  const anna = items.find(({ identities }) => identities[0]?.endsWith('anna'))
  await incidents.patch(analyst(tenantId), tenantId, anna?.incidentId ?? '', { assignee: 'Ada' })
  const found = async (query: Parameters<Incidents['list']>[1]) =>
    (await incidents.list([tenantId], query)).items.map(({ identities }) => identities[0]?.split('/')[1])
  assert.deepEqual(await found({ assignee: 'Ada' }), ['anna'])
  assert.deepEqual(await found({ unassigned: true }), ['b%d'])
  assert.deepEqual(await found({ identity: 'aws:111122223333:user/anna' }), ['anna'])
  assert.deepEqual(await found({ text: 'ANNA user' }), ['anna'])
  assert.deepEqual(await found({ text: '%' }), ['b%d'])
  for (const text of ['_nna', "' OR 1=1 --", 'anna nowhere', '\u0000'])
    assert.deepEqual(await found({ text }), [])
})

test('open incidents are counted for each tenant, also for one that has none', async () => {
  const [shop, bank, farm] = [newTenant(), newTenant(), newTenant()]
  await incidents.recordFindings(shop, [
    seen(shop, 1, 'a', ruleNamed('r1', { level: 'critical' })),
    seen(shop, 400, 'b', ruleNamed('r2', { level: 'medium' })),
  ])
  await incidents.recordFindings(bank, [seen(bank, 2, 'c', ruleNamed('r3', { level: 'critical' }))])
  const { items } = await incidents.counts([shop, farm])
  const none = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 }
  assert.deepEqual(items, [
    { tenantId: shop, counts: { ...none, medium: 1, critical: 1 } },
    { tenantId: farm, counts: none },
  ])
})
