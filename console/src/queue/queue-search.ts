import type { IncidentFilter } from '../api/queries.ts'
import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const
export type SeverityName = (typeof severities)[number]
const statusChoices = ['open', 'new', 'in-progress', 'resolved', 'snoozed', 'all'] as const
type StatusChoice = (typeof statusChoices)[number]

/** The queue's whole state in the address. No status means open: new or in progress, and not snoozed. */
export type QueueSearch = {
  readonly tenant?: readonly string[] | undefined
  readonly severity?: SeverityName | undefined
  readonly status?: StatusChoice | undefined
  /** Name of the person whose incidents are shown. */
  readonly assignee?: string | undefined
  /** Shows what nobody has. */
  readonly unassigned?: 'true' | undefined
  /** Identity key, in full. */
  readonly identity?: string | undefined
  readonly text?: string | undefined
}

export function queueSearch(search: RawSearch): QueueSearch {
  const status = oneOf(search, 'status', statusChoices)
  const all: QueueSearch = {
    tenant: listOf(search, 'tenant'),
    severity: oneOf(search, 'severity', severities),
    status: status === 'open' ? undefined : status,
    assignee: textOf(search, 'assignee'),
    unassigned: oneOf(search, 'unassigned', ['true']),
    identity: textOf(search, 'identity'),
    text: textOf(search, 'text'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The same as the API is asked for it; it filters and orders. */
export function apiFilter({ status, unassigned, ...search }: QueueSearch): IncidentFilter {
  return {
    ...search,
    status: status === 'all' ? undefined : (status ?? 'open'),
    ...(unassigned === undefined ? {} : { unassigned: true }),
  }
}

export function isFiltered(search: QueueSearch): boolean {
  return Object.values(search).some((value) => value !== undefined)
}

/** Views every queue offers; each is only an address. */
export const standardViews: readonly { readonly name: string; readonly search: QueueSearch }[] = [
  { name: 'Open', search: {} },
  { name: 'Not yet taken', search: { unassigned: 'true' } },
  { name: 'In progress', search: { status: 'in-progress' } },
  { name: 'Snoozed', search: { status: 'snoozed' } },
  { name: 'Resolved', search: { status: 'resolved' } },
]
