import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { IncidentPage } from '@countersign/api/incident'
import type { MandateDetail, MandatePage, MandateRow } from '@countersign/api/mandate'
import type { FilterRecord } from '@countersign/filter/filter-record'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { signedIn } from '../../platform/test-server.ts'
import { insertEvents } from '../../search/test-events.ts'
import { done, newMandate, startAuthority, startMs, type TestAuthority } from '../test-authority.ts'

const shop = 'shop' as TenantId
const at = '/api/tenants/shop/mandates'
const dayMs = 24 * 3_600_000

let world: TestAuthority
before(async () => {
  world = await startAuthority()
})
after(async () => world?.stop())

const propose = (key: string, more: object = {}) =>
  done<MandateRow>(world.operator, 'POST', at, {
    ...newMandate(key, {}, new Date(startMs + 30 * dayMs)),
    ...more,
  })
const act = (by: TestAuthority['owner'], mandateId: string, name: string) =>
  by.send('POST', `${at}/${mandateId}/${name}`, { reason: `to ${name}` })
const detail = (mandateId: string) => done<MandateDetail>(world.owner, 'GET', `${at}/${mandateId}`)

describe('the life of a mandate', () => {
  test('begins with a proposal, is answered for by somebody else, and keeps who did what and why', async () => {
    const { mandateId, stage } = await propose('agent:life')
    assert.equal(stage, 'proposed')
    assert.equal((await act(world.operator, mandateId, 'approve')).status, 403)
    const approved = (await act(world.approver, mandateId, 'approve')).body as unknown as MandateRow
    assert.deepEqual(
      [approved.stage, approved.sponsorId, approved.version],
      ['in-force', world.approverId, 2],
    )
    assert.equal((await act(world.approver, mandateId, 'approve')).status, 409)
    assert.equal((await act(world.approver, mandateId, 'review')).status, 200)
    assert.equal((await act(world.approver, mandateId, 'revoke')).status, 200)
    const { history, policyHash, policies } = await detail(mandateId)
    assert.deepEqual(
      history.map(({ version, change, reason }) => [version, change, reason]),
      [
        [1, 'proposed', 'It is needed.'],
        [2, 'approved', 'to approve'],
        [3, 'reviewed', 'to review'],
        [4, 'revoked', 'to revoke'],
      ],
    )
    assert.equal(history.at(-1)?.policyHash, policyHash)
    assert.match(policies.scope ?? '', /permit/)
  })

  test('an owner may approve what they proposed; nobody else their own words, nor what they changed', async () => {
    const own = await done<MandateRow>(
      world.owner,
      'POST',
      at,
      newMandate('agent:own', {}, new Date(startMs + dayMs)),
    )
    assert.equal((await act(world.owner, own.mandateId, 'approve')).status, 200)
    const { mandateId, terms } = await propose('agent:changed')
    const put = { terms, expiresAt: new Date(startMs + dayMs).toISOString(), reason: 'shorter' }
    await done(world.operator, 'PUT', `${at}/${mandateId}`, put)
    assert.equal((await act(world.operator, mandateId, 'approve')).status, 403)
    assert.equal((await act(world.approver, mandateId, 'approve')).status, 200)
    assert.equal((await world.operator.send('PUT', `${at}/${mandateId}`, put)).status, 409)
  })

  test('a sponsor who is named is the only one to approve, and has to be able to', async () => {
    const { mandateId } = await propose('agent:named', { sponsorId: world.approverId })
    assert.equal((await act(world.owner, mandateId, 'approve')).status, 403)
    assert.equal((await act(world.approver, mandateId, 'approve')).status, 200)
    const body = { ...newMandate('agent:x', {}, new Date(startMs + dayMs)), sponsorId: 'nobody' }
    assert.equal((await world.operator.send('POST', at, body)).status, 400)
  })

  test('its successor ends it in the moment of approval', async () => {
    const old = await world.mandate('agent:succession', {})
    const { mandateId } = await propose('agent:succession', { replaces: old.mandateId })
    assert.equal((await detail(old.mandateId)).mandate.stage, 'in-force')
    await act(world.approver, mandateId, 'approve')
    const { mandate, history } = await detail(old.mandateId)
    assert.deepEqual([mandate.stage, history.at(-1)?.change], ['revoked', 'replaced'])
  })

  test('it is no longer than a year, allows something, and is listed page by page', async () => {
    for (const [terms, days] of [
      [{}, 400],
      [{}, -1],
      [{ actions: [] }, 1],
    ] as const) {
      const body = newMandate('agent:bad', terms as object, new Date(startMs + days * dayMs))
      assert.equal((await world.operator.send('POST', at, body)).status, 400)
    }
    for (let one = 0; one < 3; one++) await propose('agent:pages')
    const first = await done<MandatePage>(world.owner, 'GET', `${at}?identity=agent:pages&limit=2`)
    const rest = await done<MandatePage>(
      world.owner,
      'GET',
      `${at}?identity=agent:pages&limit=2&cursor=${first.nextCursor}`,
    )
    const ids = [...first.items, ...rest.items].map(({ mandateId }) => mandateId)
    assert.equal(new Set(ids).size, 3)
  })

  test('every change is in the audit trail', async () => {
    const { items } = await done<{ items: { action: string }[] }>(
      world.owner,
      'GET',
      '/api/tenants/shop/audit?limit=200',
    )
    const actions = new Set(items.map(({ action }) => action))
    for (const action of [
      'mandate.propose',
      'mandate.change',
      'mandate.approve',
      'mandate.review',
      'mandate.revoke',
    ])
      assert.ok(actions.has(action), action)
  })

  test('nobody of another tenant sees or changes it', async () => {
    const { mandateId } = await propose('agent:walled')
    assert.equal((await world.operator.send('GET', `/api/tenants/bank/mandates/${mandateId}`)).status, 404)
    assert.equal((await world.owner.send('GET', '/api/tenants/bank/mandates')).status, 404)
  })
})

