import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type RunningPlatform, startPlatform } from './main.ts'
import { readConfig } from './platform/config.ts'
import { askRunningServer } from './platform/control.ts'
import { isCountersignError } from './platform/errors.ts'
import type { LakeBatch } from './platform/lake/lake.ts'
import type { SourceId, TenantId } from './platform/tenancy/tenant-id.ts'
import { type Browser, browserAt, signedIn, temporaryFolder } from './platform/test-server.ts'

type Problem = { readonly code: string }

const folder = temporaryFolder('main')
const data = join(folder.path, 'data')
const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
let running: RunningPlatform
let operator: Browser
const stranger = () => browserAt(running.url)

before(async () => {
  running = await startPlatform({ config, consoleFolder: join(folder.path, 'no-console') })
  operator = await signedIn(running.url, await running.createSignInLink())
})

after(async () => {
  await running.stop()
  folder.remove()
})

describe('the server', () => {
  test('says how it is to anybody, and nothing more', async () => {
    const health = await stranger().send('GET', '/api/health')
    assert.equal(health.status, 200)
    assert.deepEqual(health.body, {
      status: 'up',
      version: '0.1.0',
      region: 'local',
      lake: { kind: 'chdb', status: 'up' },
      state: { kind: 'embedded', status: 'up' },
    })
    assert.equal((await stranger().send('GET', '/api/ready')).status, 200)
  })

  test('describes its API as OpenAPI 3.1, and every route of it is closed to strangers unless it says otherwise', async () => {
    const { body } = await stranger().send('GET', '/api/openapi.json')
    const { openapi, paths } = body as unknown as {
      openapi: string
      paths: Record<string, Record<string, unknown>>
    }
    assert.match(openapi, /^3\.1\./)
    const open = new Set([
      'GET /api/health',
      'GET /api/ready',
      'GET /api/brand',
      'GET /api/brand/logo/{scheme}/{sha256}',
      'POST /api/session',
      'POST /api/sign-in/password',
      'POST /api/sign-in/second-factor',
      'GET /api/sign-in/passkey/options',
      'POST /api/sign-in/passkey',
      'GET /api/sign-in/providers',
      'GET /api/sign-in/sso/{providerId}',
      'GET /api/sign-in/sso/{providerId}/callback',
    ])
    for (const [path, methods] of Object.entries(paths).filter(([path]) => path.startsWith('/api/'))) {
      for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
        if (open.has(`${method} ${path}`)) continue
        const { status } = await stranger().send(method, path.replaceAll(/\{\w+\}/g, 'x'))
        assert.equal(status, 401, `${method} ${path}`)
      }
    }
    assert.ok(Object.keys(paths).length >= 6)
  })

  test('sends its security headers with every answer', async () => {
    for (const path of ['/', '/api/health', '/api/nothing']) {
      const { headers } = await stranger().send('GET', path)
      assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';.*frame-ancestors 'none'/)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
    }
    assert.equal((await stranger().send('GET', '/api/health')).headers.get('cache-control'), 'no-store')
  })

  test('answers mistakes with problem details that say what to do', async () => {
    const missing = await operator.send('GET', '/api/nothing')
    assert.equal(missing.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    assert.deepEqual([missing.status, missing.body.code], [404, 'NOT_FOUND'])
    const broken = await fetch(`${running.url}/api/session`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    assert.deepEqual([broken.status, ((await broken.json()) as Problem).code], [400, 'BODY_BROKEN'])
    const large = await operator.send('POST', '/api/tenants', { id: 'x', name: 'x'.repeat(2 * 1024 * 1024) })
    assert.deepEqual([large.status, large.body.code], [413, 'BODY_TOO_LARGE'])
    const invalid = await operator.send('POST', '/api/tenants', { id: 'No Slug', name: 'x' })
    assert.deepEqual([invalid.status, invalid.body.code], [400, 'REQUEST_INVALID'])
    const form = await fetch(`${running.url}/api/session`, {
      method: 'POST',
      body: 'a=b',
      headers: { 'content-type': 'text/xml' },
    })
    assert.deepEqual([form.status, ((await form.json()) as Problem).code], [415, 'MEDIA_TYPE_UNSUPPORTED'])
  })

  test('says that the console is not built, instead of nothing', async () => {
    const { status, body } = await stranger().send('GET', '/incidents/some-page')
    assert.equal(status, 200)
    assert.match((body as unknown as { text: string }).text, /npm run build:console/)
  })
})

describe('signing in', () => {
  test('a link opens one session, once', async () => {
    const link = await running.createSignInLink()
    const first = await signedIn(running.url, link)
    assert.match(first.cookie(), /^countersign_session=[A-Za-z0-9_-]{43}$/)
    assert.equal((await first.send('GET', '/api/session')).status, 200)
    const second = await browserAt(running.url).send('POST', '/api/session', {
      token: link.split('#token=')[1],
    })
    assert.deepEqual([second.status, second.body.code], [401, 'SIGN_IN_LINK_SPENT'])
  })

  test('the cookie is kept from scripts and from other sites', async () => {
    const token = (await running.createSignInLink()).split('#token=')[1]
    const { headers } = await stranger().send('POST', '/api/session', { token })
    assert.match(headers.get('set-cookie') ?? '', /; Path=\/; .*HttpOnly; SameSite=Strict$/)
  })

  test('signing out ends the session for everybody who has its cookie', async () => {
    const browser = await signedIn(running.url, await running.createSignInLink())
    const stolen = { cookie: browser.cookie() }
    assert.equal((await browser.send('DELETE', '/api/session')).status, 204)
    assert.equal((await browserAt(running.url).send('GET', '/api/session', undefined, stolen)).status, 401)
  })

  test('a write from another site is refused, whichever way the browser says so', async () => {
    const write = (headers: Record<string, string>) =>
      operator.send('POST', '/api/tenants', { id: 'csrf', name: 'x' }, headers)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ]) {
      const answer = await write(headers)
      assert.deepEqual(
        [answer.status, answer.body.code],
        [403, 'CROSS_SITE_REFUSED'],
        JSON.stringify(headers),
      )
    }
    assert.equal((await write({ 'sec-fetch-site': 'same-origin', origin: running.url })).status, 201)
  })

  test('whoever owns the data directory gets a link from the running server, and nobody else does', async () => {
    const { control } = running.platform.dataDir
    const { link } = await askRunningServer<{ link: string }>(control, 'sign-in-link')
    assert.equal((await (await signedIn(running.url, link)).send('GET', '/api/session')).status, 200)
    assert.equal(statSync(`${control}.sock`).mode & 0o777, 0o600)
    await assert.rejects(askRunningServer(join(folder.path, 'elsewhere'), 'sign-in-link'), (error) =>
      isCountersignError(error, 'NOT_RUNNING'),
    )
  })
})

