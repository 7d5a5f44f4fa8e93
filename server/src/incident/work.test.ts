import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Incidents } from './service.ts'
import { analyst, newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let incidents: Incidents

before(async () => {
  at = await openTestIncidents()
  incidents = at.incidents
})

after(async () => at?.close())

test('a person takes, resolves with a reason, and the history tells who did what', async () => {
  const tenantId = newTenant()
  const person = analyst(tenantId)
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  const id = change?.incidentId ?? ''
  await incidents.patch(person, tenantId, id, { assignee: 'Ada', status: 'in-progress' })
  await assert.rejects(incidents.patch(person, tenantId, id, { status: 'resolved' }), {
    code: 'REQUEST_INVALID',
  })
  const done = await incidents.patch(person, tenantId, id, { status: 'resolved', reason: 'planned change' })
  assert.equal(done.incident.status, 'resolved')
  assert.deepEqual(
    done.history.map(({ who, what }) => `${who} ${what}`),
    [
      'Ada changed the status from in-progress to resolved: planned change',
      'Ada changed the status from new to in-progress, assigned it to Ada',
      'Countersign opened the incident',
    ],
  )
})

test('a resolved incident takes no more findings: the next one opens a new incident', async () => {
  const tenantId = newTenant()
  const [first] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  await incidents.patch(analyst(tenantId), tenantId, first?.incidentId ?? '', {
    status: 'resolved',
    reason: 'known',
  })
  const [second] = await incidents.recordFindings(tenantId, [seen(tenantId, 5)])
  assert.equal(second?.kind, 'created')
  assert.notEqual(second?.incidentId, first?.incidentId)
  assert.equal((await incidents.list([tenantId], { status: 'new' })).items.length, 1)
})
