import type { IncidentRow } from '@countersign/api/incident'
import type { IncidentFilter } from '../api/queries.ts'
import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const
export type SeverityName = (typeof severities)[number]
const statusChoices = ['open', 'new', 'in-progress', 'resolved', 'all'] as const
type StatusChoice = (typeof statusChoices)[number]

/** The queue's whole state in the address. No status means open: new or in progress. */
export type QueueSearch = {
  readonly tenant?: readonly string[] | undefined
  readonly severity?: SeverityName | undefined
  readonly status?: StatusChoice | undefined
  readonly text?: string | undefined
}

export function queueSearch(search: RawSearch): QueueSearch {
  const tenant = listOf(search, 'tenant')
  const severity = oneOf(search, 'severity', severities)
  const status = oneOf(search, 'status', statusChoices)
  const text = textOf(search, 'text')
  return {
    ...(tenant === undefined ? {} : { tenant }),
    ...(severity === undefined ? {} : { severity }),
    ...(status === undefined || status === 'open' ? {} : { status }),
    ...(text === undefined ? {} : { text }),
  }
}

/** What of the filter the API does; `open` and the text are filtered here. */
export function apiFilter(search: QueueSearch): IncidentFilter {
  const { status } = search
  return {
    tenant: search.tenant ?? [],
    severity: search.severity,
    status: status === undefined || status === 'open' || status === 'all' ? undefined : status,
  }
}

export function isShown(row: IncidentRow, search: QueueSearch): boolean {
  if ((search.status ?? 'open') === 'open' && row.status === 'resolved') return false
  return search.text === undefined || haystack(row).includes(search.text.toLowerCase())
}

function haystack(row: IncidentRow): string {
  const { title, statement, identities, hosts, assignee, tenantId } = row
  return [title, statement, ...identities, ...hosts, assignee ?? '', tenantId].join('\n').toLowerCase()
}

export function isFiltered(search: QueueSearch): boolean {
  return Object.values(search).some((value) => value !== undefined)
}

/** Views every queue offers; each is only an address. */
export const savedViews: readonly { readonly name: string; readonly search: QueueSearch }[] = [
  { name: 'Open', search: {} },
  { name: 'Critical', search: { severity: 'critical' } },
  { name: 'Not yet taken', search: { status: 'new' } },
  { name: 'In progress', search: { status: 'in-progress' } },
  { name: 'Resolved', search: { status: 'resolved' } },
]
