import type { Right, Role } from '@countersign/api/person'

/** How far a right reaches: into tenants that somebody sees, or over the operator's whole region. */
type Reach = 'tenant' | 'operator'

const reachOf: Readonly<Record<Right, Reach>> = {
  'tenant.read': 'tenant',
  'tenant.write': 'operator',
  'tenant-group.read': 'tenant',
  'tenant-group.write': 'operator',
  'source.read': 'tenant',
  'source.write': 'tenant',
  'source.replay': 'tenant',
  'event.read': 'tenant',
  'incident.read': 'tenant',
  'incident.write': 'tenant',
  'incident.propose': 'tenant',
  'autonomy.grant': 'tenant',
  'rule.read': 'tenant',
  'rule.write': 'tenant',
  'rule-pack.write': 'operator',
  'operator-people.read': 'operator',
  'operator-people.write': 'operator',
  'tenant-people.read': 'tenant',
  'tenant-people.write': 'tenant',
  'api-key.read': 'tenant',
  'api-key.write': 'tenant',
  'sign-in-provider.read': 'operator',
  'sign-in-provider.write': 'operator',
  'audit.read': 'tenant',
  'evidence.read': 'tenant',
  'evidence.write': 'tenant',
  'operator-audit.read': 'operator',
  'notification.read': 'tenant',
  'notification.write': 'tenant',
  'settings.read': 'operator',
  'settings.write': 'operator',
  'tenant-settings.write': 'tenant',
  'identity.write': 'tenant',
  'mandate.read': 'tenant',
  'mandate.write': 'tenant',
  'mandate.approve': 'tenant',
  'decision.read': 'tenant',
  'decision.ask': 'tenant',
  'access-policy.write': 'tenant',
  'signal.read': 'tenant',
  'signal.write': 'tenant',
  'signal.send': 'tenant',
  'signal.receive': 'tenant',
}

export const allRights = Object.keys(reachOf) as readonly Right[]

const reading = [
  'tenant.read',
  'source.read',
  'event.read',
  'incident.read',
  'rule.read',
  'mandate.read',
  'decision.read',
  'signal.read',
] as const
const readingAsOperator = [...reading, 'tenant-group.read'] as const

/** The one place that says what a role may do. docs/people.md shows the same table, and a test keeps the two together. */
const roleTable: Readonly<Record<Role, readonly Right[]>> = {
  'operator-admin': allRights,
  'detection-engineer': [
    ...readingAsOperator,
    'incident.write',
    'incident.propose',
    'autonomy.grant',
    'rule.write',
    'source.replay',
    'identity.write',
    'mandate.write',
    'signal.send',
  ],
  analyst: [
    ...readingAsOperator,
    'incident.write',
    'incident.propose',
    'source.replay',
    'identity.write',
    'mandate.write',
    'signal.send',
  ],
  auditor: [
    ...readingAsOperator,
    'operator-people.read',
    'tenant-people.read',
    'api-key.read',
    'sign-in-provider.read',
    'audit.read',
    'evidence.read',
    'operator-audit.read',
    'notification.read',
    'settings.read',
  ],
  'tenant-owner': [
    ...reading,
    'incident.propose',
    'source.write',
    'tenant-people.read',
    'tenant-people.write',
    'api-key.read',
    'api-key.write',
    'audit.read',
    'evidence.read',
    'evidence.write',
    'notification.read',
    'notification.write',
    'identity.write',
    'mandate.write',
    'mandate.approve',
    'decision.ask',
    'access-policy.write',
    'signal.write',
    'signal.send',
    'signal.receive',
  ],
  approver: [...reading, 'mandate.approve'],
  viewer: reading,
}

export const roles = Object.keys(roleTable) as readonly Role[]

/** Whose tenants are limited has no right that reaches over the whole region, whatever the role says. */
export function rightsOf(role: Role, sees: 'all-tenants' | 'some-tenants'): ReadonlySet<Right> {
  return new Set(roleTable[role].filter((right) => sees === 'all-tenants' || reachOf[right] === 'tenant'))
}

/** A key works inside its tenant; it makes no people and no further keys, says yes for nobody, and does not say who is told of what. */
const notForKeys: ReadonlySet<Right> = new Set([
  'tenant-people.read',
  'tenant-people.write',
  'api-key.read',
  'api-key.write',
  'tenant-group.read',
  'tenant-settings.write',
  'notification.write',
  'evidence.write',
  'mandate.approve',
  'autonomy.grant',
  'signal.write',
])

export function isRightForKeys(right: Right): boolean {
  return reachOf[right] === 'tenant' && !notForKeys.has(right)
}