describe('tenants and sources', () => {
  const row = (tenantId: string, sourceId: string, table: 'events' | 'unparsed'): LakeBatch => {
    const [id, kind] = table === 'events' ? ['event_id', 'format'] : ['line_id', 'reason']
    const at = new Date().toISOString().replace('T', ' ').replace('Z', '')
    const rows = Buffer.from(`${tenantId}\tid\t${sourceId}\t${at}\tokta-system-log\n`)
    return {
      table,
      columns: ['tenant_id', id as string, 'source_id', 'received_at', kind as string],
      rows,
      rowCount: 1,
      token: `${tenantId}${sourceId}`,
    }
  }

  test('a tenant is made once, in the region of the server', async () => {
    const made = await operator.send('POST', '/api/tenants', { id: 'shop', name: 'The Shop' })
    assert.deepEqual([made.status, made.body.region], [201, 'local'])
    const again = await operator.send('POST', '/api/tenants', { id: 'shop', name: 'The Shop' })
    assert.deepEqual([again.status, again.body.code], [409, 'TENANT_EXISTS'])
    const { body } = await operator.send('GET', '/api/tenants')
    assert.ok((body.items as unknown as { id: string }[]).some(({ id }) => id === 'shop'))
  })

  test('a source key says who sends, until it is revoked, and is shown only once', async () => {
    const made = await operator.send('POST', '/api/tenants/shop/sources', { name: 'Okta' })
    const { key, source } = made.body as unknown as { key: string; source: { id: string; keyPrefix: string } }
    assert.match(key, /^cs_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/)
    assert.ok(key.startsWith(source.keyPrefix))
    const found = await running.tenancy.authenticateSourceKey(key)
    assert.deepEqual(found, {
      kind: 'source',
      tenantId: 'shop',
      region: 'local',
      sourceId: source.id,
      sourceName: 'Okta',
      format: 'auto',
    })
    const { body } = await operator.send('GET', '/api/sources')
    assert.ok(!JSON.stringify(body).includes(key.slice(12)))
    assert.equal((await operator.send('DELETE', `/api/tenants/shop/sources/${source.id}`)).status, 204)
    assert.deepEqual(await running.tenancy.authenticateSourceKey(key), {
      kind: 'refused',
      code: 'SOURCE_KEY_REVOKED',
    })
    assert.equal((await operator.send('DELETE', `/api/tenants/shop/sources/${source.id}`)).status, 404)
  })

  test('keys that were never ours are refused', async () => {
    for (const key of ['', 'cs_', `cs_00000000_${'a'.repeat(43)}`, "' OR 1=1 --"]) {
      assert.deepEqual(await running.tenancy.authenticateSourceKey(key), {
        kind: 'refused',
        code: 'SOURCE_KEY_WRONG',
      })
    }
  })

  test('rates come from the lake, by source', async () => {
    const { source } = await running.tenancy.createSource('shop' as TenantId, 'Rates', 'auto')
    await running.platform.lake.insert(row('shop', source.sourceId, 'events'))
    await running.platform.lake.insert(row('shop', source.sourceId, 'unparsed'))
    const { body } = await operator.send('GET', '/api/sources?tenant=shop')
    const shown = (body.items as unknown as { id: string; perMinute: number[] }[]).find(
      ({ id }) => id === source.sourceId,
    )
    assert.ok(shown)
    const { eventsLastHour, unparsedLastDay, formats, lastSeenAt } = shown as unknown as Record<
      string,
      unknown
    >
    assert.deepEqual(
      [eventsLastHour, unparsedLastDay, formats],
      [1, 1, [{ format: 'okta-system-log', events: 1 }]],
    )
    assert.match(String(lastSeenAt), /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.equal(
      shown.perMinute.reduce((sum, n) => sum + n),
      1,
    )
  })

  test('names in use, unknown formats and foreign tenants are refused', async () => {
    const post = (tenant: string, body: unknown) =>
      operator.send('POST', `/api/tenants/${tenant}/sources`, body)
    await post('shop', { name: 'Taken' })
    assert.equal((await post('shop', { name: 'Taken' })).body.code, 'CONFLICT')
    assert.equal((await post('shop', { name: 'Odd', format: 'nonsense' })).body.code, 'REQUEST_INVALID')
    assert.equal((await post('not-there', { name: 'X' })).body.code, 'NOT_FOUND')
    assert.equal((await operator.send('GET', '/api/sources?tenant=shop,not-there')).body.code, 'NOT_FOUND')
  })

  test('a source of one tenant cannot be revoked through another', async () => {
    await operator.send('POST', '/api/tenants', { id: 'bank', name: 'The Bank' })
    const { source, key } = await running.tenancy.createSource('shop' as TenantId, 'Held', 'auto')
    const answer = await operator.send('DELETE', `/api/tenants/bank/sources/${source.sourceId}`)
    assert.equal(answer.status, 404)
    assert.equal((await running.tenancy.authenticateSourceKey(key)).kind, 'source')
    assert.equal(await running.tenancy.source('bank' as TenantId, source.sourceId as SourceId), undefined)
  })
})

test('a second server on the same data directory is refused plainly', async () => {
  await assert.rejects(startPlatform({ config }), (error) => {
    assert.ok(isCountersignError(error, 'DATA_DIR_LOCKED'))
    assert.match(error.detail, /process \d+ holds/)
    return true
  })
})
