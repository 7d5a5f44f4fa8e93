/** Test code: a platform with a clock of its own, an administrator with a password, and people invited over HTTP. */
import { join } from 'node:path'
import type { OperatorRole, Scope, TenantRole } from '@countersign/api/person'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { type Browser, browserAt, signedIn, temporaryFolder } from '../platform/test-server.ts'

export const goodPassword = 'seven green lamps drift'

export type Invited = { readonly id: string; readonly link: string }

export type Town = {
  readonly running: RunningPlatform
  readonly url: string
  /** The first administrator, signed in by a one-time link. */
  readonly operator: Browser
  readonly pass: (seconds: number) => void
  readonly nowMs: () => number
  readonly inviteOperator: (name: string, role: OperatorRole, scope?: Scope) => Promise<Invited>
  readonly inviteTenant: (tenantId: string, name: string, role: TenantRole) => Promise<Invited>
  /** A link opened in a browser of its own; with a password set. */
  readonly settle: (invited: Invited) => Promise<Browser>
  readonly stop: () => Promise<void>
}

export const emailOf = (name: string) => `${name.toLowerCase()}@town.test`

export async function startTown(flags: Readonly<Record<string, string>> = {}): Promise<Town> {
  const folder = temporaryFolder('people')
  const config = readConfig(
    {},
    { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent', ...flags },
  )
  // It stands still unless told to go, so that waits are exact however slow the machine is.
  let nowMs = Date.now()
  const clock = { now: () => nowMs }
  const running = await startPlatform({ config, clock, consoleFolder: folder.path })
  const { url } = running
  const operator = await signedIn(url, await running.createSignInLink())
  const invited = async (path: string, body: object) => {
    const administrator = await signedIn(url, await running.createSignInLink())
    const answer = await ok<{ person: { id: string }; invitation: { link: string } }>(
      administrator.send('POST', path, body),
    )
    return { id: answer.person.id, link: answer.invitation.link }
  }
  return {
    running,
    url,
    operator,
    pass: (seconds) => {
      nowMs += seconds * 1000
    },
    nowMs: clock.now,
    inviteOperator: (name, role, scope = { kind: 'all' }) =>
      invited('/api/people', { name, email: emailOf(name), role, scope }),
    inviteTenant: (tenantId, name, role) =>
      invited(`/api/tenants/${tenantId}/people`, { name, email: emailOf(name), role }),
    settle: async ({ link }) => {
      const browser = await signedIn(url, link)
      await ok(browser.send('PUT', '/api/me/password', { next: goodPassword }))
      return browser
    },
    stop: () => running.stop().finally(folder.remove),
  }
}

/** The body of an answer that has to be a success. */
export async function ok<T>(answer: ReturnType<Browser['send']>): Promise<T> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body as unknown as T
}

/** Status and code, as tests compare them. */
export async function told(answer: ReturnType<Browser['send']>): Promise<readonly [number, string]> {
  const { status, body } = await answer
  return [status, body.code ?? '']
}

export function withPassword(
  url: string,
  name: string,
  password = goodPassword,
): ReturnType<Browser['send']> {
  return browserAt(url).send('POST', '/api/sign-in/password', { email: emailOf(name), password })
}
