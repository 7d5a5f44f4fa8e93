/** Test code: a whole platform in a folder of its own, and a browser's view of it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperatorRole } from '@countersign/api/person'
import { insertLink } from '../people/link-store.ts'
import { insertPerson } from '../people/person-store.ts'
import { newSecret } from './auth/secret.ts'
import type { Platform } from './platform.ts'

/** A folder that PostgreSQL can pass through even when the tests run as root. */
export function temporaryFolder(name: string): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `countersign-${name}-`))
  chmodSync(path, 0o711)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, never>
}

export type Browser = {
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  readonly cookie: () => string
}

/** Keeps the session cookie as a browser does. */
export function browserAt(url: string): Browser {
  let cookie = ''
  return {
    cookie: () => cookie,
    send: async (method, path, body, headers = {}) => {
      const response = await fetch(url + path, {
        method,
        headers: {
          cookie,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const set = response.headers.get('set-cookie')
      if (set !== null) cookie = set.split(';')[0] ?? ''
      const text = await response.text()
      const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
      return {
        status: response.status,
        headers: response.headers,
        body: json ? JSON.parse(text) : ({ text } as never),
      }
    },
  }
}

/** What a person does with a sign-in link. */
export async function signedIn(url: string, link: string): Promise<Browser> {
  const browser = browserAt(url)
  await browser.send('POST', '/api/session', { token: link.split('#token=')[1] })
  return browser
}

/** A person with fewer rights than the operator, signed in. */
export async function signedInAs(
  url: string,
  { state, clock }: Pick<Platform, 'state' | 'clock'>,
  person: {
    readonly personId: string
    readonly name: string
    readonly role: OperatorRole
    /** null: every tenant. */
    readonly tenantIds: readonly string[] | null
  },
): Promise<Browser> {
  const token = newSecret()
  const now = clock.now()
  await state.asOperator(async (tx) => {
    const rest = { email: null, groupIds: [], homeTenantId: null, createdAt: new Date(now), disabledAt: null }
    await insertPerson(tx, { ...person, ...rest })
    await insertLink(tx, token, person.personId, new Date(now + 60_000))
  })
  return signedIn(url, `#token=${token}`)
}
