/** Test code: a started platform with two tenants that tell each other, and SETs made with `jose` alone. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { CreatedSignalSource, SignalSourcePut, SsfStream } from '@countersign/api/signal'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { type RunningPlatform, startPlatform } from '../../main.ts'
import { readConfig } from '../../platform/config.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../../platform/test-server.ts'

export const shop = 'shop' as TenantId
export const bank = 'bank' as TenantId
export const caep = 'https://schemas.openid.net/secevent/caep/event-type/'
export const jane = 'user:jane@acme.test'

export type SignalWorld = {
  readonly running: RunningPlatform
  readonly url: string
  readonly operator: Browser
  readonly stop: () => Promise<void>
}

/** A port that was free a moment ago: the address has to be allowed before the server listens on it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

export async function startSignals(
  allowed: readonly string[] = [],
  flags: Readonly<Record<string, string>> = {},
): Promise<SignalWorld> {
  const folder = temporaryFolder('signals')
  const port = await freePort()
  const config = readConfig(
    {},
    {
      data: join(folder.path, 'data'),
      port: String(port),
      'log-level': 'silent',
      'webhook-allow': [`127.0.0.1:${port}`, ...allowed].join(','),
      ...flags,
    },
  )
  const running = await startPlatform({ config, consoleFolder: folder.path })
  await running.tenancy.createTenant(shop, 'Shop')
  await running.tenancy.createTenant(bank, 'Bank')
  const operator = await signedIn(running.url, await running.createSignInLink())
  const stop = () => running.stop().finally(folder.remove)
  return { running, url: running.url, operator, stop }
}

export async function sent<T>(browser: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await browser.send(method, path, body)
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as unknown as T
}

/** An API key of a tenant, as a receiver has one. */
export async function receiverKey(
  { operator }: SignalWorld,
  tenantId: string,
  rights: readonly string[] = ['signal.receive'],
): Promise<string> {
  const wanted = { name: `receiver ${randomUUID()}`, rights, expiresInDays: 1 }
  const { key } = await sent<{ key: string }>(operator, 'POST', `/api/tenants/${tenantId}/api-keys`, wanted)
  return key
}

export type Answered = { readonly status: number; readonly body: unknown }

export async function ask(
  url: string,
  method: string,
  key: string | undefined,
  body?: unknown,
): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

export async function createStream(
  { url }: SignalWorld,
  key: string,
  wanted: object = {},
  tenantId = shop,
): Promise<SsfStream> {
  const { status, body } = await ask(`${url}/api/tenants/${tenantId}/ssf/stream`, 'POST', key, wanted)
  if (status !== 201) throw new Error(`stream: ${status} ${JSON.stringify(body)}`)
  return body as SsfStream
}

export function createSource(
  { operator }: SignalWorld,
  tenantId: string,
  source: Partial<SignalSourcePut> & Pick<SignalSourcePut, 'issuer' | 'keys'>,
): Promise<CreatedSignalSource> {
  const whole = { name: `source ${randomUUID()}`, subjectPrefix: null, isEnabled: true, ...source }
  return sent(operator, 'POST', `/api/tenants/${tenantId}/signal-sources`, whole)
}

/** A transmitter that knows nothing of ours: it signs with `jose`. */
export type Transmitter = {
  readonly issuer: string
  readonly publicJwk: JWK
  readonly sign: (claims: object, header?: object) => Promise<string>
}

export async function openTransmitter(issuer = 'https://idp.acme.test'): Promise<Transmitter> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }
  return {
    issuer,
    publicJwk,
    sign: (claims, header = {}) =>
      new SignJWT(claims as Record<string, unknown>)
        .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid: 'k1', ...header })
        .sign(privateKey),
  }
}

export function claimsFor(
  { issuer }: Pick<Transmitter, 'issuer'>,
  audience: string,
  over: object = {},
): Record<string, unknown> {
  return {
    iss: issuer,
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    aud: audience,
    sub_id: { format: 'email', email: 'jane@acme.test' },
    events: { [`${caep}session-revoked`]: { initiating_entity: 'policy' } },
    ...over,
  }
}

/** RFC 8935 section 2. */
export async function push(
  { source, authorizationHeader }: CreatedSignalSource,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(source.pushEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/secevent+jwt',
      authorization: authorizationHeader,
      ...headers,
    },
    body,
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
