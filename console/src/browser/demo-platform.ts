/** Test code: a real platform that three simulated companies have sent to, through the real intake. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultSimulation, simulate } from '@countersign/range/simulation'
import { type RunningPlatform, startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { temporaryFolder } from '@countersign/server/platform/test-server'

export type DemoPlatform = {
  readonly running: RunningPlatform
  /** Sends lines as a shipper of the tenant would; the source is created when it is new. */
  readonly send: (tenant: string, source: string, lines: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
}

export const companies = {
  'meadow-shop': 'Meadow Shop',
  fernworks: 'Fernworks',
  'lantern-pay': 'Lantern Pay',
}

/** Long enough for each story to have been told, and over before now. */
const simulation = { ...defaultSimulation, eventsPerSecond: 1, durationSeconds: 1_500 }
const incidentsWanted = 4
const waitMaxMs = 40_000

export async function startDemo(): Promise<DemoPlatform> {
  const folder = temporaryFolder('console')
  const config = readConfig({}, { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent' })
  const running = await startPlatform({ config })
  const send = sender(running)
  const demo = {
    running,
    send,
    stop: async () => {
      await running.stop()
      folder.remove()
    },
  }
  try {
    for (const [tenantId, name] of Object.entries(companies))
      await running.tenancy.createTenant(tenantId as TenantId, name)
    await sendSimulation(send)
    await incidentsAppear(running)
    return demo
  } catch (error) {
    await demo.stop()
    throw error
  }
}

function sender(running: RunningPlatform): DemoPlatform['send'] {
  const keys = new Map<string, { readonly sourceId: string; readonly key: string }>()
  return async (tenant, source, lines) => {
    const name = `${tenant}/${source}`
    const known = keys.get(name) ?? (await createKey(running, tenant, source))
    keys.set(name, known)
    const response = await fetch(`${running.url}/ingest/${known.sourceId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${known.key}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    })
    if (!response.ok) throw new Error(`intake answered ${response.status}: ${await response.text()}`)
  }
}

async function createKey(running: RunningPlatform, tenant: string, name: string) {
  const { source, key } = await running.tenancy.createSource(tenant as TenantId, name, 'auto')
  return { sourceId: source.sourceId, key }
}

async function sendSimulation(send: DemoPlatform['send']): Promise<void> {
  const startMs = Date.now() - (simulation.durationSeconds + 300) * 1000
  const records = [...simulate({ ...simulation, startMs })]
  const bySource = Map.groupBy(records, ({ tenantId, source }) => `${tenantId}/${source}`)
  for (const batch of bySource.values()) {
    const [first] = batch
    if (first !== undefined)
      await send(
        first.tenantId,
        first.source,
        batch.map(({ line }) => line),
      )
  }
  await send('meadow-shop', 'cloudtrail', [cloudTrail('StopLogging', 'rosa')])
  await send('lantern-pay', 'zeek', ['{"ts": 1, "broken": ', '<<< not a record'])
}

/** Incidents are made behind the intake's answer. */
async function incidentsAppear(running: RunningPlatform): Promise<void> {
  const tenantIds = Object.keys(companies) as TenantId[]
  for (const until = Date.now() + waitMaxMs; Date.now() < until; await sleep(250)) {
    const { items } = await running.incidents.list(tenantIds, {})
    const seen = new Set(items.map(({ tenantId }) => tenantId))
    if (items.length >= incidentsWanted && seen.size === tenantIds.length) return
  }
  throw new Error('The simulated companies led to too few incidents')
}

/** A CloudTrail record of an IAM user, now. */
export function cloudTrail(action: string, user: string, atMs = Date.now()): string {
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::210987654321:user/${user}`,
      accountId: '210987654321',
      // Nobody shares a key: one that two people use makes their deeds one incident.
      accessKeyId: `AKIAEXAMPLE${String(user.length).padStart(9, '0')}`,
      userName: user,
    },
    eventTime: new Date(atMs).toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: action,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.20',
    userAgent: 'aws-cli/2.17',
    requestParameters: { name: 'management' },
    eventID: `console-${action}-${user.length}-${atMs}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '210987654321',
  })
}
