import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Incidents } from './service.ts'
import {
  analyst,
  newTenant,
  openTestIncidents,
  personNamed,
  seen,
  type TestIncidents,
} from './test-incidents.ts'

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
  for (const half of [{}, { reason: 'planned change' }, { resolution: 'duplicate' as const }])
    await assert.rejects(incidents.patch(person, tenantId, id, { status: 'resolved', ...half }), {
      code: 'REQUEST_INVALID',
    })
  const done = await incidents.patch(person, tenantId, id, {
    status: 'resolved',
    resolution: 'benign-true-positive',
    reason: 'planned change',
  })
  assert.equal(done.incident.status, 'resolved')
  assert.deepEqual(
    done.history.map(({ who, what }) => `${who} ${what}`),
    [
      'Ada changed the status from in-progress to resolved as benign-true-positive: planned change',
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
    resolution: 'undetermined',
    reason: 'known',
  })
  const [second] = await incidents.recordFindings(tenantId, [seen(tenantId, 5)])
  assert.equal(second?.kind, 'created')
  assert.notEqual(second?.incidentId, first?.incidentId)
  assert.equal((await incidents.list([tenantId], { status: 'new' })).items.length, 1)
})

test('a closing says why from a closed list, and reopening takes it back', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const person = analyst(tenantId)
  const closed = await incidents.patch(person, tenantId, id, {
    status: 'resolved',
    resolution: 'benign-true-positive',
    reason: 'the release of Tuesday',
  })
  assert.equal(closed.incident.resolution, 'benign-true-positive')
  assert.match(closed.history[0]?.what ?? '', /to resolved as benign-true-positive: the release of Tuesday$/)
  const again = await incidents.patch(person, tenantId, id, { status: 'in-progress' })
  assert.deepEqual([again.incident.status, again.incident.resolution], ['in-progress', null])
  await assert.rejects(incidents.patch(person, tenantId, id, { resolution: 'duplicate' }), {
    code: 'REQUEST_INVALID',
  })
})

test('of two people who saw the same version, the second is told that it changed', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const { version } = (await incidents.detail(tenantId, id)).incident
  const both = await Promise.allSettled(
    ['Ada', 'Bo'].map((name) =>
      incidents.patch(personNamed(name, tenantId), tenantId, id, { assignee: name }, version),
    ),
  )
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const refused = both.find(({ status }) => status === 'rejected')
  assert.equal((refused as PromiseRejectedResult).reason.code, 'PRECONDITION_FAILED')
})

test('a snoozed incident is out of the queue until its time is up, and the history tells of both', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const person = analyst(tenantId)
  const hourMs = 3_600_000
  const until = new Date(at.clock.now() + hourMs).toISOString()
  await incidents.patch(person, tenantId, id, { snoozeUntil: until })
  const open = { status: 'open' } as const
  assert.deepEqual((await incidents.list([tenantId], open)).items, [])
  assert.equal((await incidents.list([tenantId], open)).counts.high, 0)
  assert.equal((await incidents.list([tenantId], { status: 'snoozed' })).items.length, 1)
  at.clock.skip(hourMs)
  assert.equal((await incidents.list([tenantId], open)).items.length, 1)
  await incidents.sweep(tenantId)
  const { incident, history } = await incidents.detail(tenantId, id)
  assert.equal(incident.snoozedUntil, null)
  assert.deepEqual(
    history.slice(0, 2).map(({ who, what }) => `${who} ${what}`),
    ['Countersign brought it back: the snooze is over', `Ada snoozed it until ${until}`],
  )
})

test('a snoozed incident comes back when something new happens in it', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const until = new Date(at.clock.now() + 86_400_000).toISOString()
  await incidents.patch(analyst(tenantId), tenantId, id, { snoozeUntil: until })
  await incidents.recordFindings(tenantId, [seen(tenantId, 3)])
  const { incident, history } = await incidents.detail(tenantId, id)
  assert.equal(incident.snoozedUntil, null)
  assert.match(history[0]?.what ?? '', /something new happened/)
})

test('a snooze of the past, too long, or of what is resolved is refused', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const person = analyst(tenantId)
  const days = (count: number) => new Date(at.clock.now() + count * 86_400_000).toISOString()
  for (const snoozeUntil of [days(-1), days(31), '2026-99-99T00:00:00Z'])
    await assert.rejects(incidents.patch(person, tenantId, id, { snoozeUntil }), { code: 'REQUEST_INVALID' })
  await incidents.patch(person, tenantId, id, {
    status: 'resolved',
    resolution: 'undetermined',
    reason: 'known',
  })
  await assert.rejects(incidents.patch(person, tenantId, id, { snoozeUntil: days(1) }), {
    code: 'REQUEST_INVALID',
  })
})

test('the same change for many is made for each by itself, and what refuses says why', async () => {
  const [shop, bank, foreign] = [newTenant(), newTenant(), newTenant()]
  const person = analyst(shop, bank)
  const [one, other, theirs] = [await opened(shop), await opened(bank), await opened(foreign)]
  await incidents.patch(person, bank, other, { assignee: 'Ada' })
  const outcomes = await incidents.patchMany(person, {
    incidents: [
      { tenantId: shop, incidentId: one },
      { tenantId: foreign, incidentId: theirs },
      { tenantId: bank, incidentId: other },
      { tenantId: bank, incidentId: other, version: 1 },
      { tenantId: shop, incidentId: '0'.repeat(32) },
      { tenantId: shop, incidentId: theirs },
    ],
    change: { assignee: 'Ada' },
  })
  assert.deepEqual(
    outcomes.map(({ outcome, code }) => code ?? outcome),
    ['changed', 'NOT_FOUND', 'unchanged', 'PRECONDITION_FAILED', 'NOT_FOUND', 'NOT_FOUND'],
  )
  assert.equal((await incidents.detail(foreign, theirs)).incident.assignee, null)
})

async function opened(tenantId: TenantId): Promise<string> {
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  return change?.incidentId ?? ''
}
