import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { IncidentDetail, IncidentPage } from '@countersign/api/incident'
import { factsAt, findingOf } from '@countersign/incident/finding-fixture'
import { createClient } from '../../../packages/client/src/client.ts'
import { startTestApi, type TestApi } from '../platform/http/test-api.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

let at: TestApi
const bank = 'bank' as TenantId
const canary = 'CANARY-of-the-bank'

before(async () => {
  at = await startTestApi()
  await at.running.tenancy.createTenant(bank, 'Bank')
})

after(async () => at?.stop())

let people = 0
/** A new incident: of somebody who is in no other. */
async function opened(tenantId = 'shop' as TenantId, about = 'somebody'): Promise<string> {
  people += 1
  const identityKey = `aws:111122223333:user/${about}-${people}` as const
  const finding = findingOf([factsAt(people, { identityKey })], { tenantId })
  const [change] = await at.running.incidents.recordFindings(tenantId, [finding])
  return change?.incidentId ?? ''
}
const pathOf = (incidentId: string, tenantId = 'shop') => `/api/tenants/${tenantId}/incidents/${incidentId}`

test('two people who change the same incident: the second is told with 412, reads again and goes on', async () => {
  const path = pathOf(await opened())
  const etag = (await at.operator.send('GET', path)).headers.get('etag') ?? ''
  const both = await Promise.all([
    at.operator.send('PATCH', path, { assignee: 'Ada' }, { 'if-match': etag }),
    at.colleague.send('PATCH', path, { assignee: 'Bo' }, { 'if-match': etag }),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412])
  const now = (await at.colleague.send('GET', path)).headers.get('etag') ?? ''
  assert.notEqual(now, etag)
  const again = await at.colleague.send('PATCH', path, { assignee: 'Bo' }, { 'if-match': now })
  assert.equal((again.body as unknown as IncidentDetail).incident.assignee, 'Bo')
})

test('hostile text stays text, in notes, reasons, names of views and in the queue', async () => {
  const incidentId = await opened()
  const path = pathOf(incidentId)
  for (const text of [
    '<img src=x onerror=alert(1)>',
    "'; DROP TABLE incident; --",
    '\u202e\u0000',
    '[a](javascript:1)',
  ]) {
    const note = await at.operator.send('POST', `${path}/notes`, { text })
    assert.equal(note.status, 201)
    assert.equal((note.body as unknown as { text: string }).text, text.replaceAll('\u0000', '\ufffd'))
    const view = await at.operator.send('POST', '/api/views', { page: 'queue', name: text, search: text })
    assert.equal(view.status, 201)
    const found = await at.operator.send('GET', `/api/incidents?text=${encodeURIComponent(text)}`)
    assert.equal(found.status, 200)
  }
  const listed = await at.operator.send('GET', `${path}/notes`)
  assert.match(listed.headers.get('content-type') ?? '', /^application\/json/)
  assert.equal(listed.headers.get('x-content-type-options'), 'nosniff')
})

test('somebody of one tenant does nothing in another, whatever the way', async () => {
  const theirs = await opened(bank, canary)
  const mine = await opened()
  const there = pathOf(theirs, 'bank')
  const crossed = pathOf(theirs, 'shop')
  const reason = 'x'
  const attempts: readonly (readonly [string, string, unknown?])[] = [there, crossed].flatMap((path) => [
    ['GET', path],
    ['PATCH', path, { assignee: 'Mallory' }],
    ['GET', `${path}/notes`],
    ['POST', `${path}/notes`, { text: 'x' }],
    ['GET', `${path}/neighbours`],
    ['POST', `${path}/merge`, { incidentIds: [mine], reason }],
    ['POST', `${path}/unmerge`, { incidentId: mine, reason }],
    ['POST', `${pathOf(mine)}/merge`, { incidentIds: [theirs], reason }],
  ])
  for (const [method, path, body] of attempts) {
    const answer = await at.colleague.send(method, path, body)
    assert.equal(answer.status, 404, `${method} ${path}`)
    assert.ok(!JSON.stringify(answer.body).includes(canary))
  }
  const bulk = await at.colleague.send('POST', '/api/incidents/bulk', {
    incidents: [
      { tenantId: 'bank', incidentId: theirs },
      { tenantId: 'shop', incidentId: theirs },
    ],
    change: { assignee: 'Mallory' },
  })
  assert.deepEqual(
    (bulk.body as unknown as { items: { code: string }[] }).items.map(({ code }) => code),
    ['NOT_FOUND', 'NOT_FOUND'],
  )
  for (const path of ['/api/incidents', '/api/hand-over', `/api/incidents?text=${canary}`]) {
    const { body } = await at.colleague.send('GET', path)
    assert.ok(!JSON.stringify((body as unknown as IncidentPage).items).includes(canary), path)
  }
  const untouched = (await at.operator.send('GET', there)).body as unknown as IncidentDetail
  assert.equal(untouched.incident.assignee, null)
})

test('the same change with the same key is made once, and the audit trail tells of the change', async () => {
  const path = pathOf(await opened())
  const key = { 'idempotency-key': 'a-key-of-this-test-1' }
  const first = await at.operator.send('POST', `${path}/notes`, { text: 'called the owner' }, key)
  const second = await at.operator.send('POST', `${path}/notes`, { text: 'called the owner' }, key)
  assert.deepEqual(second.body, first.body)
  const { body } = await at.operator.send('GET', `${path}/notes`)
  assert.equal((body as unknown as { items: unknown[] }).items.length, 1)
  const audit = await at.operator.send('GET', '/api/tenants/shop/audit')
  assert.match(JSON.stringify(audit.body), /incident\.note/)
})

test('the typed client does the work of a shift', async () => {
  const incidentId = await opened()
  const cookie = at.operator.cookie()
  const withCookie: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } })
  const client = createClient({ baseUrl: at.running.url, fetch: withCookie })
  const path = { tenantId: 'shop', incidentId }
  const name = 'PATCH /api/tenants/{tenantId}/incidents/{incidentId}' as const
  const { etag } = await client.call('GET /api/tenants/{tenantId}/incidents/{incidentId}', { path })
  const snoozeUntil = new Date(Date.now() + 3_600_000).toISOString()
  await client.call(name, { path, body: { snoozeUntil }, ...(etag === undefined ? {} : { ifMatch: etag }) })
  const snoozed = await client.call('GET /api/incidents', { query: { status: 'snoozed' } })
  assert.ok(snoozed.body.items.some((row) => row.incidentId === incidentId))
  await assert.rejects(client.call(name, { path, body: { assignee: 'x' }, ifMatch: etag ?? '' }), {
    message: /^PRECONDITION_FAILED/,
  })
  const handed = await client.call('GET /api/hand-over', { query: { tenant: 'shop' } })
  assert.ok(handed.body.items.some(({ incident }) => incident.incidentId === incidentId))
})
