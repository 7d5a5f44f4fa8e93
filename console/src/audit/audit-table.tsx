import type { AuditEntry } from '@countersign/api/audit'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'

const tones = { done: undefined, refused: 'warn', failed: 'bad' } as const

const columns: readonly Column<AuditEntry>[] = [
  { id: 'at', name: 'Time', cell: ({ at }) => <Instant at={at} /> },
  {
    id: 'action',
    name: 'Action',
    cell: (entry) => (
      <>
        <span className="mono">{entry.action}</span>
        <Changed entry={entry} />
      </>
    ),
  },
  { id: 'who', name: 'Who', cell: (entry) => <WhoCell entry={entry} /> },
  {
    id: 'tenant',
    name: 'Tenant',
    isTenant: true,
    cell: ({ tenantId }) =>
      tenantId === null ? <span className="quiet">none</span> : <TenantChip tenantId={tenantId} />,
  },
  {
    id: 'outcome',
    name: 'Outcome',
    cell: ({ outcome }) => (
      <span className={tableCss.tag} data-tone={tones[outcome]}>
        {outcome}
      </span>
    ),
  },
  {
    id: 'from',
    name: 'From',
    cell: ({ address, userAgent }) => (
      <span className="mono quiet" title={userAgent?.slice(0, 300)}>
        {address ?? 'this server'}
      </span>
    ),
  },
]

/** What is asked of the trail, and what it says when nothing in it matches. */
export function AuditTable(props: {
  readonly entries: readonly AuditEntry[] | undefined
  readonly error: Error | null
  readonly onRetry: () => void
  readonly empty: ReactNode
}) {
  return (
    <DataTable<AuditEntry>
      name="Audit trail, newest first"
      reading="Reading the trail…"
      rows={props.entries}
      error={props.error}
      onRetry={props.onRetry}
      empty={props.empty}
      columns={columns}
      keyOf={({ id }) => id}
    />
  )
}

function WhoCell({ entry: { actor } }: { readonly entry: AuditEntry }) {
  const search = useSearch({ from: '/signed-in/administration/audit' })
  return (
    <>
      {actor.kind === 'unknown' ? (
        'nobody signed in'
      ) : (
        <Link to="/audit" search={{ ...search, actor: actor.id }} preload={false}>
          <LogText text={actor.name} max={80} />
        </Link>
      )}
      <span className={tableCss.under}>{actor.kind === 'person' ? actor.role : actor.kind}</span>
    </>
  )
}

/** To what it was done, and what it was before and after, as it stands in the trail. */
function Changed({ entry }: { readonly entry: AuditEntry }) {
  const { target, before, after } = entry
  const parts = [
    ...(Object.keys(target).length > 0 ? [{ name: 'to', value: target as unknown }] : []),
    ...(before === null ? [] : [{ name: 'before', value: before }]),
    ...(after === null ? [] : [{ name: 'after', value: after }]),
  ]
  if (parts.length === 0) return null
  return (
    <details>
      <summary className="quiet">what changed</summary>
      {parts.map(({ name, value }) => (
        <p key={name}>
          <span className="quiet">{name}</span> <LogText text={JSON.stringify(value)} mono />
        </p>
      ))}
    </details>
  )
}
