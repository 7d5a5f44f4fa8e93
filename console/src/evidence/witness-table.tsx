import type { EvidenceWitness } from '@countersign/api/evidence'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import css from './evidence.module.css'
import { witnessesQuery } from './evidence-queries.ts'

const columns: readonly Column<EvidenceWitness>[] = [
  {
    id: 'name',
    name: 'Witness',
    cell: ({ name, url }) => (
      <>
        <strong>
          <LogText text={name} max={80} />
        </strong>
        <span className={`${tableCss.under} mono`}>
          <LogText text={url} max={160} />
        </span>
      </>
    ),
    sortBy: ({ name }) => name,
  },
  { id: 'state', name: 'State', cell: (witness) => <StateCell witness={witness} /> },
  {
    id: 'cosigned',
    name: 'Cosigned',
    cell: ({ cosignedSize, cosignedAt }) =>
      cosignedSize === null || cosignedAt === null ? (
        <span className="quiet">nothing yet</span>
      ) : (
        <span className="number">
          {countWords(cosignedSize)} entries
          <span className={tableCss.under}>
            <Instant at={cosignedAt} look="age" /> ago
          </span>
        </span>
      ),
    sortBy: ({ cosignedSize }) => cosignedSize,
  },
  {
    id: 'key',
    name: 'Its key',
    room: 'wide',
    cell: ({ verifierKey }) => (
      <span className={css.key}>
        <LogText text={verifierKey} max={120} mono />
      </span>
    ),
  },
]

const actions: readonly RowAction<EvidenceWitness>[] = [{ id: 'witness.remove', word: 'Remove', ends: true }]

export function WitnessTable(props: { readonly tenantId: string; readonly empty: ReactNode }) {
  const { data: witnesses, error, refetch } = useQuery(witnessesQuery(props.tenantId))
  return (
    <DataTable<EvidenceWitness>
      name="Witnesses"
      reading="Reading the witnesses…"
      rows={witnesses}
      error={error}
      onRetry={() => void refetch()}
      empty={props.empty}
      columns={columns}
      actions={actions}
      keyOf={({ name }) => name}
    />
  )
}

function StateCell({ witness }: { readonly witness: EvidenceWitness }) {
  const { conflictAt, failingSince, lastError, cosignedAt } = witness
  const [word, tone] =
    conflictAt !== null
      ? (['conflict', 'bad'] as const)
      : failingSince !== null
        ? (['failing', 'warn'] as const)
        : cosignedAt === null
          ? (['waiting for the first', undefined] as const)
          : (['cosigns', 'good'] as const)
  const since = conflictAt ?? failingSince
  return (
    <>
      <span className={tableCss.tag} data-tone={tone}>
        {word}
      </span>
      {since === null ? null : (
        <span className={tableCss.under}>
          since <Instant at={since} /> <LogText text={lastError ?? ''} max={200} />
        </span>
      )}
    </>
  )
}
