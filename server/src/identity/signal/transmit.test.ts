import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import type { IdentityRisk, SsfPolled, SsfStream } from '@countersign/api/signal'
import { compactVerify, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { signedIn } from '../../platform/test-server.ts'
import {
  ask,
  bank,
  caep,
  createSource,
  createStream,
  jane,
  receiverKey,
  type SignalWorld,
  sent,
  shop,
  startSignals,
  until,
} from './test-signals.ts'

/** A receiver that knows nothing of ours: it verifies with `jose`. */
type Receiver = {
  readonly url: string
  readonly host: string
  readonly got: { readonly claims: Record<string, unknown>; readonly authorization: string | undefined }[]
  /** What it answers next; after these 202. */
  readonly answers: number[]
  readonly server: Server
}

let world: SignalWorld
let receiver: Receiver
let key: string

async function openReceiver(jwksUri: () => string): Promise<Receiver> {
  const got: Receiver['got'] = []
  const answers: number[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const status = answers.shift() ?? 202
    if (status === 202) {
      const keys = createRemoteJWKSet(new URL(jwksUri()))
      const { payload } = await jwtVerify(body, keys, { typ: 'secevent+jwt', algorithms: ['ES256'] })
      got.push({ claims: payload, authorization: request.headers.authorization })
    }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(status === 202 ? '' : JSON.stringify({ err: 'invalid_audience', description: 'x' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}/events`, host: `127.0.0.1:${port}`, got, answers, server }
}

before(async () => {
  receiver = await openReceiver(() => `${world.url}/ssf/${shop}/jwks.json`)
  world = await startSignals([receiver.host])
  key = await receiverKey(world, shop)
})

after(async () => {
  await world?.stop()
  receiver.server.close()
})

const api = (path: string, tenantId = shop) => `${world.url}/api/tenants/${tenantId}${path}`
const poll = async (stream: SsfStream, body: object, by = key) =>
  ask(stream.delivery.endpoint_url, 'POST', by, { returnImmediately: true, ...body })
const polled = async (stream: SsfStream, body: object = {}) => (await poll(stream, body)).body as SsfPolled
const setRisk = (identityKey: string, level: string, reason = 'seen') =>
  sent<IdentityRisk>(
    world.operator,
    'PUT',
    `/api/tenants/${shop}/identities/${encodeURIComponent(identityKey)}/risk`,
    { level, reason },
  )
const removed = (stream: SsfStream) =>
  ask(`${api('/ssf/stream')}?stream_id=${stream.stream_id}`, 'DELETE', key)
const verified = async (compact: string) => {
  const keys = createRemoteJWKSet(new URL(`${world.url}/ssf/${shop}/jwks.json`))
  const { payload } = await compactVerify(compact, keys)
  return JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>
}

test('the configuration stands where the issuer leads, and leads to everything else', async () => {
  const { body } = await ask(`${world.url}/.well-known/ssf-configuration/ssf/${shop}`, 'GET', undefined)
  const found = body as Record<string, string>
  assert.equal(found.issuer, `${world.url}/ssf/${shop}`)
  assert.equal(found.configuration_endpoint, api('/ssf/stream'))
  assert.equal((await ask(found.jwks_uri ?? '', 'GET', undefined)).status, 200)
  for (const tenant of ['nobody', 'shop,bank', 'SHOP'])
    for (const path of [
      `/.well-known/ssf-configuration/ssf/${encodeURIComponent(tenant)}`,
      `/ssf/${encodeURIComponent(tenant)}/jwks.json`,
    ])
      assert.equal((await ask(world.url + path, 'GET', undefined)).status, 404, path)
})

test('a risk that changes is pushed, signed, with the header that the receiver asked for', async () => {
  const before = receiver.got.length
  const stream = await createStream(world, key, {
    delivery: {
      method: 'urn:ietf:rfc:8935',
      endpoint_url: receiver.url,
      authorization_header: 'Bearer of-the-receiver',
    },
  })
  await setRisk('k8s:prod:shop/pay', 'HIGH', 'leaked token')
  await until(async () => receiver.got.length > before)
  const { claims, authorization } = receiver.got.at(-1) ?? assert.fail()
  assert.equal(authorization, 'Bearer of-the-receiver')
  assert.deepEqual([claims.iss, claims.aud], [stream.iss, stream.aud])
  assert.deepEqual(claims.sub_id, { format: 'opaque', id: 'k8s:prod:shop/pay' })
  const event = (claims.events as Record<string, Record<string, unknown>>)[`${caep}risk-level-change`]
  assert.deepEqual(
    [event?.principal, event?.current_level, event?.initiating_entity, event?.risk_reason],
    ['USER', 'HIGH', 'admin', 'leaked token'],
  )
  await setRisk('k8s:prod:shop/pay', 'HIGH', 'still')
  await setRisk('k8s:prod:shop/pay', 'LOW')
  await until(async () => receiver.got.length > before + 1)
  assert.equal(receiver.got.length, before + 2, 'what did not change is not told')
  await removed(stream)
})

test('a receiver that fails gets it later; one that refuses it does not', async () => {
  const before = receiver.got.length
  const stream = await createStream(world, key, {
    delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: receiver.url },
  })
  receiver.answers.push(400, 503)
  await setRisk('agent:refused', 'HIGH')
  await setRisk('agent:later', 'HIGH')
  await until(async () => receiver.answers.length === 0)
  // Changing a stream ends its pause.
  await until(async () => {
    await ask(api('/ssf/stream'), 'PATCH', key, { stream_id: stream.stream_id, description: 'again' })
    await world.running.signals.deliver(shop, stream.stream_id)
    return receiver.got.length > before
  })
  const ids = receiver.got.slice(before).map(({ claims }) => (claims.sub_id as { id: string }).id)
  assert.deepEqual(ids, ['agent:later'])
  await removed(stream)
})

test('what is polled comes again until it is acknowledged', async () => {
  const stream = await createStream(world, key)
  await setRisk('agent:polled', 'HIGH')
  await setRisk('agent:polled', 'MEDIUM')
  const first = await polled(stream, { maxEvents: 1 })
  assert.equal(Object.keys(first.sets).length, 1)
  assert.equal(first.moreAvailable, true)
  const [jti = '', compact = ''] = Object.entries(first.sets)[0] ?? []
  assert.equal((await verified(compact)).jti, jti)
  assert.deepEqual(Object.keys((await polled(stream, { maxEvents: 1 })).sets), [jti])
  const rest = await polled(stream, { ack: [jti] })
  const [second = ''] = Object.keys(rest.sets)
  assert.ok(second !== jti && rest.moreAvailable === undefined)
  const err = { err: 'invalid_request', description: 'x' }
  assert.deepEqual(await polled(stream, { setErrs: { [second]: err } }), { sets: {} })
  await removed(stream)
})

test('a poll that may wait is answered when something is told, and an acknowledgement alone at once', async () => {
  const stream = await createStream(world, key)
  const waiting = poll(stream, { returnImmediately: false })
  await setRisk('agent:awaited', 'HIGH')
  const { sets } = (await waiting).body as SsfPolled
  const [jti = ''] = Object.keys(sets)
  assert.equal(Object.keys(sets).length, 1)
  const acknowledged = await poll(stream, { returnImmediately: false, maxEvents: 0, ack: [jti] })
  assert.deepEqual((acknowledged.body as SsfPolled).sets, {})
  await removed(stream)
})

test('a paused stream keeps what happens, a disabled one loses it, and the change is told', async () => {
  const stream = await createStream(world, key)
  const { stream_id } = stream
  const status = (value: string) => ask(api('/ssf/status'), 'POST', key, { stream_id, status: value })
  assert.equal((await status('paused')).status, 200)
  await setRisk('agent:paused', 'HIGH')
  assert.deepEqual((await polled(stream)).sets, {})
  await status('enabled')
  const kept = await polled(stream)
  const claims = await Promise.all(Object.values(kept.sets).map(verified))
  const types = claims.flatMap(({ events }) =>
    Object.keys(events as object).map((uri) => uri.split('/').at(-1)),
  )
  assert.deepEqual(types, ['stream-updated', 'risk-level-change', 'stream-updated'])
  await status('disabled')
  await setRisk('agent:paused', 'LOW')
  await status('enabled')
  assert.equal(Object.keys((await polled(stream)).sets).length, 1)
  const { body } = await ask(`${api('/ssf/status')}?stream_id=${stream_id}`, 'GET', key)
  assert.deepEqual(body, { stream_id, status: 'enabled' })
  await removed(stream)
})

test('a verification event carries the state it was asked with, and is not asked for all the time', async () => {
  const stream = await createStream(world, key, { events_requested: [] })
  const wanted = { stream_id: stream.stream_id, state: 'abc' }
  assert.equal((await ask(api('/ssf/verification'), 'POST', key, wanted)).status, 204)
  assert.equal((await ask(api('/ssf/verification'), 'POST', key, wanted)).status, 429)
  const [compact = ''] = Object.values((await polled(stream)).sets)
  const { events, sub_id } = await verified(compact)
  assert.deepEqual(sub_id, { format: 'opaque', id: stream.stream_id })
  assert.deepEqual(events, {
    'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'abc' },
  })
  await removed(stream)
})

test('only what a stream asked for is told on it, and it can be read and set up anew', async () => {
  const stream = await createStream(world, key, { events_requested: [`${caep}session-revoked`, 'x:y'] })
  assert.deepEqual(stream.events_delivered, [`${caep}session-revoked`])
  await setRisk('agent:quiet', 'HIGH')
  assert.deepEqual((await polled(stream)).sets, {})
  const { stream_id } = stream
  const put = await ask(api('/ssf/stream'), 'PUT', key, { stream_id })
  assert.equal((put.body as SsfStream).events_delivered.length, 8)
  assert.equal((put.body as SsfStream).aud, stream.aud)
  const { body } = await ask(api('/ssf/stream'), 'GET', key)
  assert.deepEqual(
    (body as SsfStream[]).map((one) => one.stream_id),
    [stream_id],
  )
  assert.equal((await removed(stream)).status, 204)
  assert.equal((await ask(`${api('/ssf/stream')}?stream_id=${stream_id}`, 'GET', key)).status, 404)
})

test('a receiver sees its own streams and no others; other keys and tenants see nothing', async () => {
  const stream = await createStream(world, key)
  const { stream_id } = stream
  const other = await receiverKey(world, shop)
  const foreign = await receiverKey(world, bank)
  const weak = await receiverKey(world, shop, ['event.read'])
  const at = `${api('/ssf/stream')}?stream_id=${stream_id}`
  for (const [by, status] of [
    [other, 404],
    [foreign, 404],
    [weak, 403],
    [undefined, 401],
  ] as const) {
    assert.equal((await ask(at, 'GET', by)).status, status)
    assert.equal((await ask(stream.delivery.endpoint_url, 'POST', by, {})).status, status)
  }
  const elsewhere = stream.delivery.endpoint_url.replace('/shop/', '/bank/')
  assert.equal((await ask(elsewhere, 'POST', foreign, {})).status, 404)
  assert.deepEqual((await ask(api('/ssf/stream'), 'GET', other)).body, [])
  await removed(stream)
})

test('a push to an address inside is refused when the stream is made', async () => {
  for (const endpoint_url of ['https://10.0.0.1/x', 'http://example.com/']) {
    const delivery = { method: 'urn:ietf:rfc:8935', endpoint_url }
    const { status, body } = await ask(api('/ssf/stream'), 'POST', key, { delivery })
    assert.deepEqual([status, (body as { code: string }).code], [422, 'SIGNAL_ADDRESS_REFUSED'])
  }
})

test('a key that is replaced is shown for a while: what it signed still holds', async () => {
  const stream = await createStream(world, key)
  await setRisk('agent:rotated', 'HIGH')
  const [old = ''] = Object.values((await polled(stream)).sets)
  const path = `/api/tenants/${shop}/signal-keys/rotate`
  const { keyId } = await sent<{ keyId: string }>(world.operator, 'POST', path)
  const [next = ''] = Object.values((await polled(stream)).sets)
  assert.notEqual(decodeProtectedHeader(old).kid, keyId)
  assert.equal(decodeProtectedHeader(next).kid, keyId)
  assert.deepEqual(await verified(old), await verified(next))
  const { body } = await ask(`${world.url}/ssf/${shop}/jwks.json`, 'GET', undefined)
  for (const jwk of (body as { keys: object[] }).keys) assert.ok(!('d' in jwk))
  await removed(stream)
})

test('signing somebody of the tenant out is told, and so is a credential', async () => {
  const stream = await createStream(world, key)
  const at = `/api/tenants/${shop}/people`
  const { person, invitation } = await sent<{ person: { id: string }; invitation: { link: string } }>(
    world.operator,
    'POST',
    at,
    { name: 'Jane', email: 'jane@acme.test', role: 'viewer' },
  )
  await signedIn(world.url, invitation.link)
  await sent(world.operator, 'DELETE', `${at}/${person.id}/sessions`)
  const change = { credentialType: 'x509', changeType: 'revoke', reason: 'lost' }
  const changes = `/api/tenants/${shop}/identities/${encodeURIComponent(jane)}/credential-changes`
  assert.deepEqual(await sent(world.operator, 'POST', changes, change), { streams: 1 })
  const claims = await Promise.all(Object.values((await polled(stream)).sets).map(verified))
  for (const { sub_id } of claims) assert.deepEqual(sub_id, { format: 'email', email: 'jane@acme.test' })
  const names = claims.flatMap(({ events }) => Object.keys(events as object))
  assert.deepEqual(names, [`${caep}session-revoked`, `${caep}credential-change`])
  await removed(stream)
})

test('a mandate that is taken away ends the sessions of its agent elsewhere', async () => {
  const stream = await createStream(world, key)
  const at = `/api/tenants/${shop}`
  const invited = await sent<{ invitation: { link: string } }>(world.operator, 'POST', `${at}/people`, {
    name: 'Approver',
    email: 'approver@acme.test',
    role: 'approver',
  })
  const approver = await signedIn(world.url, invited.invitation.link)
  const { mandateId } = await sent<{ mandateId: string }>(world.operator, 'POST', `${at}/mandates`, {
    identityKey: 'agent:mandated',
    terms: { purpose: 'files', actions: ['file'], resources: ['*'], tools: [], onBehalfOf: [] },
    expiresAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
    reason: 'needed',
  })
  await sent(approver, 'POST', `${at}/mandates/${mandateId}/approve`, { reason: 'yes' })
  await sent(approver, 'POST', `${at}/mandates/${mandateId}/revoke`, { reason: 'no longer' })
  const [compact = ''] = Object.values((await polled(stream)).sets)
  const { sub_id, events } = await verified(compact)
  assert.deepEqual(sub_id, { format: 'opaque', id: 'agent:mandated' })
  assert.deepEqual(Object.keys(events as object), [`${caep}session-revoked`])
  await removed(stream)
})

test('one tenant tells another, by push', async () => {
  const issuer = `${world.url}/ssf/${shop}`
  const created = await createSource(world, bank, {
    issuer,
    keys: { kind: 'address', jwksUri: `${issuer}/jwks.json` },
    subjectPrefix: '',
  })
  const stream = await createStream(world, key, {
    delivery: {
      method: 'urn:ietf:rfc:8935',
      endpoint_url: created.source.pushEndpoint,
      authorization_header: created.authorizationHeader,
    },
  })
  const {
    pushEndpoint: _,
    id,
    createdAt,
    lastReceivedAt,
    lastError,
    lastErrorAt,
    pollUrl,
    ...put
  } = created.source
  await sent(world.operator, 'PUT', `/api/tenants/${bank}/signal-sources/${id}`, {
    ...put,
    audience: stream.aud,
  })
  await setRisk('agent:shared', 'HIGH', 'told by the shop')
  const { signals } = world.running
  await until(async () => (await signals.riskOf(bank, 'agent:shared')) === 'HIGH')
  assert.equal((await signals.risk(bank, 'agent:shared')).toldBy, issuer)
  await removed(stream)
})

test('one tenant tells another, by poll, and nothing is left waiting', async () => {
  const stream = await createStream(world, key)
  const created = await createSource(world, bank, {
    issuer: stream.iss,
    audience: stream.aud,
    keys: { kind: 'address', jwksUri: `${stream.iss}/jwks.json` },
    subjectPrefix: '',
    poll: { url: stream.delivery.endpoint_url, authorizationHeader: `Bearer ${key}` },
  })
  await setRisk('agent:fetched', 'MEDIUM')
  const { signals } = world.running
  await signals.pollSources(bank)
  assert.equal(await signals.riskOf(bank, 'agent:fetched'), 'MEDIUM')
  assert.deepEqual((await polled(stream)).sets, {})
  await setRisk('agent:fetched', 'HIGH')
  const path = `/api/tenants/${bank}/signal-sources/${created.source.id}`
  assert.equal((await world.operator.send('DELETE', path)).status, 204)
  await signals.pollSources(bank)
  assert.equal(await signals.riskOf(bank, 'agent:fetched'), 'MEDIUM')
  await removed(stream)
})
