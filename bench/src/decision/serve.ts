/** A process of its own: the platform with a tenant of a thousand mandates. Tells its address and key, then its CPU time on demand. */
import process from 'node:process'
import type { Mandate } from '@countersign/authority/mandate/mandate'
import { insertMandate } from '@countersign/server/identity/mandate/store'
import type { StoredMandate } from '@countersign/server/identity/mandate/stored-mandate'
import { startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { signedIn } from '@countersign/server/platform/test-server'
import { benchMandates } from './mandates.ts'

const [data = ''] = process.argv.slice(2)
const tenantId = 'shop' as TenantId

const config = readConfig({}, { data, port: '0', 'log-level': 'silent' })
const running = await startPlatform({ config })
const operator = await signedIn(running.url, await running.createSignInLink())
await operator.send('POST', '/api/tenants', { id: tenantId, name: tenantId })
await running.platform.state.forTenant(tenantId, async (tx) => {
  for (const mandate of benchMandates(Date.now())) await insertMandate(tx, stored(mandate))
})
const wanted = { name: 'bench', rights: ['decision.ask'], expiresInDays: 1 }
const { body } = await operator.send('POST', `/api/tenants/${tenantId}/api-keys`, wanted)
process.send?.({ url: running.url, key: body.key })
process.on('message', (message) => {
  if (message === 'cpu') process.send?.(process.cpuUsage())
  else void running.stop().then(() => process.exit(0))
})

function stored(mandate: Mandate): StoredMandate {
  const { id, identityKey, purpose, actions, resources, tools, riskMax, validFrom, expiresAt } = mandate
  const now = new Date()
  return {
    tenantId,
    mandateId: id,
    version: 1,
    identityKey,
    status: 'approved',
    sponsor: { personId: 'operator', name: 'operator' },
    terms: {
      purpose,
      actions: [...actions],
      resources: [...resources],
      tools: [...tools],
      onBehalfOf: [],
      ...(riskMax === undefined ? {} : { riskMax }),
    },
    evidence: undefined,
    replaces: undefined,
    proposedById: 'operator',
    proposedBy: 'operator',
    createdAt: now,
    changedAt: now,
    validFrom: new Date(validFrom),
    expiresAt: new Date(expiresAt),
    reviewAt: new Date(expiresAt),
    remindedAt: undefined,
  }
}
