import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Role } from '@countersign/api/person'
import type { Caller } from '../platform/auth/person.ts'
import { rightsOf } from '../platform/auth/rights.ts'
import { readConfig } from '../platform/config.ts'
import { CountersignError } from '../platform/errors.ts'
import { type App, openApp } from '../platform/http/app.ts'
import { openLog } from '../platform/log.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { readCatalogue } from './catalogue.ts'
import { addDetectionRoutes } from './routes.ts'
import { emptyLibrary, type Library } from './rule-library.ts'
import type { Rules } from './rule-service.ts'

const shop = 'shop' as TenantId
const ruleId = '00000000-0000-4000-8000-000000000001'
let app: App
let written: unknown[] = []

before(async () => {
  app = await openApp(readConfig({}, {}), openLog('silent'))
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request) => {
    const role = request.headers['x-role']
    if (typeof role === 'string') request.caller = callerOf(role as Role)
  })
  addDetectionRoutes(app, fakeRules(await library()))
})

after(() => app.close())

function callerOf(role: Role): Caller {
  const rights = rightsOf(role, 'all-tenants')
  return { kind: 'api-key', person: { personId: 'p', name: 'Pat', role, rights, tenantIds: [shop] } }
}

const ask = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, role?: string, payload?: object) =>
  app.inject({
    method,
    url,
    headers: role === undefined ? {} : { 'x-role': role },
    ...(payload === undefined ? {} : { payload }),
  })

const writes = [
  ['PUT', `/rules/${ruleId}`, { enabled: false }],
  ['POST', '/own-rules', { yaml: 'title: x' }],
  ['DELETE', `/own-rules/${ruleId}`, undefined],
] as const

test('without a session nothing is answered', async () => {
  for (const path of ['/api/rules', '/api/rules/refused', `/api/rules/${ruleId}`, '/api/rule-packs'])
    assert.equal((await ask('GET', path)).statusCode, 401, path)
  for (const [method, path, payload] of writes)
    assert.equal((await ask(method, `/api/tenants/shop${path}`, undefined, payload)).statusCode, 401, path)
})

test('everybody may read, and sees only what other tenants share', async () => {
  const list = (await ask('GET', '/api/rules', 'auditor')).json()
  assert.deepEqual(
    list.items.map(({ id, disabledFor }: { id: string; disabledFor?: string[] }) => [id, disabledFor]),
    [[ruleId, ['shop']]],
  )
  assert.equal((await ask('GET', `/api/rules/${ruleId}`, 'auditor')).json().author, 'Somebody')
  assert.equal((await ask('GET', '/api/rules/hidden', 'auditor')).statusCode, 404)
  assert.equal((await ask('GET', '/api/rules?tenant=bank', 'auditor')).statusCode, 404)
  assert.equal((await ask('GET', '/api/tenants/bank/own-rules', 'auditor')).statusCode, 404)
})

test('analysts and auditors change nothing', async () => {
  written = []
  for (const role of ['analyst', 'auditor'])
    for (const [method, path, payload] of writes) {
      const answer = await ask(method, `/api/tenants/shop${path}`, role, payload)
      assert.equal(answer.statusCode, 403, `${role} ${path}`)
    }
  assert.deepEqual(written, [])
})

test('a tenant outside the rights is answered like one that does not exist', async () => {
  written = []
  for (const [method, path, payload] of writes) {
    const answer = await ask(method, `/api/tenants/bank${path}`, 'detection-engineer', payload)
    assert.equal(answer.statusCode, 404, path)
    assert.equal(answer.json().code, 'NOT_FOUND')
  }
  assert.deepEqual(written, [])
})

test('a pack is taken away by an operator administrator alone', async () => {
  written = []
  const role = ['auditor', 'analyst', 'detection-engineer']
  for (const name of role) assert.equal((await ask('DELETE', '/api/rule-packs/p', name)).statusCode, 403)
  assert.equal((await ask('DELETE', '/api/rule-packs/p', 'operator-admin')).statusCode, 204)
  assert.deepEqual(written, ['p'])
})

test('a detection engineer switches a rule off, and it is known who did', async () => {
  written = []
  const answer = await ask('PUT', `/api/tenants/shop/rules/${ruleId}`, 'detection-engineer', {
    enabled: false,
  })
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(written, [[shop, ruleId, false, 'Pat']])
})

async function library(): Promise<Library> {
  const text = `title: One\nid: ${ruleId}\nauthor: Somebody\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: s}\n`
  const catalogue = await readCatalogue([{ pack: 'p', path: 'one.yml', text }], async () => undefined)
  const off = { disabledRuleIds: new Set([ruleId]), records: [], own: [] }
  return {
    ...emptyLibrary,
    catalogue,
    overlays: new Map([
      ['shop', off],
      ['bank', off],
    ]),
  }
}

function fakeRules(known: Library): Rules {
  const refuse = async () => {
    throw new CountersignError('INTERNAL', 'not asked for here')
  }
  return {
    library: () => known,
    source: { current: () => known.ruleSet, onChange: () => () => undefined },
    install: refuse,
    remove: async (pack) => void written.push(pack),
    switchRule: async (...change) => void written.push(change),
    saveOwn: async (...change) => {
      written.push(change)
      return refuse()
    },
    removeOwn: async (...change) => void written.push(change),
    close: async () => undefined,
  }
}
