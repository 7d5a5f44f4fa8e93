/** Test code: a platform whose tenant has a month of one kind of noise, decided by people, and an attack of another kind. */
import { join } from 'node:path'
import { factsAt, findingOf, ruleNamed } from '@countersign/incident/finding-fixture'
import { reportTo } from '../add-mandates.ts'
import { type RunningPlatform, startPlatform } from '../main.ts'
import type { Person } from '../platform/auth/person.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Browser, signedIn, temporaryFolder } from '../platform/test-server.ts'

export const shop = 'shop' as TenantId
export const bank = 'bank' as TenantId
export const noisyRule = ruleNamed('Backup job reads everything')
const attackRule = ruleNamed('Trail deleted by somebody new')

export type Watch = {
  readonly running: RunningPlatform
  readonly operator: Browser
  /** Fails when the answer is no 2xx. */
  readonly send: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>
  /** One look of triage. */
  readonly pass: () => Promise<unknown>
  /** One more incident of the noise; its id. */
  readonly noise: (word: string) => Promise<string>
  readonly attack: (word: string) => Promise<string>
  /** Noise that was judged, and that a person then found harmless. */
  readonly agreed: (word: string) => Promise<void>
  /** Weeks of noise that people found harmless. */
  readonly pastOfNoise: () => Promise<void>
  /** A training from its request to its end. */
  readonly trained: () => Promise<void>
  readonly stop: () => Promise<void>
}

const minuteMs = 60_000
/** Long enough ago that a verdict on it waits for nothing. */
const beganMs = Date.now() - 20 * 24 * 60 * minuteMs
const pastIncidents = 260
const users = 5
const flags = {
  'log-level': 'silent',
  'investigation-settle-seconds': '3600',
  'triage-every-seconds': '86400',
  'triage-grant-incidents-min': '3',
  'triage-audit-percent': '100',
  'triage-training-percent': '100',
}

export async function openWatch(): Promise<Watch> {
  const folder = temporaryFolder('triage')
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', ...flags })
  const running = await startPlatform({ config, consoleFolder: folder.path })
  const operator = await signedIn(running.url, await running.createSignInLink())
  for (const tenantId of [shop, bank]) await running.tenancy.createTenant(tenantId, `Tenant ${tenantId}`)
  const { key, source } = await running.tenancy.createSource(shop, 'shop trail', 'auto')
  const send: Watch['send'] = async (method, path, body) => {
    const answer = await operator.send(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as never
  }
  const told = telling(running)
  const resolve = (incidentId: string) => resolveAs(running, incidentId)
  const pass = () => running.triage.pass(shop)
  const noise: Watch['noise'] = (word) => told(noisyRule, word)
  await alive(running, source.sourceId, key)
  return {
    running,
    operator,
    send,
    pass,
    noise,
    attack: (word) => told(attackRule, word),
    agreed: async (word) => {
      const incidentId = await noise(word)
      await pass()
      await resolve(incidentId)
      await pass()
    },
    pastOfNoise: async () => {
      for (let count = 0; count < pastIncidents; count += 1) await resolve(await noise(`past-${count}`))
    },
    trained: async () => {
      await send('POST', `/api/tenants/${shop}/triage/model/train`)
      await running.triage.train(shop, new AbortController().signal)
    },
    stop: () => running.stop().finally(folder.remove),
  }
}

/** Each finding comes hours after the one before it of its identity, so that each is an incident of its own. */
function telling({ platform, incidents }: RunningPlatform) {
  let told = 0
  const finding = (rule: typeof noisyRule, word: string) => {
    told += 1
    const user = rule === noisyRule ? `backup-${told % users}` : 'stranger'
    const event = {
      ...factsAt(0, { identityKey: `aws:111122223333:user/${user}`, action: 'ListBuckets' }),
      ref: { eventId: `event-${word}-${told}` },
      timeMs: beganMs + told * 30 * minuteMs,
    }
    return findingOf([event], { tenantId: shop, rule })
  }
  return async (rule: typeof noisyRule, word: string): Promise<string> => {
    const changes: { readonly incidentId: string }[] = []
    const report = reportTo(platform, async (tenantId, findings) => {
      changes.push(...(await incidents.recordFindings(tenantId, findings)))
    })
    await report(shop, [finding(rule, word)])
    return changes[0]?.incidentId ?? ''
  }
}

async function resolveAs({ incidents }: RunningPlatform, incidentId: string): Promise<void> {
  const ada: Person = {
    personId: 'ada',
    name: 'Ada',
    role: 'analyst',
    rights: new Set(),
    tenantIds: [shop],
  }
  await incidents.patch(ada, shop, incidentId, {
    status: 'resolved',
    resolution: 'benign-true-positive',
    reason: 'the nightly backup',
  })
}

/** The source told of the identities, and just now: nothing is quiet. */
async function alive({ url }: RunningPlatform, sourceId: string, key: string): Promise<void> {
  const records = [...Array(users).keys(), -1].map((index) => ({
    eventVersion: '1.08',
    eventTime: new Date().toISOString(),
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.4',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::111122223333:user/${index < 0 ? 'stranger' : `backup-${index}`}`,
      accountId: '111122223333',
    },
    eventID: `alive-${index}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }))
  const answer = await fetch(`${url}/ingest/${sourceId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  })
  if (answer.status !== 200) throw new Error(`ingest: ${answer.status} ${await answer.text()}`)
}
