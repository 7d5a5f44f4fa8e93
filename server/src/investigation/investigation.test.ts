import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AuditPage } from '@countersign/api/audit'
import type { Investigation, InvestigationAnswer } from '@countersign/api/investigation'
import type { Explanation } from '@countersign/explanation/explanation'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { sql } from 'kysely'
import { beganMs, call, openTown, send, shop, type Town } from './test-town.ts'

let town: Town
let path = ''
before(async () => {
  town = await openTown()
  path = `/api/tenants/${shop}/incidents/${town.incidentId}/investigation`
})
after(() => town.stop())

const run = () => send<Investigation>(town.operator, 'POST', path)
const explanationOf = ({ explanation }: Investigation) => explanation as Explanation
const told = (investigation: Investigation, question: string) =>
  (investigation.answers.find((one) => one.question === question)?.claims ?? []).map(
    (at) => explanationOf(investigation).claims[at]?.text ?? '',
  )

describe('an investigation', () => {
  test('is made by itself when an incident was opened', async () => {
    for (;;) {
      const { investigation } = await send<InvestigationAnswer>(town.operator, 'GET', path)
      if (investigation !== null) {
        assert.equal(investigation.incidentId, town.incidentId)
        return assert.match(told(investigation, 'who').join('\n'), /in the inventory as/)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })

  test('tells what was new, what else was done, who shared the address and who made the key', async () => {
    const investigation = await run()
    const first = told(investigation, 'first-time').join('\n')
    assert.match(
      first,
      /The IAM user anna had not done “StopLogging”.* before; nobody else of the tenant had either/,
    )
    assert.match(first, /aws-cloudtrail since 10 September 2026, with records on 40 of 41 days/)
    assert.match(first, /had not come from “203\.0\.113\.7” before/)
    assert.match(
      told(investigation, 'doings').join('\n'),
      /anna also did 1 other kind of action .*“ListBuckets”/,
    )
    assert.match(told(investigation, 'company').join('\n'), /From “203\.0\.113\.7” also came .*carol/)
    assert.match(
      told(investigation, 'changes').join('\n'),
      /On 20 October 2026, 07:00 UTC, the IAM user bob did “CreateAccessKey”/,
    )
    assert.match(told(investigation, 'sight').join('\n'), /The source “shop trail” delivered records/)
    assert.match(told(investigation, 'who').join('\n'), /No mandate of the IAM user anna was in force/)
    assert.match(told(investigation, 'reach').join('\n'), /not known/)
    assert.match(explanationOf(investigation).timeline?.[0]?.text ?? '', /bob did “CreateAccessKey”/)
  })

  test('cites only events that the tenant has', async () => {
    const { claims, timeline = [] } = explanationOf(await run())
    const ids = [...claims, ...timeline].flatMap(({ cites }) =>
      cites.flatMap(({ kind, id }) => (kind === 'event' ? [id] : [])),
    )
    assert.ok(ids.length > 5)
    for (const id of new Set(ids))
      assert.equal((await town.operator.send('GET', `/api/tenants/${shop}/events/${id}`)).status, 200, id)
  })

  test('gives the same hash on the same data, which is that of what it shows, and another on other data', async () => {
    const [one, other] = [await run(), await run()]
    assert.equal(one.explanationHash, other.explanationHash)
    assert.equal(explanationHash(explanationOf(one)), one.explanationHash)
    await town.deliver(shop, [call('later', 5 * 60_000, 'anna', 'DescribeTrails')])
    const after = await run()
    assert.notEqual(after.explanationHash, one.explanationHash)
    // Among what else was done; or, once a rule has found it, among what was reported.
    assert.match(JSON.stringify(after.explanation), /DescribeTrails/)
  })

  test('is in the audit trail with the hash of the story', async () => {
    const { explanationHash: hash } = await run()
    const page = await send<AuditPage>(
      town.operator,
      'GET',
      `/api/tenants/${shop}/audit?action=incident.investigate`,
    )
    assert.ok(page.items.some(({ after: noted }) => JSON.stringify(noted).includes(hash)))
  })

  test('is stale once the incident has changed', async () => {
    await run()
    const read = async () => (await send<InvestigationAnswer>(town.operator, 'GET', path)).investigation
    assert.equal((await read())?.isStale, false)
    await town.deliver(shop, [call('again', 2 * 60_000, 'anna', 'StopLogging')])
    while ((await read())?.isStale === false) await new Promise((resolve) => setTimeout(resolve, 20))
  })

  test('of an incident that is not there, or of another tenant, is not found', async () => {
    for (const [tenantId, incidentId] of [
      [shop, 'f'.repeat(32)],
      ['bank', town.incidentId],
      ['nobody', town.incidentId],
    ])
      for (const method of ['GET', 'POST']) {
        const address = `/api/tenants/${tenantId}/incidents/${incidentId}/investigation`
        assert.equal((await town.operator.send(method, address)).status, 404, address)
      }
  })

  test('reads nothing of another tenant', async () => {
    const text = JSON.stringify(await run())
    assert.ok(!text.includes('mallory') && !text.includes('event-bank'))
    assert.ok(beganMs > 0 && text.includes('anna'))
  })

  test('goes with its incident when that is deleted', async () => {
    await run()
    const { state } = town.running.platform
    const stories = await state.forTenant(shop, async (tx) => {
      await sql`DELETE FROM incident WHERE incident_id = ${town.incidentId}`.execute(tx)
      return (await sql`SELECT 1 FROM investigation WHERE incident_id = ${town.incidentId}`.execute(tx)).rows
    })
    assert.deepEqual(stories, [])
  })
})
