/** What holds for the API as a whole, asked of every route of its own description. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { factsAt, findingOf, ruleNamed } from '@countersign/incident/finding-fixture'
import { startTown, type Town } from '../../people/test-town.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Answer } from '../test-server.ts'

type Operation = Readonly<Record<`x-${string}`, unknown>>
type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

const requestsPerMinute = 500
const signInsPerMinute = 5
let at: Town
let routes: readonly Route[]

before(async () => {
  // Its clock stands still, so nothing comes back by itself.
  at = await startTown({
    'api-requests-per-minute': String(requestsPerMinute),
    'sign-in-requests-per-minute': String(signInsPerMinute),
  })
  await at.running.tenancy.createTenant('shop' as TenantId, 'Shop')
  const { body } = await at.operator.send('GET', '/api/openapi.json')
  const { paths } = body as unknown as { paths: Record<string, Record<string, Operation>> }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace('{tenantId}', 'shop').replace(/\{\w+\}/g, 'none'),
      operation,
    })),
  )
})

after(async () => at?.stop())
beforeEach(() => at.pass(60))

const isApi = ({ path }: Route) => path.startsWith('/api/')
const isWrite = ({ method }: Route) => !['GET', 'HEAD'].includes(method)
/** Asked by somebody who is known; the others are for whoever is about to sign in, or for programs with keys of their own. */
const isKnown = ({ operation }: Route) =>
  operation['x-right'] !== undefined || operation['x-access'] === 'session'
const nameOf = ({ method, path }: Route) => `${method} ${path}`

async function each(
  of: readonly Route[],
  headers: Record<string, string>,
  check: (answer: Answer, route: Route) => void,
) {
  assert.ok(of.length > 5)
  for (const route of of) {
    const body = isWrite(route) ? {} : undefined
    check(await at.operator.send(route.method, route.path, body, headers), route)
  }
}

/** What the stream says first of an incident after `meanwhile`. */
async function streamed(
  meanwhile: () => Promise<unknown>,
  headers: Record<string, string> = {},
): Promise<string> {
  const leave = new AbortController()
  const response = await fetch(`${at.running.url}/api/stream`, {
    headers: { cookie: at.operator.cookie(), ...headers },
    signal: leave.signal,
  })
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  await meanwhile()
  let text = ''
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (/event: incident\ndata: .*\n/.test(text)) return text
    }
    return assert.fail(text)
  } finally {
    leave.abort()
  }
}

describe('every route', () => {
  test('that writes looks at the Idempotency-Key', async () => {
    await each(
      routes.filter((route) => isApi(route) && isWrite(route) && isKnown(route)),
      { 'idempotency-key': 'short' },
      ({ status, body }, route) => {
        assert.deepEqual([status, body.code], [400, 'REQUEST_INVALID'], nameOf(route))
        assert.match(String(body.detail), /^Idempotency-Key has to be/, nameOf(route))
      },
    )
  })

  test('that writes heeds If-Match or refuses it, and never leaves it unread', async () => {
    const heeding: string[] = []
    await each(
      routes.filter((route) => isApi(route) && isWrite(route) && isKnown(route)),
      { 'if-match': '"a", "b"' },
      ({ status, body }, route) => {
        const refused = /^this route has no version to compare If-Match with/.test(String(body.detail))
        assert.equal(refused, route.operation['x-if-match'] !== true, nameOf(route))
        if (refused) assert.deepEqual([status, body.code], [400, 'REQUEST_INVALID'])
        else heeding.push(nameOf(route))
      },
    )
    assert.ok(heeding.includes('PATCH /api/tenants/shop/incidents/none'))
  })

  test('that answers JSON to a GET tags it, and answers 304 to that tag while nothing changed', async () => {
    const unchanged: string[] = []
    const reads = routes.filter((route) => isApi(route) && !isWrite(route) && route.path !== '/api/stream')
    for (const route of reads) {
      const { status, headers } = await at.operator.send('GET', route.path)
      if (status !== 200 || !headers.get('content-type')?.startsWith('application/json')) continue
      const etag = headers.get('etag')
      assert.match(etag ?? '', /^"[^"]+"$/, nameOf(route))
      const again = await fetch(at.running.url + route.path, {
        headers: { cookie: at.operator.cookie(), 'if-none-match': `"other", ${etag}` },
      })
      const text = await again.text()
      if (again.status === 304) unchanged.push(route.path)
      else assert.notEqual(again.headers.get('etag'), etag, nameOf(route))
      if (again.status === 304) assert.equal(text, '')
    }
    for (const path of ['/api/tenants', '/api/incidents', '/api/settings'])
      assert.ok(unchanged.includes(path), `${path}: ${unchanged}`)
  })

  test('that streams tells a client that comes back what it missed', async () => {
    const finding = (minute: number, user: string) =>
      findingOf([factsAt(minute, { identityKey: `aws:111122223333:user/${user}` })], {
        tenantId: 'shop' as TenantId,
        rule: ruleNamed('Trail deleted', { level: 'high' }),
      })
    const record = (minute: number, user: string) =>
      at.running.incidents.recordFindings('shop' as TenantId, [finding(minute, user)])
    const first = await streamed(() => record(0, 'anna'))
    const lastEventId = /^id: (\d+)$/m.exec(first)?.[1] ?? assert.fail(first)
    const [missed] = await record(9000, 'bert')
    const again = await streamed(async () => undefined, { 'last-event-id': lastEventId })
    assert.ok(again.includes(missed?.incidentId ?? 'none'), again)
  })

  test('for a known caller is refused beyond its limit, and those for signing in beyond theirs', async () => {
    const asked = Array.from({ length: requestsPerMinute }, () => at.operator.send('GET', '/api/session'))
    await Promise.all(asked)
    for (let tries = 0; tries < signInsPerMinute; tries++) await at.operator.send('POST', '/api/session', {})
    const limited = routes.filter(
      (route) => isApi(route) && (isKnown(route) || /^\/api\/(?:session$|sign-in\/)/.test(route.path)),
    )
    for (const route of limited) {
      const { status, headers } = await at.operator.send(
        route.method,
        route.path,
        isWrite(route) ? {} : undefined,
      )
      assert.equal(status, 429, nameOf(route))
      assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, nameOf(route))
    }
  })
})
