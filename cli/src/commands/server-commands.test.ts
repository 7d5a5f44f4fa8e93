import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bank, shop, startTwoTenants, type TwoTenants } from '@countersign/server/test-two-tenants'
import { countersign } from '../test-terminal.ts'

let two: TwoTenants
let key: string

before(async () => {
  two = await startTwoTenants()
  const made = await two.operator.send('POST', `/api/tenants/${shop}/api-keys`, {
    name: 'terminal',
    rights: ['tenant.read', 'event.read', 'incident.read'],
    expiresInDays: 1,
  })
  key = String(made.body.key)
})

after(async () => two?.stop())

const ask = (argv: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  countersign(argv, {
    environment: { COUNTERSIGN_SERVER: two.running.url, COUNTERSIGN_KEY: key, ...environment },
  })

type Rows = {
  readonly items: readonly { readonly tenantId: string; readonly incidentId?: string }[]
  readonly hasMore: boolean
}

test('tenants: a key sees its own', async () => {
  const { code, out } = await ask(['tenants'])
  assert.equal(code, 0)
  assert.match(out, /^shop {2}Shop {2}\S+ {2}since \d{4}-\d{2}-\d{2}\n$/)
  const { items } = JSON.parse((await ask(['tenants', '--json'])).out) as { items: { id: string }[] }
  assert.deepEqual(
    items.map(({ id }) => id),
    [shop],
  )
})

test('incidents: those of the tenant, by status', async () => {
  const { code, out } = await ask(['incidents', '--json', '--tenant', shop])
  assert.equal(code, 0)
  const { items, hasMore } = JSON.parse(out) as Rows
  assert.equal(hasMore, false)
  assert.ok(items.some(({ incidentId }) => incidentId === two.shopThings.incidentId))
  const shown = await ask(['incidents', '--status', 'all'])
  assert.match(shown.out, new RegExp(two.shopThings.incidentId))
  assert.equal((await ask(['incidents', '--status', 'snoozed'])).out, 'No incident fits.\n')
  assert.equal((await ask(['incidents', '--status', 'closed'])).code, 2)
})

test('search: the filter language of the console, page after page, up to the limit', async () => {
  const found = JSON.parse((await ask(['search', 'ordinary', '--json'])).out) as Rows
  assert.ok(found.items.length > 0)
  assert.ok(found.items.every(({ tenantId }) => tenantId === shop))
  assert.match((await ask(['search', 'ordinary'])).out, new RegExp(two.shopThings.eventId))
  const one = JSON.parse((await ask(['search', '--json', '--limit', '1'])).out) as Rows
  assert.equal(one.items.length, 1)
  const past = ['--from', '2020-01-01T00:00:00Z', '--to', '2020-01-02T00:00:00Z']
  assert.match((await ask(['search', ...past])).out, /^No event fits/)
})

test('a query that cannot be read is wrong use, and says where', async () => {
  const { code, out, error } = await ask(['search', 'host:('])
  assert.deepEqual([code, out], [2, ''])
  assert.match(error, /\(FILTER_INVALID\)/)
})

test('another tenant is not there, and a wrong key opens nothing', async () => {
  const foreign = await ask(['incidents', '--tenant', bank])
  assert.deepEqual([foreign.code, foreign.out], [1, ''])
  assert.match(foreign.error, /\(NOT_FOUND\)/)
  const wrong = await ask(['tenants'], { COUNTERSIGN_KEY: 'csk_0000' })
  assert.deepEqual([wrong.code, /\(API_KEY_WRONG\)/.test(wrong.error)], [1, true], wrong.error)
})

test('flags come before the environment, and what is missing or cannot be is said', async () => {
  const nobody = { COUNTERSIGN_SERVER: 'http://127.0.0.1:1', COUNTERSIGN_KEY: 'x' }
  const flags = ['--server', two.running.url, '--key', key]
  assert.equal((await ask(['tenants', ...flags], nobody)).code, 0)
  const silent = await ask(['tenants'], nobody)
  assert.equal(silent.code, 1)
  assert.match(silent.error, /http:\/\/127\.0\.0\.1:1 does not answer .*\(SERVER_UNREACHABLE\)/)
  for (const [environment, message] of [
    [{ COUNTERSIGN_SERVER: '' }, /Name the server/],
    [{ COUNTERSIGN_KEY: '' }, /Give an API key/],
    [{ COUNTERSIGN_KEY: 'a\nb' }, /holds blanks/],
    [{ COUNTERSIGN_SERVER: 'soc.example' }, /no address of a server/],
  ] as const) {
    const { code, error } = await ask(['tenants'], environment)
    assert.deepEqual([code, message.test(error)], [2, true], error)
  }
  assert.equal((await ask(['search', 'two', 'arguments'])).code, 2)
  assert.equal((await ask(['search', '--limit', '0'])).code, 2)
})
