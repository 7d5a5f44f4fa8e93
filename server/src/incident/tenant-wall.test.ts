import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import type { Incidents } from './service.ts'
import { newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let incidents: Incidents

before(async () => {
  at = await openTestIncidents()
  incidents = at.incidents
})

after(async () => at?.close())

test('a person of another tenant sees nothing, in the list, by id or in the stream', async () => {
  const tenantId = newTenant()
  const foreign = newTenant()
  const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  assert.deepEqual((await incidents.list([foreign], {})).items, [])
  await assert.rejects(incidents.detail(foreign, change?.incidentId ?? ''), { code: 'NOT_FOUND' })
  assert.deepEqual(await incidents.changesSince([foreign], 0), [])
})

test('row level security holds by itself: without a tenant, or with another, a bare SELECT sees no row', async () => {
  const tenantId = newTenant()
  await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
  const client = new pg.Client(at.opened.login)
  await client.connect()
  try {
    for (const table of ['incident', 'incident_finding', 'incident_history', 'incident_sweep']) {
      const { rows } = await client.query(`SELECT * FROM countersign.${table}`)
      assert.deepEqual(rows, [], table)
      const { rows: forced } = await client.query(
        `SELECT relforcerowsecurity FROM pg_class WHERE oid = 'countersign.${table}'::regclass`,
      )
      assert.deepEqual(forced, [{ relforcerowsecurity: true }], table)
    }
  } finally {
    await client.end()
  }
  const write = at.opened.state.forTenant(newTenant(), (tx) =>
    sql`INSERT INTO incident_sweep VALUES (${tenantId}, now())`.execute(tx),
  )
  await assert.rejects(write, /row-level security/)
})

test('a finding of another tenant is refused before anything is written', async () => {
  const tenantId = newTenant()
  await assert.rejects(
    incidents.recordFindings(tenantId, [seen(tenantId, 0), seen(newTenant(), 1)]),
    RangeError,
  )
  assert.deepEqual((await incidents.list([tenantId], {})).items, [])
})