function event(
  identity: string,
  eventId: string,
  minutes: number,
  changed: Partial<FilterRecord>,
): FilterRecord {
  const time = startMs + minutes * 60_000
  return {
    tenant_id: shop,
    event_id: eventId,
    source_id: 'src',
    format: 'generic-json',
    activity_name: 'Read',
    identity_key: identity,
    session_key: '',
    host: '',
    source_ip: '',
    destination_ip: '',
    action: 'GetObject',
    resource: '',
    source_event_uid: eventId,
    raw: '{}',
    class_uid: 6003,
    severity_id: 1,
    status_id: 1,
    time,
    received_at: time,
    chain: [],
    ...changed,
  }
}

describe('a proposal from use', () => {
  test('names what was seen, with counts, and nothing that failed; what was never seen has none', async () => {
    const key = 'agent:reader'
    await insertEvents(world.running.platform.lake, [
      ...['jan', 'feb', 'mar'].map((month) =>
        event(key, month, -60, { resource: `arn:aws:s3:::bills/${month}` }),
      ),
      event(key, 'failed', -60, { action: 'DeleteObject', status_id: 2, resource: 'arn:aws:s3:::bills/jan' }),
    ])
    const body = {
      identityKey: key,
      purpose: 'Reads bills',
      days: 30,
      expiresAt: new Date(startMs + 30 * dayMs).toISOString(),
    }
    const { mandateId, terms } = await done<MandateRow>(world.operator, 'POST', `${at}/proposals`, body)
    assert.deepEqual([terms.actions, terms.resources], [['GetObject'], ['arn:aws:s3:::bills/*']])
    const { evidence } = await detail(mandateId)
    assert.deepEqual(
      evidence?.patterns.map(({ count, distinct }) => [count, distinct]),
      [
        [3, 1],
        [3, 3],
      ],
    )
    const none = await world.operator.send('POST', `${at}/proposals`, {
      ...body,
      identityKey: 'agent:unseen',
    })
    assert.equal(none.status, 404)
  })
})

