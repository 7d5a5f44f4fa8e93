/** Test code: a platform with two tenants, people of one of them, and keys for its decision point. */
import { join } from 'node:path'
import type { MandateRow, MandateTerms } from '@countersign/api/mandate'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import { type Answer, type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'

export const startMs = Date.UTC(2026, 2, 2, 12)

export type TestAuthority = {
  readonly running: RunningPlatform
  readonly url: string
  readonly operator: Browser
  readonly owner: Browser
  readonly approver: Browser
  readonly approverId: string
  /** A new session of the operator: no session outlives a long wait. */
  readonly signIn: () => Promise<Browser>
  /** Moves the platform's clock on. */
  readonly wait: (milliseconds: number) => void
  /** A key of a tenant, with the right decision.ask unless others are named. */
  readonly key: (tenantId: string, rights?: readonly string[]) => Promise<string>
  readonly ask: (key: string, body: unknown, path?: string) => Promise<Answer>
  /** Proposed by the operator and approved by the approver of the shop. */
  readonly mandate: (identityKey: string, terms: Partial<MandateTerms>, days?: number) => Promise<MandateRow>
  readonly stop: () => Promise<void>
}

export async function startAuthority(): Promise<TestAuthority> {
  const folder = temporaryFolder('authority')
  let nowMs = startMs
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const running = await startPlatform({ config, clock: { now: () => nowMs }, consoleFolder: folder.path })
  const { url } = running
  const operator = await signedIn(url, await running.createSignInLink())
  for (const id of ['shop', 'bank']) await done(operator, 'POST', '/api/tenants', { id, name: id })
  const owner = await personOf(url, operator, 'tenant-owner')
  const approver = await personOf(url, operator, 'approver')
  return {
    running,
    url,
    operator,
    owner: owner.browser,
    approver: approver.browser,
    approverId: approver.personId,
    signIn: async () => signedIn(url, await running.createSignInLink()),
    wait: (milliseconds) => {
      nowMs += milliseconds
    },
    key: async (tenantId, rights = ['decision.ask']) => {
      const body = { name: 'key', rights, expiresInDays: 300 }
      return (await done<{ key: string }>(operator, 'POST', `/api/tenants/${tenantId}/api-keys`, body)).key
    },
    ask: (key, body, path = '/access/v1/evaluation') => askAt(url, key, body, path),
    mandate: async (identityKey, terms, days = 30) => {
      const at = '/api/tenants/shop/mandates'
      const body = newMandate(identityKey, terms, new Date(nowMs + days * 24 * 3_600_000))
      const { mandateId } = await done<MandateRow>(operator, 'POST', at, body)
      return done(approver.browser, 'POST', `${at}/${mandateId}/approve`, { reason: 'It is right.' })
    },
    stop: () => running.stop().finally(folder.remove),
  }
}

export function newMandate(identityKey: string, terms: Partial<MandateTerms>, expiresAt: Date) {
  const whole = {
    purpose: 'Files the invoices',
    actions: ['file'],
    resources: ['*'],
    tools: [],
    onBehalfOf: [],
    ...terms,
  }
  return { identityKey, terms: whole, expiresAt: expiresAt.toISOString(), reason: 'It is needed.' }
}

async function personOf(url: string, operator: Browser, role: string) {
  const { person, invitation } = await done<{ person: { id: string }; invitation: { link: string } }>(
    operator,
    'POST',
    '/api/tenants/shop/people',
    { name: role, email: `${role}@shop.test`, role },
  )
  return { personId: person.id, browser: await signedIn(url, invitation.link) }
}

/** The body of an answer that went well. */
export async function done<T>(browser: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await browser.send(method, path, body)
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as unknown as T
}

export async function askAt(url: string, key: string, body: unknown, path: string): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  }
}

export const question = (id: string, action = 'file', resource = 'one', context?: object) => ({
  subject: { type: 'agent', id },
  action: { name: action },
  resource: { type: 'invoice', id: resource },
  ...(context === undefined ? {} : { context }),
})
