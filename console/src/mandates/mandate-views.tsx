import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import listCss from '../rows/list-page.module.css'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { stepUpsQuery } from './mandate-queries.ts'
import type { MandateSearch, MandateShow } from './mandate-search.ts'

const views: readonly { readonly show: MandateShow | undefined; readonly name: string }[] = [
  { show: undefined, name: 'All' },
  { show: 'proposed', name: 'Proposed' },
  { show: 'in-force', name: 'Approved' },
  { show: 'ended', name: 'Ended' },
  { show: 'step-ups', name: 'Waiting for a yes' },
  { show: 'decisions', name: 'Decisions' },
]

/** Which mandates, or what is decided on them; how many wait is told wherever one looks. */
export function MandateViews({
  tenantId,
  search,
}: {
  readonly tenantId: string
  readonly search: MandateSearch
}) {
  const { data: stepUps = [] } = useQuery(stepUpsQuery(tenantId))
  const waiting = stepUps.filter(({ status }) => status === 'waiting').length
  return (
    <div className={listCss.head}>
      <nav className={listCss.tabs} aria-label="Which mandates">
        {views.map(({ show, name }) => (
          <Link
            key={name}
            to="/identities/mandates"
            search={{ ...search, show, open: undefined, ask: undefined, sort: undefined }}
            data-here={search.show === show || undefined}
            aria-current={search.show === show ? 'true' : undefined}
            preload={false}
          >
            {name}{' '}
            {show === 'step-ups' && waiting > 0 ? (
              <span className="number">{countWords(waiting)}</span>
            ) : null}
          </Link>
        ))}
      </nav>
      {search.identity === undefined ? null : (
        <Link to="/identities/mandates" search={{ ...search, identity: undefined }} preload={false}>
          of <LogText text={search.identity} max={60} mono /> <span aria-hidden="true">×</span>
          <span className="visually-hidden">: remove this filter</span>
        </Link>
      )}
    </div>
  )
}
