import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { factsAt, findingOf } from '@countersign/incident/finding-fixture'
import type { Incidents } from './service.ts'
import { analyst, newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let incidents: Incidents

before(async () => {
  at = await openTestIncidents()
  incidents = at.incidents
})

after(async () => at?.close())

test('the OCSF form carries status, assignee and the attribution of every rule', async () => {
  const tenantId = newTenant()
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  await incidents.patch(analyst(tenantId), tenantId, change?.incidentId ?? '', {
    assignee: 'Ada',
    status: 'in-progress',
  })
  const finding = await incidents.ocsf(tenantId, change?.incidentId ?? '')
  assert.deepEqual([finding.class_uid, finding.status_id, finding.assignee], [2005, 2, { name: 'Ada' }])
  assert.match(JSON.stringify(finding.finding_info_list), /"rule_author","value":"A\. Author"/)
})

test('the findings of an incident leave as OCSF Detection Findings, with their rule and what matched', async () => {
  const tenantId = newTenant()
  const one = findingOf([factsAt(0)], { tenantId })
  const [change] = await incidents.recordFindings(tenantId, [one])
  const [event, ...more] = await incidents.ocsfFindings(tenantId, change?.incidentId ?? '')
  assert.equal(more.length, 0)
  assert.deepEqual([event?.class_uid, event?.type_uid, event?.time], [2004, 200401, one.lastMs])
  assert.equal(event?.metadata.uid, one.findingId)
  assert.deepEqual(event?.unmapped?.matched, [
    { selection: 'selection', field: 'eventName', value: 'DeleteTrail' },
  ])
  assert.match(JSON.stringify(event?.evidences), /"uid":"aws:111122223333:user\/anna"/)
})
