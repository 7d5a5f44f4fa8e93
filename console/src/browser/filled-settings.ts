/** Test code: people, keys, groups and channels, so that no page of the administration is empty. */
import { askAs } from './filled-identities.ts'
import type { Visitor } from './visitor.ts'

const wanted: readonly (readonly [method: string, path: string, body: unknown])[] = [
  ['POST', '/api/people', person('Grace Field', 'analyst', { kind: 'all' })],
  ['POST', '/api/people', person('Ada Moor', 'detection-engineer', { kind: 'all' })],
  [
    'POST',
    '/api/people',
    person('Ilse Brook', 'auditor', { kind: 'some', tenantIds: ['lantern-pay'], groupIds: [] }),
  ],
  ['POST', '/api/tenants/fernworks/people', person('Noor Hill', 'tenant-owner')],
  [
    'POST',
    '/api/tenants/fernworks/api-keys',
    { name: 'Ticket bridge', rights: ['incident.read', 'event.read'], expiresInDays: 90 },
  ],
  ['PUT', '/api/tenant-groups/retail', { name: 'Retail', tenantIds: ['meadow-shop', 'lantern-pay'] }],
  [
    'PUT',
    '/api/sign-in-providers/fernworks',
    {
      name: 'Fernworks staff',
      issuer: 'https://login.fernworks.example',
      clientId: 'countersign',
      tenantId: 'fernworks',
      newcomerRole: 'viewer',
    },
  ],
  ['POST', '/api/tenants/fernworks/notification-channels', channel('Chat of the team', 'slack')],
  ['POST', '/api/tenants/fernworks/notification-channels', channel('On call', 'webhook')],
  [
    'POST',
    '/api/views',
    { page: 'queue', name: 'Critical, not taken', search: 'severity=critical&unassigned=true', shared: true },
  ],
]

/** Asks for all of it as the signed-in person would. */
export async function fillSettings(visitor: Visitor): Promise<void> {
  for (const [method, path, body] of wanted) await askAs(visitor, method, path, body)
}

function person(name: string, role: string, scope?: unknown) {
  const email = `${name.toLowerCase().replace(' ', '.')}@soc.example`
  return { name, email, role, ...(scope === undefined ? {} : { scope }) }
}

function channel(name: string, kind: 'slack' | 'webhook') {
  const url = 'https://hooks.fernworks.example/incidents'
  return {
    name,
    isEnabled: true,
    events: ['opened', 'severity-raised'],
    minimumSeverity: kind === 'slack' ? 'high' : 'medium',
    quietHours: null,
    digest: kind === 'slack' ? null : { every: 'day', at: '07:00', timeZone: 'Europe/Berlin' },
    criticalPierces: true,
    target: kind === 'slack' ? { kind, url } : { kind, url, secret: `whsec_${'QUJD'.repeat(8)}` },
  }
}
