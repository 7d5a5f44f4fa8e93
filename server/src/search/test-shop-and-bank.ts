/** Test code: a platform with the events of two tenants, seen by an operator and by a person of one of them. */
import { join } from 'node:path'
import type { EventPage } from '@countersign/api/event'
import type { FilterRecord } from '@countersign/filter/filter-record'
import { startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { Lake } from '../platform/lake/lake.ts'
import { type Browser, signedIn, signedInAs, temporaryFolder } from '../platform/test-server.ts'
import { insertEvents } from './test-events.ts'

/** "Now" of the platform; events lie minutes before it. */
const nowMs = Date.UTC(2026, 2, 2, 12)
/** Every event of the bank holds it. */
export const canary = 'CANARY-of-the-bank'

export type ShopAndBank = {
  readonly url: string
  /** Sees both tenants. */
  readonly operator: Browser
  /** Sees the shop only. */
  readonly shopper: Browser
  readonly stop: () => Promise<void>
}

export async function startShopAndBank(): Promise<ShopAndBank> {
  const folder = temporaryFolder('search')
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const consoleFolder = join(folder.path, 'no-console')
  const running = await startPlatform({ config, clock: { now: () => nowMs }, consoleFolder })
  const { url, platform } = running
  const operator = await signedIn(url, await running.createSignInLink())
  for (const id of ['shop', 'bank']) await operator.send('POST', '/api/tenants', { id, name: id })
  await insertShopAndBank(platform.lake)
  const shopper = await signedInAs(url, platform, {
    personId: 'shopper',
    name: 'Shopper',
    role: 'analyst',
    tenantIds: ['shop'],
  })
  const stop = () => running.stop().finally(folder.remove)
  return { url, operator, shopper, stop }
}

export async function pageOf(browser: Browser, query: string): Promise<EventPage> {
  const { status, body } = await browser.send('GET', `/api/events?${query}`)
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body as unknown as EventPage
}

/** A filter as part of an address. */
export const q = (filter: string) => `q=${encodeURIComponent(filter)}`

async function insertShopAndBank(lake: Lake): Promise<void> {
  await insertEvents(lake, [
    ...Array.from({ length: 25 }, (_, at) => event('shop', `s${String(at).padStart(2, '0')}`, at)),
    event('shop', 'old', 60 * 30, { action: 'DeleteUser' }),
    event('shop', 'future', -10),
    event('shop', 'same-time-1', 3, { action: 'GetUser', status_id: 2 }),
    event('shop', 'same-time-2', 3, { action: 'GetUser', source_ip: '10.1.2.3' }),
    event('shop', 'text', 5, {
      format: 'generic-text',
      raw: 'Mar  2 11:55:00 web sshd: a\tb \\ "q" <script>',
      action: 'log',
    }),
    ...Array.from({ length: 5 }, (_, at) =>
      event('bank', `b${at}`, at, {
        resource: canary,
        raw: `{"secret":"${canary}"}`,
        identity_key: canary,
        action: canary,
        host: canary,
      }),
    ),
  ])
}

function event(
  tenantId: string,
  eventId: string,
  minutesAgo: number,
  changed: Partial<FilterRecord> = {},
): FilterRecord {
  const time = nowMs - minutesAgo * 60_000
  const raw = JSON.stringify({
    eventVersion: '1.08',
    eventTime: new Date(time).toISOString(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ci',
      accountId: '111122223333',
    },
    eventID: eventId,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  })
  return {
    tenant_id: tenantId,
    event_id: eventId,
    source_id: 'src',
    format: 'aws-cloudtrail',
    activity_name: 'Create',
    identity_key: 'aws:111122223333:assumed-role/deploy',
    session_key: '',
    host: '',
    source_ip: '203.0.113.7',
    destination_ip: '',
    action: 'CreateUser',
    resource: '',
    source_event_uid: eventId,
    raw,
    class_uid: 3001,
    severity_id: 1,
    status_id: 1,
    time,
    received_at: time,
    chain: ['oidc-federation github:acme/shop/release'],
    ...changed,
  }
}
