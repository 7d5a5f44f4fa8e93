/** Every role asks every route: it answers as the one table of rights says, and as nothing else does. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { OperatorRole, Right, TenantRole } from '@countersign/api/person'
import { allRights, isRightForKeys, rightsOf } from '../platform/auth/rights.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, browserAt } from '../platform/test-server.ts'
import { type Schema, sampleOf } from '../test-schema-sample.ts'
import { ok, startTown, type Town } from './test-town.ts'

type Route = {
  readonly method: string
  readonly path: string
  readonly right: Right | undefined
  readonly access: string | undefined
  readonly body: unknown
}
type Operation = {
  readonly 'x-right'?: Right
  readonly 'x-access'?: string
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}
type Asker = { readonly name: string; readonly rights: ReadonlySet<Right>; readonly send: Browser['send'] }

let town: Town
let routes: readonly Route[]
let askers: readonly Asker[]

const operatorRoles: readonly OperatorRole[] = ['operator-admin', 'detection-engineer', 'analyst', 'auditor']
const tenantRoles: readonly TenantRole[] = ['tenant-owner', 'approver', 'viewer']

before(async () => {
  town = await startTown()
  await town.running.tenancy.createTenant('shop' as TenantId, 'Shop')
  routes = await routesOf()
  const ofOperator = operatorRoles.map(async (role) => ({
    name: role,
    rights: rightsOf(role, 'all-tenants'),
    ...(await town.settle(await town.inviteOperator(role, role))),
  }))
  const ofTenant = tenantRoles.map(async (role) => ({
    name: role,
    rights: rightsOf(role, 'some-tenants'),
    ...(await town.settle(await town.inviteTenant('shop', role, role))),
  }))
  askers = [...(await Promise.all([...ofOperator, ...ofTenant])), await keyHolder()]
})

after(async () => town?.stop())

async function keyHolder(): Promise<Asker> {
  const rights = allRights.filter(isRightForKeys)
  const { key } = await ok<{ key: string }>(
    town.operator.send('POST', '/api/tenants/shop/api-keys', { name: 'k', rights, expiresInDays: 1 }),
  )
  const { send } = browserAt(town.url)
  const authorization = `Bearer ${key}`
  return {
    name: 'API key',
    rights: new Set(rights),
    send: (method, path, body) => send(method, path, body, { authorization }),
  }
}

async function routesOf(): Promise<readonly Route[]> {
  const { paths } = await ok<{ paths: Record<string, Record<string, Operation>> }>(
    town.operator.send('GET', '/api/openapi.json'),
  )
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const [content] = Object.values(operation.requestBody?.content ?? {})
        return {
          method: method.toUpperCase(),
          path: path.replace('{tenantId}', 'shop').replaceAll(/\{\w+\}/g, 'x'),
          right: operation['x-right'],
          access: operation['x-access'],
          body: content === undefined ? undefined : sampleOf(content.schema, {}),
        }
      }),
    )
}

test('every route asks for a right of the table or says who may use it', () => {
  for (const { method, path, right, access } of routes) {
    const what = `${method} ${path} asks for ${right}`
    assert.ok((right === undefined) !== (access === undefined), what)
    if (right !== undefined) assert.ok(allRights.includes(right), what)
  }
})

test('every role is let in where the table says so, and told that it is not everywhere else', async () => {
  let attempts = 0
  for (const { name, rights, send } of askers)
    for (const { method, path, right, body } of routes) {
      if (right === undefined) continue
      const { status, body: answer } = await send(method, path, body)
      const what = `${name}: ${method} ${path} (${right}) ${status} ${answer.code ?? ''}`
      assert.ok(status < 500, what)
      assert.notEqual(status, 401, what)
      assert.equal(status === 403 && answer.code === 'FORBIDDEN', !rights.has(right), what)
      attempts++
    }
  assert.ok(attempts >= 300, `${attempts}`)
})

test('one’s own affairs are open to whoever is signed in, and to no API key', async () => {
  for (const { name, send } of askers)
    for (const { method, path, access } of routes) {
      if (access !== 'session' || method !== 'GET') continue
      const { status } = await send(method, path)
      assert.equal(status, name === 'API key' ? 403 : 200, `${name}: ${method} ${path}`)
    }
})

test('nobody who is not signed in gets further than the routes that say they are open', async () => {
  for (const { method, path, access, body } of routes) {
    if (access === 'open') continue
    assert.equal((await browserAt(town.url).send(method, path, body)).status, 401, `${method} ${path}`)
  }
})
