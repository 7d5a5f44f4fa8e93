import { join } from 'node:path'
import { startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import { type Browser, signedIn, temporaryFolder } from '@countersign/server/platform/test-server'
import type { Scenario } from './authzen-scenario.ts'

/** What the proxy that ends TLS is asked for. */
export const publicUrl = 'https://decisions.example'
const asProxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'decisions.example' }

/** A request as a policy enforcement point sends it, and what came back. */
export type Ask = (request: AskedRequest) => Promise<Answered>
export type AskedRequest = {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly rawBody?: string
  readonly headers?: Readonly<Record<string, string>>
}
export type Answered = {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

export type AuthzenServer = {
  /** Sets a tenant up through the API, as a customer does, and asks with a key of it. */
  readonly tenantWith: (tenantId: string, scenario: Scenario) => Promise<Ask>
  readonly stop: () => Promise<void>
}

/** A whole platform on loopback, asked as a proxy that ends TLS asks it. */
export async function startAuthzenServer(): Promise<AuthzenServer> {
  const folder = temporaryFolder('authzen')
  const flags = { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' }
  const config = readConfig({}, { ...flags, 'trusted-proxies': '127.0.0.1' })
  const running = await startPlatform({ config, consoleFolder: folder.path })
  const { url } = running
  const operator = await signedIn(url, await running.createSignInLink())
  return {
    tenantWith: async (tenantId, scenario) => askWith(url, await setUp(operator, tenantId, scenario)),
    stop: () => running.stop().finally(folder.remove),
  }
}

async function setUp(
  operator: Browser,
  tenantId: string,
  { policies, directory }: Scenario,
): Promise<string> {
  const at = `/api/tenants/${tenantId}`
  await sent(operator, 'POST', '/api/tenants', { id: tenantId, name: tenantId })
  for (const [policyId, text] of Object.entries(policies))
    await sent(operator, 'PUT', `${at}/access-policies/${policyId}`, { name: policyId, text })
  await sent(operator, 'PUT', `${at}/access-directory`, { items: directory })
  const wanted = { name: 'decisions', rights: ['decision.ask'], expiresInDays: 1 }
  const { key } = (await sent(operator, 'POST', `${at}/api-keys`, wanted)) as { readonly key: string }
  return key
}

async function sent(browser: Browser, method: string, path: string, body: unknown): Promise<unknown> {
  const answer = await browser.send(method, path, body)
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

function askWith(url: string, key: string): Ask {
  return async ({ method = 'POST', path, body, rawBody, headers = {} }) => {
    const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(url + path, {
      method,
      headers: {
        ...asProxied,
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    })
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
    const answered = isJson ? ((await response.json()) as Answered['body']) : {}
    return { status: response.status, headers: response.headers, body: answered }
  }
}
