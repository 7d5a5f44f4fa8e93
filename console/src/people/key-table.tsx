import type { ApiKey } from '@countersign/api/api-key'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { apiKeysQuery } from './people-queries.ts'

const namedRightsMax = 3

const columns: readonly Column<ApiKey>[] = [
  {
    id: 'name',
    name: 'Key',
    cell: ({ name, prefix }) => (
      <>
        <strong>
          <LogText text={name} max={80} />
        </strong>
        <span className={`${tableCss.under} mono`}>{prefix}…</span>
      </>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'state',
    name: 'State',
    cell: (key) => <StateCell apiKey={key} />,
    sortBy: ({ revokedAt, expiresAt }) => (revokedAt === null ? expiresAt : null),
  },
  {
    id: 'rights',
    name: 'May',
    cell: ({ rights }) => (
      <span title={rights.join(', ')}>
        {rights.length > namedRightsMax ? plural(rights.length, 'right') : rights.join(', ')}
      </span>
    ),
  },
  {
    id: 'used',
    name: 'Last used',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? <span className="quiet">never</span> : <Instant at={lastUsedAt} look="age" />,
    sortBy: ({ lastUsedAt }) => lastUsedAt,
  },
  {
    id: 'made',
    name: 'Made',
    cell: ({ createdAt }) => <Instant at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
]

export function KeyTable({ tenantId, empty }: { readonly tenantId: string; readonly empty: ReactNode }) {
  const { data: keys, error, refetch } = useQuery(apiKeysQuery(tenantId))
  const nowMs = useNow()
  const isEnded = (key: ApiKey) => key.revokedAt !== null || isOver(key, nowMs)
  const actions: readonly RowAction<ApiKey>[] = [
    { id: 'api-key.revoke', word: 'Revoke', ends: true, isFor: (key) => !isEnded(key) },
  ]
  return (
    <DataTable<ApiKey>
      name="API keys"
      reading="Reading the keys…"
      rows={keys}
      error={error}
      onRetry={() => void refetch()}
      empty={empty}
      columns={columns}
      actions={actions}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
      isEnded={isEnded}
    />
  )
}

function isOver({ expiresAt }: ApiKey, nowMs: number): boolean {
  return Date.parse(expiresAt) <= nowMs
}

function StateCell({ apiKey }: { readonly apiKey: ApiKey }) {
  const nowMs = useNow()
  return (
    <>
      {apiKey.revokedAt !== null ? 'revoked' : isOver(apiKey, nowMs) ? 'expired' : 'works'}
      <span className={tableCss.under}>
        until <Instant at={apiKey.expiresAt} />
      </span>
    </>
  )
}
