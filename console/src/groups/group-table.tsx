import type { TenantGroup } from '@countersign/api/tenant-group'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { groupsQuery } from '../people/people-queries.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './groups.module.css'

const chipsShown = 6

const columns: readonly Column<TenantGroup>[] = [
  {
    id: 'name',
    name: 'Group',
    cell: ({ name, tenantIds }) => (
      <>
        <strong>
          <LogText text={name} max={120} />
        </strong>
        <span className={`${tableCss.under} number`}>{plural(tenantIds.length, 'tenant')}</span>
      </>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'tenants',
    name: 'Tenants',
    cell: ({ tenantIds }) => <Chips tenantIds={tenantIds} />,
    sortBy: ({ tenantIds }) => tenantIds.length,
  },
  {
    id: 'made',
    name: 'Made',
    cell: ({ createdAt }) => <Instant at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
]

const actions: readonly RowAction<TenantGroup>[] = [
  { id: 'tenant-group.save', word: 'Change' },
  { id: 'tenant-group.remove', word: 'Remove', ends: true },
]

export function GroupTable({ empty }: { readonly empty: ReactNode }) {
  const { data: groups, error, refetch } = useQuery(groupsQuery)
  return (
    <DataTable<TenantGroup>
      name="Tenant groups"
      reading="Reading the groups…"
      rows={groups}
      error={error}
      onRetry={() => void refetch()}
      empty={empty}
      columns={columns}
      actions={actions}
      keyOf={({ id }) => id}
      nameOf={({ name }) => name}
    />
  )
}

function Chips({ tenantIds }: Pick<TenantGroup, 'tenantIds'>) {
  const more = tenantIds.length - chipsShown
  return (
    <span className={css.chips}>
      {tenantIds.slice(0, chipsShown).map((tenantId) => (
        <TenantChip key={tenantId} tenantId={tenantId} />
      ))}
      {more > 0 ? <span className="quiet number">and {more} more</span> : null}
      {tenantIds.length === 0 ? <span className="quiet">none yet</span> : null}
    </span>
  )
}
