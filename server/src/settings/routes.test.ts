import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { AuditPage } from '@countersign/api/audit'
import type { Brand, Settings, TenantSettings } from '@countersign/api/settings'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, browserAt, signedIn, signedInAs, temporaryFolder } from '../platform/test-server.ts'
import { pngOf, webpOf } from './logo/test-pictures.ts'

const folder = temporaryFolder('settings')
const shop = 'shop' as TenantId
let running: RunningPlatform
let operator: Browser
let analyst: Browser
let stranger: Browser

const noContact = { email: null, phone: null, url: null }
const ours = {
  name: 'Harbour Watch',
  accent: { light: '#00664f', dark: '#6ee7c8' },
  support: { email: 'help@harbour.example', phone: '+49 30 1234', url: 'https://harbour.example/help' },
  plainerWords: true,
}

before(async () => {
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  running = await startPlatform({ config, consoleFolder: folder.path })
  await running.tenancy.createTenant(shop, 'Shop')
  operator = await signedIn(running.url, await running.createSignInLink())
  analyst = await signedInAs(running.url, running.platform, {
    personId: 'ada',
    name: 'Ada',
    role: 'analyst',
    tenantIds: null,
  })
  stranger = browserAt(running.url)
})

after(async () => {
  await running?.stop()
  folder.remove()
})

const brand = async () => (await stranger.send('GET', '/api/brand')).body as unknown as Brand
const settings = async () => (await operator.send('GET', '/api/settings')).body as unknown as Settings
const save = (change: object, headers?: Record<string, string>) =>
  operator.send('PUT', '/api/settings', { ...ours, ...change }, headers)

async function sendPicture(scheme: string, body: Buffer, type = 'image/png', who = operator) {
  const response = await fetch(`${running.url}/api/settings/logo/${scheme}`, {
    method: 'PUT',
    headers: { cookie: who.cookie(), 'content-type': type },
    body: new Uint8Array(body),
  })
  return {
    status: response.status,
    body: (await response.json()) as Settings & { code: string; detail: string },
  }
}

describe('the brand', () => {
  test('is the product’s own until the operator changes it, and anybody may see it', async () => {
    assert.deepEqual(await brand(), {
      name: 'Countersign',
      accent: null,
      logo: { light: null, dark: null },
      support: noContact,
    })
  })

  test('shows what the operator saved, with the colour of text on its accent', async () => {
    const { status } = await save({})
    assert.equal(status, 200)
    assert.deepEqual(await brand(), {
      name: 'Harbour Watch',
      accent: { light: { fill: '#00664f', ink: '#ffffff' }, dark: { fill: '#6ee7c8', ink: '#000000' } },
      logo: { light: null, dark: null },
      support: ours.support,
    })
  })
})

