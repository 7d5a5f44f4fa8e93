import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { factsAt, findingOf } from '@countersign/incident/finding-fixture'
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

/** Incidents of different people, hours apart: grouping would never put them together. */
async function several(tenantId: TenantId, ...users: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const [index, user] of users.entries()) {
    const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, index * 600, user)])
    ids.push(change?.incidentId ?? '')
  }
  return ids
}

const reason = 'the same contractor'

test('a person merges two incidents: one row with all findings, told in both histories', async () => {
  const tenantId = newTenant()
  const [anna = '', bert = ''] = await several(tenantId, 'anna', 'bert')
  const merged = await incidents.merge(analyst(tenantId), tenantId, anna, { incidentIds: [bert], reason })
  assert.equal(merged.incident.incidentId, anna)
  assert.equal(merged.incident.findingCount, 2)
  assert.deepEqual([...merged.incident.identities].sort(), [
    'aws:111122223333:user/anna',
    'aws:111122223333:user/bert',
  ])
  assert.deepEqual(
    merged.merged.map((one) => [one.incidentId, one.who, one.reason]),
    [[bert, 'Ada', reason]],
  )
  assert.match(merged.history[0]?.what ?? '', /^merged ".*" \(incident [0-9a-f]{32}\) into it: the same/)
  assert.deepEqual(
    (await incidents.list([tenantId], {})).items.map(({ incidentId }) => incidentId),
    [anna],
  )
  assert.equal((await incidents.detail(tenantId, bert)).incident.incidentId, anna)
})

test('what happens later to either of the two joins the merged incident', async () => {
  const tenantId = newTenant()
  const [anna = '', bert = ''] = await several(tenantId, 'anna', 'bert')
  await incidents.merge(analyst(tenantId), tenantId, anna, { incidentIds: [bert], reason })
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 605, 'bert')])
  assert.deepEqual([change?.incidentId, change?.kind], [anna, 'updated'])
})

test('a merger is undone: each has its own findings, status and explanation again', async () => {
  const tenantId = newTenant()
  const person = analyst(tenantId)
  const [anna = '', bert = ''] = await several(tenantId, 'anna', 'bert')
  await incidents.patch(person, tenantId, bert, { status: 'in-progress', assignee: 'Bo' })
  const before = await incidents.detail(tenantId, bert)
  await incidents.merge(person, tenantId, anna, { incidentIds: [bert], reason })
  const left = await incidents.unmerge(person, tenantId, anna, { incidentId: bert, reason: 'two people' })
  assert.deepEqual(
    [left.incident.findingCount, left.incident.identities],
    [1, ['aws:111122223333:user/anna']],
  )
  assert.deepEqual(left.merged, [])
  const after = await incidents.detail(tenantId, bert)
  assert.equal(after.incident.incidentId, bert)
  assert.deepEqual([after.incident.status, after.incident.assignee], ['in-progress', 'Bo'])
  assert.equal(after.explanationHash, before.explanationHash)
  assert.match(after.history[0]?.what ?? '', /^took it out of incident .*: two people$/)
  assert.equal((await incidents.list([tenantId], {})).items.length, 2)
})

test('mergers of mergers are undone one by one, from the outside', async () => {
  const tenantId = newTenant()
  const person = analyst(tenantId)
  const [anna = '', bert = '', carl = ''] = await several(tenantId, 'anna', 'bert', 'carl')
  await incidents.merge(person, tenantId, bert, { incidentIds: [carl], reason })
  await incidents.merge(person, tenantId, anna, { incidentIds: [bert], reason })
  await assert.rejects(incidents.unmerge(person, tenantId, anna, { incidentId: carl, reason }), {
    code: 'NOT_FOUND',
  })
  await incidents.unmerge(person, tenantId, anna, { incidentId: bert, reason })
  assert.equal((await incidents.detail(tenantId, bert)).incident.findingCount, 2)
  await incidents.unmerge(person, tenantId, bert, { incidentId: carl, reason })
  for (const id of [anna, bert, carl])
    assert.equal((await incidents.detail(tenantId, id)).incident.findingCount, 1)
})

test('what grouping put together is taken apart by a person, and stays apart', async () => {
  const tenantId = newTenant()
  const role = 'aws:111122223333:assumed-role/deploy'
  const byRole = (minute: number) => findingOf([factsAt(minute, { identityKey: role })], { tenantId })
  const link = (minute: number) =>
    findingOf(
      [
        factsAt(minute, {
          identityKey: role,
          chain: [{ identityKey: 'aws:111122223333:user/anna', relation: 'assumed-role' }],
        }),
      ],
      { tenantId },
    )
  await incidents.recordFindings(tenantId, [seen(tenantId, 0), byRole(2)])
  await incidents.recordFindings(tenantId, [link(4)])
  const [one] = (await incidents.list([tenantId], {})).items
  const { merged } = await incidents.detail(tenantId, one?.incidentId ?? '')
  assert.deepEqual(
    merged.map(({ who }) => who),
    ['Countersign'],
  )
  const taken = merged[0]?.incidentId ?? ''
  await incidents.unmerge(analyst(tenantId), tenantId, one?.incidentId ?? '', { incidentId: taken, reason })
  await incidents.recordFindings(tenantId, [link(6)])
  assert.equal((await incidents.list([tenantId], {})).items.length, 2)
})

test('an incident is not merged with itself, a resolved or unknown one, or one of another tenant', async () => {
  const tenantId = newTenant()
  const foreign = newTenant()
  const person = analyst(tenantId)
  const [anna = '', bert = ''] = await several(tenantId, 'anna', 'bert')
  const [theirs = ''] = await several(foreign, 'anna')
  const merge = (into: string, from: string) =>
    incidents.merge(person, tenantId, into, { incidentIds: [from], reason })
  await assert.rejects(merge(anna, anna), { code: 'CONFLICT' })
  await assert.rejects(merge(anna, theirs), { code: 'NOT_FOUND' })
  await assert.rejects(merge(theirs, anna), { code: 'NOT_FOUND' })
  await incidents.patch(person, tenantId, anna, {
    status: 'resolved',
    resolution: 'duplicate',
    reason,
  })
  await assert.rejects(merge(anna, bert), { code: 'CONFLICT' })
  assert.equal((await incidents.detail(foreign, theirs)).incident.findingCount, 1)
})

test('two people who merge the same incident elsewhere at once: one does, the other is told', async () => {
  const tenantId = newTenant()
  const [anna = '', bert = '', carl = ''] = await several(tenantId, 'anna', 'bert', 'carl')
  const both = await Promise.allSettled(
    [anna, bert].map((into) =>
      incidents.merge(analyst(tenantId), tenantId, into, { incidentIds: [carl], reason }),
    ),
  )
  const counts = (await incidents.list([tenantId], {})).items.map(({ findingCount }) => findingCount)
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    3,
  )
  assert.ok(both.some(({ status }) => status === 'fulfilled'))
})
