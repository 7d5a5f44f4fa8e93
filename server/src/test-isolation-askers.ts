/** Test code: everybody who may come to the API from the shop's side, each with what they are let in with. */
import { Agent, request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import type { OperatorRole, Right, TenantRole } from '@countersign/api/person'
import { allRights, isRightForKeys } from './platform/auth/rights.ts'
import { type Browser, signedIn, signedInAs } from './platform/test-server.ts'
import type { Attempt } from './test-isolation-attempts.ts'
import { shop, type TwoTenants } from './test-two-tenants.ts'

export type AskerKind = 'operator role' | 'tenant role' | 'API key' | 'source key' | 'nobody'
export type Asker = {
  readonly name: string
  readonly kind: AskerKind
  /** Of an API key with one right. */
  readonly onlyRight?: Right
  readonly headers: () => Readonly<Record<string, string>>
  /** A change of how somebody signs in gives the session another secret. */
  readonly takeCookie?: (cookie: string) => void
}
/** All that came back, headers too, as one text. */
export type Reply = { readonly status: number; readonly text: string }
export type Send = (asker: Asker, attempt: Attempt) => Promise<Reply>

const operatorRoles: readonly OperatorRole[] = ['operator-admin', 'detection-engineer', 'analyst', 'auditor']
const tenantRoles: readonly TenantRole[] = ['tenant-owner', 'approver', 'viewer']

export async function askersOf(world: TwoTenants): Promise<readonly Asker[]> {
  const askers: Asker[] = []
  for (const role of operatorRoles)
    askers.push(ofBrowser(`${role} of the shop`, 'operator role', await operatorPerson(world, role)))
  for (const role of tenantRoles) askers.push(ofBrowser(role, 'tenant role', await tenantPerson(world, role)))
  const forKeys = allRights.filter(isRightForKeys)
  for (const rights of [forKeys, ...forKeys.map((right) => [right])])
    askers.push(await keyHolder(world, rights))
  return [
    ...askers,
    {
      name: 'source key',
      kind: 'source key',
      headers: () => ({ authorization: `Bearer ${world.shopThings.key}` }),
    },
    { name: 'nobody', kind: 'nobody', headers: () => ({}) },
  ]
}

/**
 * To a route that asks for a right, keys of one other right each are one and the same asker: one of them asks, each in
 * its turn. Everybody else always does.
 */
export function askersAt(askers: readonly Asker[], { right }: Attempt, turn: number): readonly Asker[] {
  if (right === undefined) return askers
  const isAlike = ({ onlyRight }: Asker) => onlyRight !== undefined && onlyRight !== right
  const alike = askers.filter(isAlike)
  const asking = alike[turn % alike.length]
  return askers.filter((asker) => !isAlike(asker) || asker === asking)
}

function ofBrowser(name: string, kind: AskerKind, browser: Browser): Asker {
  let cookie = browser.cookie()
  return {
    name,
    kind,
    headers: () => ({ cookie }),
    takeCookie: (given) => {
      cookie = given
    },
  }
}

function operatorPerson({ running }: TwoTenants, role: OperatorRole): Promise<Browser> {
  const person = { personId: `matrix-${role}`, name: role, role, tenantIds: [shop] }
  return signedInAs(running.url, running.platform, person)
}

async function tenantPerson({ running, operator }: TwoTenants, role: TenantRole): Promise<Browser> {
  const person = { name: role, email: `${role}@matrix.test`, role }
  const { status, body } = await operator.send('POST', `/api/tenants/${shop}/people`, person)
  if (status !== 201) throw new Error(`${role}: ${status} ${JSON.stringify(body)}`)
  const { invitation } = body as unknown as { invitation: { link: string } }
  return signedIn(running.url, invitation.link)
}

async function keyHolder({ operator }: TwoTenants, rights: readonly Right[]): Promise<Asker> {
  const name = rights.length === 1 ? `API key: ${rights[0]}` : 'API key: all rights of keys'
  const wanted = { name, rights, expiresInDays: 1 }
  const { status, body } = await operator.send('POST', `/api/tenants/${shop}/api-keys`, wanted)
  if (status !== 201) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`)
  const { key } = body as unknown as { key: string }
  const [only] = rights.length === 1 ? rights : []
  return {
    name,
    kind: 'API key',
    ...(only === undefined ? {} : { onlyRight: only }),
    headers: () => ({ authorization: `Bearer ${key}` }),
  }
}

/** Plain sockets that are kept: ten thousand requests spend their time in the server. Redirects are not followed. */
export function openSender(url: string): { readonly send: Send; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const send: Send = (asker, { method, address, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        url + address,
        { agent, method, headers: { ...headers, ...asker.headers() } },
        (response) => {
          const head = JSON.stringify(response.headers)
          const session = response.headers['set-cookie']?.find((one) => one.includes('session='))
          if (session !== undefined) asker.takeCookie?.(session.split(';')[0] ?? '')
          text(response).then(
            (content) => resolve({ status: response.statusCode ?? 0, text: `${head}\n${content}` }),
            reject,
          )
        },
      )
      sent.once('error', reject)
      sent.end(body)
    })
  return { send, close: () => agent.destroy() }
}
