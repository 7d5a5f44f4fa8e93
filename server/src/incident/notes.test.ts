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

const minuteMs = 60_000

async function opened(tenantId: TenantId, user = 'anna'): Promise<string> {
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0, user)])
  return change?.incidentId ?? ''
}

test('a note keeps its text as typed, its author and time, and makes a new version', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const before = (await incidents.detail(tenantId, id)).incident.version
  const text =
    '# Asked\n<script>alert(1)</script> ![x](https://evil.example/?c) [a](javascript:alert(1))\u202e'
  const note = await incidents.notes.add(analyst(tenantId), tenantId, id, { text })
  assert.deepEqual([note.text, note.author, note.handOver, note.editedAt], [text, 'Ada', false, null])
  const after = await incidents.detail(tenantId, id)
  assert.ok(after.incident.version > before)
  assert.equal(after.history[0]?.what, 'wrote a note')
})

test('text that PostgreSQL cannot hold is kept without what it cannot hold', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const { text } = await incidents.notes.add(analyst(tenantId), tenantId, id, { text: 'a\u0000b\ud800' })
  assert.equal(text, 'a�b�')
})

test('its author changes a note for a while; nobody else does, and not later', async () => {
  const tenantId = newTenant()
  const id = await opened(tenantId)
  const ada = analyst(tenantId)
  const { noteId, editableUntil } = await incidents.notes.add(ada, tenantId, id, { text: 'frist' })
  assert.notEqual(editableUntil, null)
  const change = (person = ada) =>
    incidents.notes.change(person, tenantId, { incidentId: id, noteId, patch: { text: 'first' } })
  await assert.rejects(change(personNamed('Bo', tenantId)), { code: 'FORBIDDEN' })
  const changed = await change()
  assert.equal(changed.text, 'first')
  assert.notEqual(changed.editedAt, null)
  at.clock.skip(16 * minuteMs)
  await assert.rejects(change(), { code: 'CONFLICT' })
  const [listed] = (await incidents.notes.list(ada, tenantId, id)).items
  assert.deepEqual([listed?.text, listed?.editableUntil], ['first', null])
})

test('notes go up with a merger and come back when it is undone', async () => {
  const tenantId = newTenant()
  const person = analyst(tenantId)
  const anna = await opened(tenantId)
  const bert = await opened(tenantId, 'bert')
  await incidents.notes.add(person, tenantId, bert, { text: 'about bert' })
  await incidents.merge(person, tenantId, anna, { incidentIds: [bert], reason: 'one' })
  assert.equal((await incidents.notes.list(person, tenantId, anna)).items[0]?.text, 'about bert')
  await incidents.unmerge(person, tenantId, anna, { incidentId: bert, reason: 'two' })
  assert.deepEqual((await incidents.notes.list(person, tenantId, anna)).items, [])
})

test('the next shift gets every incident that is not resolved, of its tenants, with the last note', async () => {
  const [shop, bank, foreign] = [newTenant(), newTenant(), newTenant()]
  const person = analyst(shop, bank)
  const [one, other] = [await opened(shop), await opened(bank)]
  const done = await opened(bank, 'bert')
  await opened(foreign)
  await incidents.notes.add(person, shop, one, { text: 'old' })
  await incidents.notes.add(person, shop, one, { text: 'call back at nine', handOver: true })
  await incidents.patch(person, bank, other, {
    snoozeUntil: new Date(at.clock.now() + 60 * minuteMs).toISOString(),
  })
  await incidents.patch(person, bank, done, {
    status: 'resolved',
    resolution: 'true-positive',
    reason: 'done',
  })
  const { items } = await incidents.handOver(person, [shop, bank], {})
  const told = items.map(({ incident, note }) => [incident.tenantId, note?.text ?? null])
  assert.deepEqual(told.sort(), [
    [shop, 'call back at nine'],
    [bank, null],
  ])
  assert.equal(items.find(({ note }) => note !== null)?.note?.handOver, true)
})

test('notes of another tenant are not found, by list, by id or under another incident', async () => {
  const tenantId = newTenant()
  const foreign = newTenant()
  const mine = await opened(tenantId)
  const theirs = await opened(foreign)
  const { noteId } = await incidents.notes.add(analyst(foreign), foreign, theirs, { text: 'secret' })
  const person = analyst(tenantId)
  await assert.rejects(incidents.notes.list(person, tenantId, theirs), { code: 'NOT_FOUND' })
  await assert.rejects(incidents.notes.add(person, tenantId, theirs, { text: 'x' }), { code: 'NOT_FOUND' })
  for (const incidentId of [mine, theirs])
    await assert.rejects(
      incidents.notes.change(person, tenantId, { incidentId, noteId, patch: { text: 'x' } }),
      { code: 'NOT_FOUND' },
    )
})
