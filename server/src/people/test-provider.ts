/** Test code: a real OpenID provider on this machine, and a browser that walks through its pages. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export type Account = { readonly email?: string; readonly verified?: boolean; readonly name?: string }

export type TestProvider = {
  readonly issuer: string
  readonly close: () => Promise<void>
}

export const clientId = 'countersign'
export const clientSecret = 'a secret of the client'

/** Accounts by subject: whoever types a subject as login is that account. */
export async function startProvider(
  accounts: Readonly<Record<string, Account>>,
  redirectUris: readonly string[],
): Promise<TestProvider> {
  let listener: RequestListener = (_, response) => response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris] }],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['of this test'] },
    findAccount: (_: unknown, subject: string) => {
      const { email, verified, name } = accounts[subject] ?? {}
      return {
        accountId: subject,
        claims: async () => ({ sub: subject, email, email_verified: verified, name }),
      }
    },
  })
  listener = provider.callback()
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Cookies by origin, as a browser keeps them, and redirects one by one. */
export type Walker = {
  readonly get: (address: string) => Promise<Step>
  readonly post: (address: string, form: Readonly<Record<string, string>>) => Promise<Step>
  readonly cookies: (origin: string) => string
}
export type Step = { readonly status: number; readonly location: string | undefined; readonly text: string }

export function walker(): Walker {
  const jars = new Map<string, Map<string, string>>()
  const cookies = (origin: string) =>
    [...(jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = async (address: string, init: RequestInit): Promise<Step> => {
    const { origin } = new URL(address)
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { cookie: cookies(origin), ...init.headers },
    })
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    for (const line of response.headers.getSetCookie()) keep(jar, line)
    const location = response.headers.get('location')
    return {
      status: response.status,
      location: location === null ? undefined : new URL(location, address).href,
      text: await response.text(),
    }
  }
  return {
    cookies,
    get: (address) => ask(address, {}),
    post: (address, form) => ask(address, { method: 'POST', body: new URLSearchParams(form) }),
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const [name = '', ...value] = pair.split('=')
  if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) jar.delete(name)
  else jar.set(name, value.join('='))
}

/** Signs in at the provider and agrees to everything; answers the address that the provider sends the browser back to. */
export async function throughProvider(browser: Walker, address: string, login: string): Promise<string> {
  const { origin } = new URL(address)
  let step = await browser.get(address)
  for (let pages = 0; pages < 12; pages++) {
    if (step.location !== undefined && new URL(step.location).origin !== origin) return step.location
    if (step.location !== undefined) step = await browser.get(step.location)
    else step = await browser.post(...formOf(step.text, login))
  }
  throw new Error('the provider did not come to an end')
}

function formOf(page: string, login: string): readonly [string, Readonly<Record<string, string>>] {
  const [, action] = /action="([^"]+)"/.exec(page) ?? []
  const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? []
  if (action === undefined || prompt === undefined) throw new Error(`no form: ${page.slice(0, 500)}`)
  return [action, { prompt, login, password: 'x' }]
}
