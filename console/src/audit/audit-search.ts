import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export const auditOutcomes = ['done', 'refused', 'failed'] as const

export type AuditSearch = {
  readonly tenant?: readonly string[] | undefined
  /** Id of a person or key. */
  readonly actor?: string | undefined
  /** A whole name, or its beginning with a dot: `incident.` */
  readonly action?: string | undefined
  readonly outcome?: (typeof auditOutcomes)[number] | undefined
}

export function auditSearch(search: RawSearch): AuditSearch {
  const all: AuditSearch = {
    tenant: listOf(search, 'tenant'),
    actor: textOf(search, 'actor'),
    action: textOf(search, 'action'),
    outcome: oneOf(search, 'outcome', auditOutcomes),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