describe('the stage of life in the inventory', () => {
  test('follows the mandate at once: with its approval, and with its end', async () => {
    const key = 'agent:staged'
    await insertEvents(world.running.platform.lake, [event(key, 'staged', -0.5, { resource: 'bills/1' })])
    await world.running.identities.inventory.fold(shop)
    const stage = async () =>
      (
        await done<{ identity: { stage: string } }>(
          world.operator,
          'GET',
          `/api/tenants/shop/identities/${key}/record`,
        )
      ).identity.stage
    assert.equal(await stage(), 'discovered')
    const { mandateId } = await world.mandate(key, {})
    assert.equal(await stage(), 'mandated')
    await act(world.approver, mandateId, 'revoke')
    assert.equal(await stage(), 'discovered')
  })
})

describe('the watch', () => {
  const titles = async () => {
    const { items } = await done<IncidentPage>(world.operator, 'GET', '/api/incidents?tenant=shop&limit=200')
    const found: string[] = []
    for (const { incidentId } of items) {
      const one = await done<{ findings: { ruleTitle: string }[] }>(
        world.operator,
        'GET',
        `/api/tenants/shop/incidents/${incidentId}`,
      )
      found.push(...one.findings.map(({ ruleTitle }) => ruleTitle))
    }
    return found
  }
  const watch = () => world.running.authority.mandates.watch(shop)

  test('finds use that leaves the mandate, and a credential that outlives it, once', async () => {
    await watch()
    await world.mandate('agent:wanderer', { actions: ['GetObject'], resources: ['bills/*'] })
    const over = await world.mandate('agent:outliver', {})
    await act(world.approver, over.mandateId, 'revoke')
    await insertEvents(world.running.platform.lake, [
      event('agent:wanderer', 'inside', 1, { resource: 'bills/1' }),
      event('agent:wanderer', 'outside', 1, { resource: 'salaries/1' }),
      event('agent:outliver', 'after', 1, { resource: 'bills/1' }),
      event('agent:stranger', 'never', 1, { resource: 'bills/1' }),
    ])
    world.wait(2 * 60_000)
    assert.equal(await watch(), 2)
    assert.equal(await watch(), 0)
    const found = await titles()
    assert.ok(found.includes('An identity acts outside of its mandate'), found.join())
    assert.ok(found.includes('A credential outlives the purpose of its identity'), found.join())
  })

  test('finds a mandate whose sponsor has left', async () => {
    const { person, invitation } = await done<{ person: { id: string }; invitation: { link: string } }>(
      world.operator,
      'POST',
      '/api/tenants/shop/people',
      { name: 'Leaver', email: 'leaver@shop.test', role: 'approver' },
    )
    const leaver = await signedIn(world.url, invitation.link)
    const { mandateId } = await propose('agent:orphan')
    assert.equal((await act(leaver, mandateId, 'approve')).status, 200)
    assert.equal(await watch(), 0)
    await done(world.operator, 'PATCH', `/api/tenants/shop/people/${person.id}`, { disabled: true })
    assert.equal(await watch(), 1)
    assert.equal(await watch(), 0)
    assert.ok((await titles()).includes('Nobody answers for an identity any more'))
  })

  test('calls an end to mind before it comes, and marks it when it is there', async () => {
    const { mandateId } = await world.mandate('agent:ending', {}, 10)
    assert.equal((await detail(mandateId)).mandate.stage, 'expiring')
    assert.equal(await watch(), 1)
    assert.equal(await watch(), 0)
    world.wait(11 * dayMs)
    // No session lasts that long.
    const operator = await signedIn(world.url, await world.running.createSignInLink())
    const ended = () => done<MandateDetail>(operator, 'GET', `${at}/${mandateId}`)
    assert.equal((await ended()).mandate.stage, 'expired')
    await watch()
    assert.equal((await ended()).history.at(-1)?.change, 'expired')
  })
})
