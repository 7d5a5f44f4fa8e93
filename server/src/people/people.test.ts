import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { OperatorPerson, Scope, TenantPerson } from '@countersign/api/person'
import type { TenantGroup } from '@countersign/api/tenant-group'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, browserAt, signedIn } from '../platform/test-server.ts'
import { emailOf, ok, startTown, type Town, told, withPassword } from './test-town.ts'

let town: Town

before(async () => {
  town = await startTown()
  for (const id of ['shop', 'bank', 'farm']) await town.running.tenancy.createTenant(id as TenantId, id)
})

after(async () => town?.stop())

const tenantsOf = async (browser: Browser) =>
  (await ok<{ items: { id: string }[] }>(browser.send('GET', '/api/tenants'))).items.map(({ id }) => id)
const some = (tenantIds: string[], groupIds: string[] = []): Scope => ({ kind: 'some', tenantIds, groupIds })

describe('people of the operator', () => {
  test('see all tenants, some, or those of their groups, and what changes there changes at once', async () => {
    const put = (tenantIds: string[]) =>
      ok<TenantGroup>(town.operator.send('PUT', '/api/tenant-groups/north', { name: 'North', tenantIds }))
    assert.deepEqual((await put(['shop', 'bank'])).tenantIds, ['bank', 'shop'].sort())
    const all = await town.settle(await town.inviteOperator('Ada', 'analyst'))
    const few = await town.settle(await town.inviteOperator('Bea', 'analyst', some(['farm'])))
    const grouped = await town.settle(await town.inviteOperator('Cleo', 'analyst', some([], ['north'])))
    assert.deepEqual(await tenantsOf(all), ['bank', 'farm', 'shop'])
    assert.deepEqual(await tenantsOf(few), ['farm'])
    assert.deepEqual(await tenantsOf(grouped), ['bank', 'shop'])
    await put(['shop'])
    assert.deepEqual(await tenantsOf(grouped), ['shop'])
    await ok(town.operator.send('DELETE', '/api/tenant-groups/north'))
    assert.deepEqual(await tenantsOf(grouped), [])
  })

  test('can be assigned to where they see the tenant, by whoever works there, and told by name alone', async () => {
    await town.settle(await town.inviteOperator('Gil', 'analyst', some(['bank'])))
    const here = await town.settle(await town.inviteOperator('Hana', 'analyst', some(['farm'])))
    const away = await town.settle(await town.inviteOperator('Ivo', 'analyst', some(['shop'])))
    await town.inviteTenant('farm', 'Jo', 'viewer')
    const path = '/api/tenants/farm/assignees'
    const { items } = await ok<{ items: Record<string, string>[] }>(here.send('GET', path))
    const names = items.map(({ name }) => name)
    assert.ok(names.includes('Hana') && names.includes('Jo'), names.join())
    assert.ok(!names.includes('Gil') && !names.includes('Ivo'), names.join())
    assert.ok(items.every((item) => Object.keys(item).join() === 'name'))
    assert.deepEqual(await told(away.send('GET', path)), [404, 'NOT_FOUND'])
    assert.deepEqual(await told(here.send('GET', '/api/people')), [403, 'FORBIDDEN'])
  })

  test('see of groups what they see of tenants', async () => {
    const body = { name: 'South', tenantIds: ['farm', 'bank'] }
    await ok(town.operator.send('PUT', '/api/tenant-groups/south', body))
    await ok(town.operator.send('PUT', '/api/tenant-groups/empty', { name: 'Empty', tenantIds: [] }))
    const groupsOf = async (browser: Browser) =>
      (await ok<{ items: TenantGroup[] }>(browser.send('GET', '/api/tenant-groups'))).items.map(
        ({ id, tenantIds }) => [id, tenantIds],
      )
    const few = await town.settle(await town.inviteOperator('Dora', 'analyst', some(['farm'])))
    assert.deepEqual(await groupsOf(few), [['south', ['farm']]])
    assert.equal((await groupsOf(town.operator)).length, 2)
    const taken = { name: 'South', tenantIds: [] }
    assert.deepEqual(await told(town.operator.send('PUT', '/api/tenant-groups/other', taken)), [
      409,
      'CONFLICT',
    ])
    assert.deepEqual(await told(few.send('PUT', '/api/tenant-groups/south', taken)), [403, 'FORBIDDEN'])
  })

  test('are shown with how they sign in, and never with a secret', async () => {
    await town.settle(await town.inviteOperator('Eva', 'auditor'))
    const answer = await town.operator.send('GET', '/api/people')
    const { items } = answer.body as unknown as { items: OperatorPerson[] }
    const eva = items.find(({ name }) => name === 'Eva')
    assert.deepEqual(eva?.signInBy, { password: true, totp: false, passkeys: 0, sso: 0 })
    assert.deepEqual([eva?.email, eva?.role, eva?.scope], [emailOf('Eva'), 'auditor', { kind: 'all' }])
    assert.ok(!JSON.stringify(answer.body).includes('argon2'))
  })

  test('whose role or tenants change sign in again; what they had is gone at once', async () => {
    const invited = await town.inviteOperator('Flo', 'operator-admin')
    const flo = await town.settle(invited)
    assert.equal((await flo.send('GET', '/api/people')).status, 200)
    await ok(
      town.operator.send('PATCH', `/api/people/${invited.id}`, { role: 'analyst', scope: some(['shop']) }),
    )
    assert.deepEqual(await told(flo.send('GET', '/api/people')), [401, 'SIGN_IN_NEEDED'])
    await ok(
      flo.send('POST', '/api/sign-in/password', {
        email: emailOf('Flo'),
        password: 'seven green lamps drift',
      }),
    )
    assert.deepEqual(await told(flo.send('GET', '/api/people')), [403, 'FORBIDDEN'])
    assert.deepEqual(await tenantsOf(flo), ['shop'])
  })

  test('that are disabled are out at once, by session, password and invitation, until they are let in again', async () => {
    const invited = await town.inviteOperator('Gus', 'analyst')
    const gus = await town.settle(invited)
    const later = await town.inviteOperator('Hal', 'analyst')
    const disable = (id: string, disabled: boolean) =>
      ok(town.operator.send('PATCH', `/api/people/${id}`, { disabled }))
    await disable(invited.id, true)
    await disable(later.id, true)
    assert.equal((await gus.send('GET', '/api/session')).status, 401)
    assert.deepEqual(await told(withPassword(town.url, 'Gus')), [401, 'SIGN_IN_WRONG'])
    const token = later.link.split('#token=')[1]
    assert.deepEqual(await told(browserAt(town.url).send('POST', '/api/session', { token })), [
      401,
      'SIGN_IN_LINK_SPENT',
    ])
    await disable(invited.id, false)
    assert.equal((await withPassword(town.url, 'Gus')).status, 200)
  })

  test('are signed out everywhere by an administrator', async () => {
    const invited = await town.inviteOperator('Ida', 'analyst')
    const ida = await town.settle(invited)
    assert.equal((await town.operator.send('DELETE', `/api/people/${invited.id}/sessions`)).status, 204)
    assert.equal((await ida.send('GET', '/api/session')).status, 401)
    assert.equal((await withPassword(town.url, 'Ida')).status, 200)
  })

  test('always have an administrator of all tenants left, and the machine’s owner gets back in', async () => {
    const { items } = await ok<{ items: OperatorPerson[] }>(town.operator.send('GET', '/api/people'))
    for (const { id, role } of items.filter((one) => one.role === 'operator-admin' && one.id !== 'operator'))
      await ok(
        town.operator.send('PATCH', `/api/people/${id}`, {
          role: role === 'operator-admin' ? 'analyst' : role,
        }),
      )
    for (const change of [{ role: 'analyst' }, { scope: some(['shop']) }, { disabled: true }])
      assert.deepEqual(await told(town.operator.send('PATCH', '/api/people/operator', change)), [
        409,
        'LAST_ADMINISTRATOR',
      ])
    const next = await town.settle(await town.inviteOperator('Jan', 'operator-admin'))
    await ok(next.send('PATCH', '/api/people/operator', { disabled: true }))
    assert.equal((await town.operator.send('GET', '/api/session')).status, 401)
    const back = await signedIn(town.url, await town.running.createSignInLink())
    assert.equal((await back.send('GET', '/api/people')).status, 200)
  })

  test('are invited into tenants and groups that there are', async () => {
    const administrator = await signedIn(town.url, await town.running.createSignInLink())
    for (const scope of [some(['nowhere']), some([], ['no-group'])]) {
      const body = { name: 'K', email: 'k@town.test', role: 'analyst', scope }
      assert.deepEqual(await told(administrator.send('POST', '/api/people', body)), [404, 'NOT_FOUND'])
    }
  })
})

