import type { OperatorRole, Role, TenantRole } from '@countersign/api/person'

type Words = { readonly name: string; readonly may: string }

/** What each role is for; docs/people.md has the rights of each. */
const words: Readonly<Record<Role, Words>> = {
  'operator-admin': { name: 'Operator admin', may: 'everything, also people and settings' },
  'detection-engineer': { name: 'Detection engineer', may: 'works on incidents and changes rules' },
  analyst: { name: 'Analyst', may: 'works on incidents' },
  auditor: { name: 'Auditor', may: 'reads everything and the audit trail, changes nothing' },
  'tenant-owner': { name: 'Tenant owner', may: 'reads, and manages people, sources and keys of the tenant' },
  approver: { name: 'Approver', may: 'reads, and decides what needs the tenant’s approval' },
  viewer: { name: 'Viewer', may: 'reads' },
}

export const operatorRoles = ['analyst', 'detection-engineer', 'auditor', 'operator-admin'] as const
export const tenantRoles = ['viewer', 'approver', 'tenant-owner'] as const

export function roleWords(role: string): Words {
  return words[role as Role] ?? { name: role, may: '' }
}

export function roleChoices(roles: readonly (OperatorRole | TenantRole)[]) {
  return roles.map((role) => ({ value: role, label: `${words[role].name}: ${words[role].may}` }))
}
