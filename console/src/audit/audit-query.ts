import type { AuditEntry, AuditPage } from '@countersign/api/audit'
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { AuditSearch } from './audit-search.ts'

const exportPageRows = 500
/** So many entries go into one file; who needs more narrows the range. */
const exportMaxEntries = 20_000

export const auditQuery = (filter: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => pageOf(filter, pageParam, undefined, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    retry: false,
  })

function pageOf(filter: AuditSearch, cursor: string, limit?: number, signal?: AbortSignal) {
  return api.call('GET /api/audit', {
    query: { ...filter, cursor, ...(limit === undefined ? {} : { limit }) },
    ...(signal === undefined ? {} : { signal }),
  })
}

/** Everything a filter lets through, newest first, page by page. Errors: those of the API. */
export async function auditEntries(
  filter: AuditSearch,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly isCut: boolean }> {
  const entries: AuditEntry[] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined && entries.length < exportMaxEntries) {
    const page: AuditPage = await pageOf(filter, cursor, exportPageRows)
    entries.push(...page.items)
    cursor = page.nextCursor
  }
  return { entries, isCut: cursor !== undefined }
}