describe('people of a tenant', () => {
  test('see that tenant and nothing else, and are managed by its owner', async () => {
    const owner = await town.settle(await town.inviteTenant('shop', 'Olga', 'tenant-owner'))
    assert.deepEqual(await tenantsOf(owner), ['shop'])
    const made = await ok<{ person: TenantPerson; invitation: { link: string; mail: null } }>(
      owner.send('POST', '/api/tenants/shop/people', {
        name: 'Vera',
        email: 'vera@shop.test',
        role: 'viewer',
      }),
    )
    // No mail server is set up here.
    assert.equal(made.invitation.mail, null)
    const vera = await town.settle({ id: made.person.id, link: made.invitation.link })
    assert.deepEqual(await tenantsOf(vera), ['shop'])
    for (const path of ['/api/tenants/shop/people', '/api/tenants/shop/api-keys', '/api/people'])
      assert.deepEqual(await told(vera.send('GET', path)), [403, 'FORBIDDEN'], path)
    await ok(owner.send('PATCH', `/api/tenants/shop/people/${made.person.id}`, { role: 'approver' }))
    await ok(owner.send('DELETE', `/api/tenants/shop/people/${made.person.id}/sessions`))
    const { items } = await ok<{ items: TenantPerson[] }>(owner.send('GET', '/api/tenants/shop/people'))
    assert.deepEqual(
      items.map(({ name, role }) => [name, role]),
      [
        ['Olga', 'tenant-owner'],
        ['Vera', 'approver'],
      ],
    )
  })

  test('of another tenant, or of the operator, are not there for an owner', async () => {
    const owner = await town.settle(await town.inviteTenant('shop', 'Otto', 'tenant-owner'))
    const foreign = await town.inviteTenant('bank', 'Bert', 'viewer')
    const staff = await town.inviteOperator('Stan', 'analyst')
    for (const id of [foreign.id, staff.id, 'operator'])
      for (const [method, rest, body] of [
        ['PATCH', '', { name: 'taken over' }],
        ['POST', '/invitation', undefined],
        ['DELETE', '/sessions', undefined],
      ] as const)
        assert.deepEqual(
          await told(owner.send(method, `/api/tenants/shop/people/${id}${rest}`, body)),
          [404, 'NOT_FOUND'],
          `${method} ${id}${rest}`,
        )
    assert.deepEqual(await told(owner.send('GET', '/api/tenants/bank/people')), [404, 'NOT_FOUND'])
  })

  test('cannot be given a role of the operator', async () => {
    const owner = await town.settle(await town.inviteTenant('farm', 'Fred', 'tenant-owner'))
    const body = { name: 'M', email: 'm@town.test', role: 'operator-admin' }
    assert.deepEqual(await told(owner.send('POST', '/api/tenants/farm/people', body)), [
      400,
      'REQUEST_INVALID',
    ])
    const { items } = await ok<{ items: TenantPerson[] }>(owner.send('GET', '/api/tenants/farm/people'))
    const change = owner.send('PATCH', `/api/tenants/farm/people/${items[0]?.id}`, { role: 'analyst' })
    assert.deepEqual(await told(change), [400, 'REQUEST_INVALID'])
  })
})

test('an administrator of some tenants has no right that reaches beyond them', async () => {
  const limited = await town.settle(await town.inviteOperator('Lena', 'operator-admin', some(['shop'])))
  const body = { name: 'N', email: 'n@town.test', role: 'operator-admin', scope: { kind: 'all' } }
  for (const [method, path, sent] of [
    ['POST', '/api/people', body],
    ['POST', '/api/tenants', { id: 'new', name: 'New' }],
    ['PUT', '/api/tenant-groups/mine', { name: 'Mine', tenantIds: [] }],
    ['GET', '/api/sign-in-providers', undefined],
  ] as const)
    assert.deepEqual(await told(limited.send(method, path, sent)), [403, 'FORBIDDEN'], path)
  assert.equal((await limited.send('GET', '/api/tenants/shop/people')).status, 200)
})
