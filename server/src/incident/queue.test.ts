import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ruleNamed } from '@countersign/incident/finding-fixture'
import type { Incidents } from './service.ts'
import { newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

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