describe('the settings', () => {
  test('are read by whoever administers or audits, and changed by whoever administers', async () => {
    assert.equal((await stranger.send('GET', '/api/settings')).status, 401)
    for (const [method, path, body] of [
      ['GET', '/api/settings', undefined],
      ['PUT', '/api/settings', ours],
      ['PUT', '/api/tenants/shop/settings', { support: null, plainerWords: null }],
      ['DELETE', '/api/settings/logo/light', undefined],
    ] as const)
      assert.equal((await analyst.send(method, path, body)).status, 403, `${method} ${path}`)
    assert.equal(
      (await sendPicture('light', pngOf({ width: 2, height: 2 }), 'image/png', analyst)).status,
      403,
    )
  })

  test('with a colour that not everybody can read are refused, and nothing is changed', async () => {
    const before = await settings()
    const { status, body } = await save({ name: 'Other', accent: { light: '#ffcc00', dark: '#222222' } })
    assert.deepEqual([status, body.code], [422, 'ACCENT_UNREADABLE'])
    const detail = String(body.detail)
    assert.match(detail, /light: #ffcc00 has 1\.29:1 on #\w{6} and needs 4\.5:1; #7d6400 has it/)
    assert.match(detail, /dark: #222222 has 1\.\d\d:1/)
    assert.deepEqual(await settings(), before)
    const near = /dark: .*; (#\w{6}) has it/.exec(detail)?.[1]
    assert.equal((await save({ accent: { light: '#7d6400', dark: near } })).status, 200)
  })

  test('take no name, colour or address that could be anything else', async () => {
    for (const change of [
      { name: '' },
      { name: ' x' },
      { name: 'a\u202eb' },
      { name: 'a\nb' },
      { name: 'x'.repeat(41) },
      { accent: { light: 'red', dark: '#6ee7c8' } },
      { accent: { light: '#00664f;}', dark: '#6ee7c8' } },
      { support: { ...noContact, url: 'javascript:alert(1)' } },
      { support: { ...noContact, url: 'https://a.example/"onclick=' } },
      { support: { ...noContact, url: 'https://[' } },
      { support: { ...noContact, email: 'nobody' } },
      { support: { ...noContact, phone: 'call me' } },
    ]) {
      const { status, body } = await save(change)
      assert.deepEqual([status, body.code], [400, 'REQUEST_INVALID'], JSON.stringify(change))
    }
    assert.equal((await save({ name: '安全 & Søn™ (Δ)' })).status, 200)
  })

  test('are not overwritten by somebody who saw an older version', async () => {
    const { version } = await settings()
    const first = await save({ name: 'First' }, { 'if-match': `"${version}"` })
    assert.deepEqual([first.status, first.headers.get('etag')], [200, `"${version + 1}"`])
    const second = await save({ name: 'Second' }, { 'if-match': `"${version}"` })
    assert.deepEqual([second.status, second.body.code], [412, 'PRECONDITION_FAILED'])
    assert.equal((await settings()).name, 'First')
  })

  test('say where links lead, which the configuration decides', async () => {
    assert.equal((await settings()).publicUrl, null)
  })

  test('leave a trace: who changed what', async () => {
    await save({ name: 'Traced' })
    const { body } = await operator.send('GET', '/api/audit?action=settings.save&limit=1')
    const traced = (body as unknown as AuditPage).items.map(({ before, after }) => [before, after])
    const names = (traced as [Settings, Settings][]).map((pair) => pair.map(({ name }) => name))
    assert.deepEqual(names, [['First', 'Traced']])
  })
})

describe('the logo', () => {
  test('is shown to anybody from an address that changes with it', async () => {
    const png = pngOf({ width: 64, height: 16 })
    const { status, body } = await sendPicture('dark', png)
    assert.equal(status, 200)
    assert.deepEqual(
      { ...body.logo.dark, url: '' },
      { url: '', mediaType: 'image/png', width: 64, height: 16 },
    )
    const { dark, light } = (await brand()).logo
    assert.equal(light, null)
    const shown = await fetch(running.url + dark?.url)
    assert.deepEqual(Buffer.from(await shown.arrayBuffer()), png)
    assert.equal(shown.headers.get('content-type'), 'image/png')
    assert.equal(shown.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(shown.headers.get('content-security-policy'), "default-src 'none'; sandbox")
    assert.match(shown.headers.get('cache-control') ?? '', /immutable/)
  })

  test('that replaces another ends the other’s address', async () => {
    const before = (await brand()).logo.dark?.url
    assert.equal((await sendPicture('dark', webpOf({ width: 9, height: 9 }), 'image/webp')).status, 200)
    const after = (await brand()).logo.dark?.url
    assert.notEqual(before, after)
    assert.equal((await stranger.send('GET', before ?? '')).status, 404)
    const shown = await stranger.send('GET', after ?? '')
    assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/webp'])
  })

  test('is judged by what is sent, not by what it is called', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    for (const type of ['image/svg+xml', 'image/png']) {
      const { status, body } = await sendPicture('light', svg, type)
      assert.deepEqual([status, body.code], [422, 'LOGO_REFUSED'], type)
      assert.match(body.detail, /SVG can hold scripts/)
    }
    const large = await sendPicture('light', Buffer.alloc(300_000))
    assert.deepEqual([large.status, large.body.code], [413, 'BODY_TOO_LARGE'])
    const form = await operator.send('PUT', '/api/settings/logo/light', { picture: 'x' })
    assert.deepEqual([form.status, form.body.code], [422, 'LOGO_REFUSED'])
  })

  test('leaves a trace: which kind of picture was put where', async () => {
    const { body } = await operator.send('GET', '/api/audit?action=settings.logo-save&outcome=done&limit=1')
    const [entry] = (body as unknown as AuditPage).items
    assert.deepEqual(entry?.after, { mediaType: 'image/webp', width: 9, height: 9 })
    assert.deepEqual(entry?.target, { scheme: 'dark' })
  })

  test('can be taken away, once', async () => {
    assert.equal((await operator.send('DELETE', '/api/settings/logo/dark')).status, 204)
    assert.equal((await brand()).logo.dark, null)
    assert.equal((await operator.send('DELETE', '/api/settings/logo/dark')).status, 404)
  })
})

describe('what a tenant has of its own', () => {
  const path = '/api/tenants/shop/settings'
  const read = async (who: Browser) => (await who.send('GET', path)).body as unknown as TenantSettings

  test('is nothing at first: what the operator has holds for it', async () => {
    await save({ plainerWords: false })
    assert.deepEqual(await read(analyst), {
      support: ours.support,
      plainerWords: false,
      own: { support: null, plainerWords: null },
    })
  })

  test('comes before what the operator has, and can be given back', async () => {
    const own = { support: { ...noContact, phone: '+49 30 99' }, plainerWords: true }
    assert.deepEqual((await operator.send('PUT', path, own)).body, { ...own, own })
    assert.deepEqual(await read(analyst), { ...own, own })
    await operator.send('PUT', path, { support: null, plainerWords: null })
    assert.deepEqual((await read(analyst)).support, ours.support)
  })
})
