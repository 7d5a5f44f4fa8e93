import { Link, useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { SeverityMark } from '../shell/severity.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { SavedViews } from '../views/saved-views.tsx'
import css from './queue.module.css'
import { type QueueSearch, severities, standardViews } from './queue-search.ts'

export function QueueFilters({
  search,
  counts,
}: {
  readonly search: QueueSearch
  readonly counts: Readonly<Record<string, number>>
}) {
  return (
    <div className={css.filters}>
      <Views search={search} />
      <SavedViews page="queue" />
      <Narrowed search={search} />
      <Severities search={search} counts={counts} />
      <span className={css.grow} />
      <TenantFilter
        chosen={search.tenant ?? []}
        linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
      />
      <TextFilter search={search} />
      <ActionButton action="queue.clear-filters" variant="subtle">
        Clear
      </ActionButton>
    </div>
  )
}

function Views({ search }: { readonly search: QueueSearch }) {
  const { tenant, text, severity } = search
  const current = viewKey(search)
  return (
    <nav className={css.views} aria-label="Views">
      {standardViews.map((view) => {
        const here = viewKey(view.search) === current
        return (
          <Link
            key={view.name}
            to="/queue"
            search={{ ...view.search, tenant, text, severity }}
            data-here={here || undefined}
            aria-current={here ? 'true' : undefined}
          >
            {view.name}
          </Link>
        )
      })}
    </nav>
  )
}

/** A view is what it says about the work; tenants, severity and text narrow any of them. */
function viewKey({ status, unassigned, assignee, identity }: QueueSearch): string {
  return JSON.stringify([status, unassigned, assignee, identity])
}

function Severities({
  search,
  counts,
}: {
  readonly search: QueueSearch
  readonly counts: Readonly<Record<string, number>>
}) {
  return (
    <nav className={css.severities} aria-label="Severity">
      {severities.map((level) => {
        const here = search.severity === level
        return (
          <Link
            key={level}
            to="/queue"
            search={{ ...search, severity: here ? undefined : level }}
            data-here={here || undefined}
            aria-current={here ? 'true' : undefined}
            aria-label={`${level}: ${countWords(counts[level] ?? 0)} open`}
            title={`${level}: ${countWords(counts[level] ?? 0)} open`}
          >
            <SeverityMark level={level} />
            <span className="number">{countWords(counts[level] ?? 0)}</span>
          </Link>
        )
      })}
    </nav>
  )
}

/** Filters that no other control shows, each with a way out. */
function Narrowed({ search }: { readonly search: QueueSearch }) {
  const { assignee, identity } = search
  return (
    <>
      {assignee === undefined ? null : (
        <Link to="/queue" search={{ ...search, assignee: undefined }} className={css.narrowed}>
          assigned to <LogText text={assignee} max={40} /> <Remove />
        </Link>
      )}
      {identity === undefined ? null : (
        <Link to="/queue" search={{ ...search, identity: undefined }} className={css.narrowed}>
          <LogText text={identity} max={60} mono /> <Remove />
        </Link>
      )}
    </>
  )
}

function Remove() {
  return (
    <>
      <span aria-hidden="true">×</span>
      <span className="visually-hidden">: remove this filter</span>
    </>
  )
}

function TextFilter({ search }: { readonly search: QueueSearch }) {
  const navigate = useNavigate()
  return (
    <SearchText
      action="queue.filter-text"
      label="Filter by text, identity, host"
      text={search.text}
      onText={(text) => void navigate({ to: '/queue', search: { ...search, text }, replace: true })}
    />
  )
}
