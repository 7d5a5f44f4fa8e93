import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { NotificationCase, NotificationDraft } from '@countersign/api/clock'
import type { IncidentPage } from '@countersign/api/incident'
import { accessKeyRule, bearer, cloudTrail, fixedRules, ndjson } from '../../intake/test-intake.ts'
import { type RunningPlatform, startPlatform } from '../../main.ts'
import { readConfig } from '../../platform/config.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../../platform/test-server.ts'

const shop = 'shop' as TenantId
const folder = temporaryFolder('clocks')
const hourMs = 3_600_000
let nowMs = Date.UTC(2026, 10, 2, 12)
let running: RunningPlatform
let operator: Browser
let path = ''

async function read(): Promise<NotificationCase> {
  const { status, body } = await operator.send('GET', path)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as NotificationCase
}

const deadline = (one: NotificationCase, regimeId: string, stageId: string) =>
  one.deadlines.find((due) => due.regimeId === regimeId && due.stageId === stageId)

const opening = {
  awareAt: new Date(nowMs).toISOString(),
  regimeIds: ['nis2', 'gdpr'],
  traits: [],
  timeZone: 'Europe/Berlin',
  holidays: ['2026-12-25'],
}

before(async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  running = await startPlatform({
    config,
    consoleFolder: folder.path,
    rules: fixedRules([accessKeyRule]),
    clock: { now: () => nowMs },
  })
  operator = await signedIn(running.url, await running.createSignInLink())
  await running.tenancy.createTenant(shop, 'Shop')
  const { key } = await running.tenancy.createSource(shop, 'all', 'auto')
  const body = ndjson([cloudTrail(1, { eventName: 'CreateAccessKey' })])
  await fetch(`${running.url}/ingest/all`, { method: 'POST', headers: bearer(key), body })
  for (;;) {
    const page = (await operator.send('GET', '/api/incidents?tenant=shop')).body as unknown as IncidentPage
    const [incident] = page.items
    if (incident !== undefined) {
      path = `/api/tenants/${shop}/incidents/${incident.incidentId}/clocks`
      break
    }
    await wait(50)
  }
})
after(async () => {
  await running.stop()
  folder.remove()
})

describe('notification clocks', () => {
  test('start from one moment of awareness, which cannot lie ahead', async () => {
    assert.equal((await operator.send('GET', path)).status, 404)
    const ahead = { ...opening, awareAt: new Date(nowMs + hourMs).toISOString() }
    assert.equal((await operator.send('POST', path, ahead)).status, 400)
    const { status, body } = await operator.send('POST', path, opening)
    assert.equal(status, 201, JSON.stringify(body))
    assert.equal((await operator.send('POST', path, opening)).status, 409)
  })

  test('run to the hour the articles say, with how it was worked out', async () => {
    const one = await read()
    const early = deadline(one, 'nis2', 'early-warning')
    assert.equal(early?.dueAt, new Date(nowMs + 24 * hourMs).toISOString())
    assert.equal(early?.state, 'running')
    assert.match(early?.steps[0] ?? '', /Art/)
    const gdpr = one.deadlines.find(({ regimeId }) => regimeId === 'gdpr')
    assert.equal(gdpr?.dueAt, new Date(nowMs + 72 * hourMs).toISOString())
  })

  test('are listed over all tenants that somebody sees', async () => {
    const { status, body } = await operator.send('GET', '/api/notification-clocks')
    assert.equal(status, 200, JSON.stringify(body))
    const { items } = body as unknown as { readonly items: readonly NotificationCase[] }
    assert.deepEqual(
      items.map(({ tenantId, awareAt }) => [tenantId, awareAt]),
      [[shop, opening.awareAt]],
    )
  })

  test('give a draft in which each field has its source or says what to do', async () => {
    const { body } = await operator.send('GET', `${path}/drafts/nis2/early-warning`)
    const draft = body as unknown as NotificationDraft
    assert.ok(draft.fields.length > 0)
    for (const field of draft.fields) {
      if (field.toDo === null) assert.ok(field.lines.every(({ cites }) => cites.length > 0))
      else assert.equal(field.lines.length, 0)
    }
    assert.equal(draft.missingCount, draft.fields.filter(({ toDo }) => toDo !== null).length)
    assert.match(draft.markdown, /\*\*Missing\.\*\*/)
  })

  test('that passed are overdue, and a late report says so', async () => {
    nowMs += 25 * hourMs
    // Nobody stays signed in for a day.
    operator = await signedIn(running.url, await running.createSignInLink())
    assert.equal(deadline(await read(), 'nis2', 'early-warning')?.state, 'overdue')
    const sent = await operator.send('POST', `${path}/submissions`, {
      regimeId: 'nis2',
      stageId: 'early-warning',
      submittedAt: new Date(nowMs).toISOString(),
      authority: 'BSI',
      reference: '4711',
    })
    assert.equal(sent.status, 201, JSON.stringify(sent.body))
    const { submissionId } = sent.body as unknown as { submissionId: string }
    const acknowledged = { acknowledgedAt: new Date(nowMs).toISOString() }
    const answer = await operator.send(
      'PUT',
      `${path}/submissions/${submissionId}/acknowledgement`,
      acknowledged,
    )
    assert.equal(answer.status, 204)
    const one = await read()
    assert.equal(deadline(one, 'nis2', 'early-warning')?.state, 'submitted-late')
    assert.equal(one.submissions[0]?.acknowledgedAt, acknowledged.acknowledgedAt)
  })

  test('leave an entry of the evidence log for each step', async () => {
    await running.evidence.pass(shop)
    const { items } = await running.evidence.page(shop, {
      kind: 'notification',
      from: undefined,
      to: undefined,
      after: undefined,
      limit: 10,
    })
    const documents = await Promise.all(items.map((entry) => running.evidence.detail(shop, entry)))
    const steps = documents.map(({ document }) => JSON.parse(document ?? '').what)
    assert.deepEqual(steps.sort(), ['acknowledged', 'aware', 'submitted'])
  })

  test('are changed only as they were seen, and never the moment of awareness', async () => {
    const { version } = await read()
    const patch = { moments: { handled: new Date(nowMs).toISOString() }, awareAt: opening.awareAt }
    const stale = await operator.send('PATCH', path, patch, { 'if-match': `"${version + 7}"` })
    assert.equal(stale.status, 412)
    const changed = await operator.send('PATCH', path, patch, { 'if-match': `"${version}"` })
    assert.equal(changed.status, 200, JSON.stringify(changed.body))
    const wrong = await operator.send('PATCH', path, { timeZone: 'Middle/Earth' })
    assert.equal(wrong.status, 400)
    assert.match(JSON.stringify(wrong.body), /Europe\/Berlin/)
  })
})
