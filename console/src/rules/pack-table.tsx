import type { RulePackList } from '@countersign/api/rule'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { rulePacksQuery } from '../api/queries.ts'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'

type RulePack = RulePackList['items'][number]

const columns: readonly Column<RulePack>[] = [
  {
    id: 'pack',
    name: 'Pack',
    cell: ({ pack }) => (
      <Link to="/rules" search={{ pack }}>
        <LogText text={pack} max={80} />
      </Link>
    ),
    sortBy: ({ pack }) => pack,
  },
  { id: 'rules', name: 'Rules', cell: ({ rules }) => <span className="number">{countWords(rules)}</span> },
  { id: 'refused', name: 'Refused', cell: (pack) => <RefusedCell pack={pack} /> },
  {
    id: 'license',
    name: 'Licence',
    cell: ({ license }) => <LogText text={license ?? 'none stated'} max={80} />,
  },
  {
    id: 'origin',
    name: 'From',
    cell: ({ origin, contentHash }) => (
      <span title={origin.slice(0, 300)}>
        <LogText text={origin} max={200} mono />{' '}
        <span className="mono quiet">{contentHash.slice(0, 12)}</span>
      </span>
    ),
  },
  { id: 'installed', name: 'Installed', cell: ({ installedAt }) => <Instant at={installedAt} /> },
]

/** What is installed, from where, and in which version. */
export function PackTable() {
  const { data: packs, error, refetch } = useQuery(rulePacksQuery)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Rule packs">
      <DataTable<RulePack>
        name="Rule packs, as installed"
        reading="Reading the packs…"
        rows={packs}
        error={error}
        onRetry={() => void refetch()}
        empty={<NoPacks />}
        columns={columns}
        keyOf={({ pack }) => pack}
      />
    </section>
  )
}

function RefusedCell({ pack: { pack, refused } }: { readonly pack: RulePack }) {
  if (refused === 0) return <span className="number">0</span>
  return (
    <Link to="/rules" search={{ pack, show: 'refused' }} className="number">
      {countWords(refused)}
    </Link>
  )
}

function NoPacks() {
  return (
    <Empty title="No pack is installed">
      Install one on the server:{' '}
      <code className="mono">countersign rules install &lt;directory, archive or git URL&gt;</code>
    </Empty>
  )
}
