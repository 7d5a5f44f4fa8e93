import type { CheckSummaryRow } from '@countersign/api/check'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Column } from '../../rows/column.ts'
import { DataTable } from '../../rows/data-table.tsx'
import listCss from '../../rows/list-page.module.css'
import tableCss from '../../rows/table.module.css'
import { NoTenantYet } from '../../settings/no-tenant-yet.tsx'
import { TenantChoice } from '../../settings/tenant-choice.tsx'
import { useTenantShown } from '../../settings/use-tenant-shown.ts'
import { useTitle } from '../../settings/use-title.ts'
import { Empty } from '../../shell/empty.tsx'
import { Instant } from '../../text/instant.tsx'
import { countWords } from '../../text/time-words.ts'
import { AreaHead } from '../area-head.tsx'
import { CheckPanel } from './check-panel.tsx'
import { checkSummaryQuery } from './check-queries.ts'

/** What OWASP's two lists ask of identities, and how many fail, pass, or cannot be judged. */
export function ChecksPage() {
  const search = useSearch({ from: '/signed-in/identities/checks' })
  const tenantId = useTenantShown(search.tenant)
  useTitle('Checks')
  if (tenantId === undefined) return <NoTenantYet>Checks are about the identities of one tenant.</NoTenantYet>
  return <ChecksOf key={tenantId} tenantId={tenantId} />
}

function ChecksOf({ tenantId }: { readonly tenantId: string }) {
  const search = useSearch({ from: '/signed-in/identities/checks' })
  const { data, error, refetch } = useQuery(checkSummaryQuery(tenantId))
  const navigate = useNavigate()
  const open = data?.checks.find(({ checkId }) => checkId === search.open)
  return (
    <div className={listCss.page} data-panel={open !== undefined || undefined}>
      <div className={listCss.main}>
        <AreaHead title="Checks" note={<Passed passedAt={data?.passedAt} waiting={data?.waiting} />}>
          <TenantChoice
            chosen={tenantId}
            onChoose={(tenant) => void navigate({ to: '/identities/checks', search: { tenant } })}
          />
        </AreaHead>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section className={tableCss.scroll} tabIndex={0} aria-label="What is checked">
          <DataTable<CheckSummaryRow>
            name="Checks"
            reading="Reading the checks…"
            rows={data?.checks}
            error={error}
            onRetry={() => void refetch()}
            empty={<Empty title="There are no checks">This installation has none.</Empty>}
            columns={columns}
            keyOf={({ checkId }) => checkId}
            isOpen={({ checkId }) => checkId === search.open}
          />
        </section>
      </div>
      {open === undefined ? null : (
        <CheckPanel
          key={`${open.checkId} ${search.outcome}`}
          tenantId={tenantId}
          check={open}
          search={search}
        />
      )}
    </div>
  )
}

function Passed(props: {
  readonly passedAt: string | null | undefined
  readonly waiting: number | undefined
}) {
  const { passedAt, waiting = 0 } = props
  if (passedAt === undefined) return null
  if (passedAt === null) return <>No pass was made yet: the first comes within minutes.</>
  return (
    <>
      Last pass <Instant at={passedAt} look="age" />
      {waiting === 0 ? null : `, ${countWords(waiting)} identities wait for the next`}
    </>
  )
}

const columns: readonly Column<CheckSummaryRow>[] = [
  { id: 'check', name: 'Check', cell: (row) => <NameCell row={row} />, sortBy: ({ title }) => title },
  {
    id: 'level',
    name: 'Level',
    room: 'wide',
    cell: ({ level }) => <span className={tableCss.tag}>{level}</span>,
  },
  {
    id: 'failed',
    name: 'Fail',
    isNumber: true,
    cell: ({ failed }) => <span className="number">{countWords(failed)}</span>,
    sortBy: ({ failed }) => -failed,
  },
  {
    id: 'unknown',
    name: 'Unknown',
    isNumber: true,
    cell: ({ unknown }) => <span className="number">{countWords(unknown)}</span>,
    sortBy: ({ unknown }) => -unknown,
  },
  {
    id: 'passed',
    name: 'Pass',
    isNumber: true,
    room: 'alone',
    cell: ({ passed }) => <span className="number">{countWords(passed)}</span>,
    sortBy: ({ passed }) => -passed,
  },
]

function NameCell({ row }: { readonly row: CheckSummaryRow }) {
  const search = useSearch({ from: '/signed-in/identities/checks' })
  return (
    <>
      <Link
        to="/identities/checks"
        search={{ ...search, open: row.checkId, outcome: undefined }}
        className={tableCss.open}
        preload={false}
        resetScroll={false}
      >
        {row.title}
      </Link>
      <span className={tableCss.under}>{row.owasp.join(', ')}</span>
    </>
  )
}
