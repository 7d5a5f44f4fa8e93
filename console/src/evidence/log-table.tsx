import type { EvidenceLog } from '@countersign/api/evidence'
import { useQuery } from '@tanstack/react-query'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import css from './evidence.module.css'
import { logsQuery } from './evidence-queries.ts'

const columns: readonly Column<EvidenceLog>[] = [
  {
    id: 'log',
    name: 'Log',
    cell: ({ epoch, origin }) => (
      <>
        <strong>Log {epoch}</strong>
        <span className={tableCss.under}>
          <LogText text={origin} max={200} />
        </span>
      </>
    ),
  },
  {
    id: 'size',
    name: 'Entries',
    isNumber: true,
    cell: ({ size }) =>
      size === null ? <span className="quiet">kept by another node</span> : countWords(size),
  },
  { id: 'since', name: 'Since', cell: ({ createdAt }) => <Instant at={createdAt} /> },
  {
    id: 'state',
    name: 'State',
    cell: ({ endedAt }) =>
      endedAt === null ? (
        <span className={tableCss.tag} data-tone="good">
          in use
        </span>
      ) : (
        <>
          ended <Instant at={endedAt} />
        </>
      ),
  },
  {
    id: 'keys',
    name: 'Verifier keys',
    cell: ({ verifierKeys }) =>
      verifierKeys.map((key) => (
        <span key={key} className={css.key}>
          <LogText text={key} max={160} mono />
          <button
            type="button"
            className={tableCss.rowButton}
            aria-label={`Copy the key ${key.slice(0, 80)}`}
            onClick={() => void navigator.clipboard.writeText(key)}
          >
            Copy
          </button>
        </span>
      )),
  },
]

export function LogTable({ tenantId }: { readonly tenantId: string }) {
  const { data, error, refetch } = useQuery(logsQuery(tenantId))
  return (
    <DataTable<EvidenceLog>
      name="Evidence logs"
      reading="Reading the logs…"
      rows={data?.logs}
      error={error}
      onRetry={() => void refetch()}
      empty={<EmptyWords of="logs.none" />}
      columns={columns}
      keyOf={({ epoch }) => String(epoch)}
    />
  )
}
