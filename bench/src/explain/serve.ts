/** A process of its own: the platform with one tenant. Tells its address and keys, then what it is asked for. */
import process from 'node:process'
import { startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { signedIn } from '@countersign/server/platform/test-server'

/** What the process is asked for, and what it answers. */
export type Asked =
  | { readonly kind: 'cpu' }
  | { readonly kind: 'sample'; readonly perFormat: number }
  | { readonly kind: 'stop' }
export type Sampled = { readonly format: string; readonly eventId: string }
export type Started = {
  readonly url: string
  readonly sourceKeys: Readonly<Record<string, string>>
  readonly apiKey: string
}

const [data = '', ...sources] = process.argv.slice(2)
const tenantId = 'customer' as TenantId

const config = readConfig({}, { data, port: '0', 'log-level': 'error' })
const running = await startPlatform({
  config: { ...config, limits: { ...config.limits, apiRequestsPerMinute: 1_000_000 } },
})
const operator = await signedIn(running.url, await running.createSignInLink())
await operator.send('POST', '/api/tenants', { id: tenantId, name: tenantId })
const sourceKeys: Record<string, string> = {}
for (const source of sources)
  sourceKeys[source] = (await running.tenancy.createSource(tenantId, source, 'auto')).key
const wanted = { name: 'bench', rights: ['event.read'], expiresInDays: 1 }
const { body } = await operator.send('POST', `/api/tenants/${tenantId}/api-keys`, wanted)
process.send?.({ url: running.url, sourceKeys, apiKey: String(body.key) } satisfies Started)

process.on('message', (asked: Asked) => {
  if (asked.kind === 'cpu') process.send?.(process.cpuUsage())
  else if (asked.kind === 'sample') void sample(asked.perFormat).then((events) => process.send?.(events))
  else void running.stop().then(() => process.exit(0))
})

/** Events spread evenly over the ids of each format: the same for the same lake. */
async function sample(perFormat: number): Promise<readonly Sampled[]> {
  return running.platform.lake.forTenant(tenantId).query<Sampled>(
    ({ events }) => `
      SELECT toString(format) AS format, event_id AS "eventId" FROM ${events}
      ORDER BY format, sipHash64(event_id) LIMIT {max:UInt32} BY format`,
    { max: perFormat },
  )
}
