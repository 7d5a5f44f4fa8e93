import type { FrameworkStatus } from '@countersign/api/compliance'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import { ProofHead } from '../evidence/proof-head.tsx'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { Failure } from '../shell/failure.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import css from './compliance.module.css'
import { frameworkQuery } from './compliance-queries.ts'
import type { FrameworkSearch } from './compliance-search.ts'
import { ControlPanel } from './control-panel.tsx'
import { ControlTable } from './control-table.tsx'
import { controlStates, countIn, percentOf } from './control-words.ts'
import { CoverageBar, StateName } from './coverage-bar.tsx'

/** A framework's controls by group, each with its status and the reason for it. */
export function FrameworkPage() {
  const { frameworkId } = useParams({ from: '/signed-in/compliance/$frameworkId' })
  const search = useSearch({ from: '/signed-in/compliance/$frameworkId' })
  const refusal = useRefusal('evidence.read')
  const tenantId = useTenantShown(search.tenant)
  const navigate = useNavigate()
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>Controls are those of one tenant.</NoTenantYet>
  const go = (next: Partial<FrameworkSearch>) =>
    void navigate({ to: '/compliance/$frameworkId', params: { frameworkId }, search: { ...search, ...next } })
  return (
    <div className={listCss.page} data-panel={search.open !== undefined || undefined}>
      <div className={listCss.main}>
        <ProofHead tenantId={tenantId}>
          <TenantChoice
            chosen={tenantId}
            onChoose={(tenant) => go({ tenant, open: undefined, ask: undefined })}
          />
        </ProofHead>
        <Framework key={tenantId} tenantId={tenantId} frameworkId={frameworkId} />
      </div>
      {search.open === undefined ? null : (
        <ControlPanel
          key={search.open}
          name={{ tenantId, frameworkId, controlId: search.open }}
          onClose={() => go({ open: undefined, ask: undefined })}
        />
      )}
    </div>
  )
}

type Props = { readonly tenantId: string; readonly frameworkId: string }

function Framework({ tenantId, frameworkId }: Props) {
  const { data: status, error, refetch } = useQuery(frameworkQuery(tenantId, frameworkId))
  useTitle(status?.title ?? 'Framework')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Controls">
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : status === undefined ? (
        <p className={listCss.reading}>Reading the controls…</p>
      ) : (
        <>
          <Summary status={status} />
          <ControlTable status={status} />
        </>
      )}
    </section>
  )
}

function Summary({ status }: { readonly status: FrameworkStatus }) {
  const { coverage, title } = status
  return (
    <div className={css.summary}>
      <h2>
        <LogText text={title} max={160} />
      </h2>
      <CoverageBar coverage={coverage} />
      <p className="quiet">
        {percentOf(coverage.live + coverage.manual, coverage.total)} of {countWords(coverage.total)} controls
        are shown by evidence or a document.
      </p>
      <StateFilter status={status} />
    </div>
  )
}

function StateFilter({ status }: { readonly status: FrameworkStatus }) {
  const { frameworkId, coverage } = status
  const search = useSearch({ from: '/signed-in/compliance/$frameworkId' })
  return (
    <nav className={listCss.tabs} aria-label="Which controls">
      {[undefined, ...controlStates].map((state) => (
        <Link
          key={state ?? 'all'}
          to="/compliance/$frameworkId"
          params={{ frameworkId }}
          search={{ ...search, state, open: undefined, ask: undefined }}
          data-here={search.state === state || undefined}
          aria-current={search.state === state ? 'true' : undefined}
          preload={false}
        >
          {state === undefined ? 'all' : <StateName state={state} />}
          <span className="number">
            {countWords(state === undefined ? coverage.total : countIn(coverage, state))}
          </span>
        </Link>
      ))}
    </nav>
  )
}
