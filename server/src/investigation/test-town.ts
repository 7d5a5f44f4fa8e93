/** Test code: a platform with two tenants, and one of them with an incident that has a history. */
import { join } from 'node:path'
import type { IncidentPage } from '@countersign/api/incident'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'

export const shop = 'shop' as TenantId
export const bank = 'bank' as TenantId
export const anna = 'aws:111122223333:user/anna'

export type Town = {
  readonly running: RunningPlatform
  readonly operator: Browser
  readonly incidentId: string
  /** Sends records of CloudTrail to a tenant. */
  readonly deliver: (tenantId: TenantId, records: readonly object[]) => Promise<void>
  readonly stop: () => Promise<void>
}

export const beganMs = Date.UTC(2026, 9, 20, 9)
const dayMs = 24 * 3_600_000
const minuteMs = 60_000

export async function openTown(flags: Readonly<Record<string, string>> = {}): Promise<Town> {
  const folder = temporaryFolder('investigation')
  const basics = { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' }
  const config = readConfig({}, { ...basics, 'investigation-settle-seconds': '1', ...flags })
  const running = await startPlatform({ config, consoleFolder: folder.path })
  const stop = () => running.stop().finally(folder.remove)
  try {
    const operator = await signedIn(running.url, await running.createSignInLink())
    for (const tenantId of [shop, bank]) await running.tenancy.createTenant(tenantId, `Tenant ${tenantId}`)
    const deliver = await sourcesOf(running)
    await deliver(shop, history())
    await deliver(bank, [call('bank-1', 0, 'mallory', 'ListBuckets')])
    await send(operator, 'POST', `/api/tenants/${shop}/own-rules`, { yaml: rule })
    const incidentId = await untilIncident(operator, () => deliver(shop, deeds()))
    return { running, operator, incidentId, deliver, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function sourcesOf(running: RunningPlatform): Promise<Town['deliver']> {
  const keys = new Map<string, { readonly key: string; readonly id: string }>()
  for (const tenantId of [shop, bank]) {
    const { key, source } = await running.tenancy.createSource(tenantId, `${tenantId} trail`, 'auto')
    keys.set(tenantId, { key, id: source.sourceId })
  }
  return async (tenantId, records) => {
    const source = keys.get(tenantId)
    const answer = await fetch(`${running.url}/ingest/${source?.id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${source?.key}`, 'content-type': 'application/x-ndjson' },
      body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    })
    if (answer.status !== 200) throw new Error(`ingest: ${answer.status} ${await answer.text()}`)
  }
}

const rule =
  'title: Trail stopped\nid: 00000000-0000-4000-8000-00000000beef\nlogsource: {product: aws, service: cloudtrail}\n' +
  'detection: {s: {eventName: StopLogging}, condition: s}\nlevel: high\n'

/** Forty days of an ordinary life, and a key that somebody else made shortly before. */
function history(): readonly object[] {
  const days = Array.from({ length: 40 }, (_, day) =>
    call(`day-${day}`, -(40 - day) * dayMs, 'anna', 'ListBuckets', { sourceIPAddress: '198.51.100.4' }),
  )
  return [
    ...days,
    call('key-made', -2 * 60 * minuteMs, 'bob', 'CreateAccessKey', {
      requestParameters: { userName: 'anna' },
      responseElements: { accessKey: { accessKeyId: 'AKIAEXAMPLEANNA00001', userName: 'anna' } },
    }),
    call('also-there', 3 * minuteMs, 'carol', 'GetCallerIdentity', { sourceIPAddress: '203.0.113.7' }),
    call('denied', 4 * minuteMs, 'anna', 'GetTrailStatus', { errorCode: 'AccessDenied' }),
    call('alive', 20 * 60 * minuteMs, 'carol', 'ListBuckets'),
  ]
}

/** What the rule finds. */
function deeds(): readonly object[] {
  return [call('stopped', 0, 'anna', 'StopLogging'), call('stopped-again', minuteMs, 'anna', 'StopLogging')]
}

export function call(id: string, afterMs: number, user: string, name: string, parts: object = {}): object {
  return {
    eventVersion: '1.08',
    eventTime: new Date(beganMs + afterMs).toISOString(),
    eventSource: name.includes('Key') ? 'iam.amazonaws.com' : 'cloudtrail.amazonaws.com',
    eventName: name,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::111122223333:user/${user}`,
      accountId: '111122223333',
      userName: user,
      ...(user === 'anna' ? { accessKeyId: 'AKIAEXAMPLEANNA00001' } : {}),
    },
    requestParameters: { name: 'audit' },
    eventID: `event-${id}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    ...parts,
  }
}

/** A new rule reaches the workers a moment after it is saved: so the events are sent until they have led to an incident. */
async function untilIncident(operator: Browser, delivery: () => Promise<void>): Promise<string> {
  for (;;) {
    await delivery()
    for (let look = 0; look < 20; look++) {
      const { items } = await send<IncidentPage>(operator, 'GET', `/api/incidents?tenant=${shop}`)
      const found = items.find(({ title }) => title !== '')
      if (found !== undefined) return found.incidentId
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

export async function send<T>(browser: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await browser.send(method, path, body)
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as unknown as T
}
