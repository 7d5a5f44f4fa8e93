import { Link, useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { SeverityMark } from '../shell/severity.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { countWords } from '../text/time-words.ts'
import css from './queue.module.css'
import { type QueueSearch, savedViews, severities } from './queue-search.ts'

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
  const current = JSON.stringify({ severity: search.severity, status: search.status })
  return (
    <nav className={css.views} aria-label="Views">
      {savedViews.map((view) => {
        const { tenant, text } = search
        const here =
          JSON.stringify({ severity: view.search.severity, status: view.search.status }) === current
        return (
          <Link
            key={view.name}
            to="/queue"
            search={{ ...view.search, tenant, text }}
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
