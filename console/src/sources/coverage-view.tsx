import type { Source } from '@countersign/api/source'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { tenantsQuery } from '../api/queries.ts'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { coverageOf, shareWords, type TenantCoverage } from './coverage.ts'
import { RuleCoverageView } from './rule-coverage-view.tsx'
import type { SourceSearch } from './source-search.ts'
import css from './sources.module.css'

const namesShown = 3
const parts = ['live', 'quiet', 'silent'] as const
const partWords = { live: 'live', quiet: 'quiet', silent: 'never sent' } as const

/** Per tenant: what arrives, what has gone quiet, and what could not be read. */
export function CoverageView(props: { readonly sources: readonly Source[]; readonly search: SourceSearch }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const nowMs = useNow()
  const { tenant } = props.search
  const ids = tenants.map(({ id }) => id).filter((id) => tenant === undefined || tenant.includes(id))
  const [only, ...others] = ids
  return (
    <>
      <table className={css.table} aria-label="Coverage by tenant">
        <thead>
          <tr>
            <th scope="col">Tenant</th>
            <th scope="col">Sources</th>
            <th scope="col">Cannot be seen now</th>
            <th scope="col" data-column="formats">
              Recognised in the last day
            </th>
            <th scope="col" data-column="seen">
              Last event
            </th>
            <th scope="col" data-end data-column="unparsed">
              Not parsed
            </th>
          </tr>
        </thead>
        <tbody>
          {coverageOf(ids, props.sources, nowMs).map((coverage) => (
            <Row key={coverage.tenantId} coverage={coverage} />
          ))}
        </tbody>
      </table>
      {only === undefined ? null : others.length === 0 ? (
        <RuleCoverageView tenantId={only} sources={props.sources} />
      ) : (
        <p className={css.hint}>
          Choose one tenant to see which tactics its rules could see, and how late its events arrive.
        </p>
      )}
    </>
  )
}

function Row({ coverage }: { readonly coverage: TenantCoverage }) {
  const { tenantId, lastSeenAt, unparsedShare } = coverage
  return (
    <tr>
      <td>
        <Link to="/sources" search={{ show: 'coverage', tenant: [tenantId] }} preload={false}>
          <TenantChip tenantId={tenantId} />
          <span className="visually-hidden">: what its rules could see</span>
        </Link>
      </td>
      <td>
        <Link to="/sources" search={{ tenant: [tenantId] }} preload={false} className={css.states}>
          <StateBar states={coverage.states} />
          <span>
            {parts
              .filter((part) => coverage.states[part] > 0)
              .map((part) => `${countWords(coverage.states[part])} ${partWords[part]}`)
              .join(', ') || 'no source'}
          </span>
        </Link>
      </td>
      <td>
        <Unseen coverage={coverage} />
      </td>
      <td data-column="formats" className="mono quiet">
        {coverage.formats.length === 0 ? 'nothing' : coverage.formats.join(' ')}
      </td>
      <td data-column="seen">
        {lastSeenAt === undefined ? (
          <span className="quiet">never</span>
        ) : (
          <Instant at={lastSeenAt} look="age" />
        )}
      </td>
      <td
        data-end
        data-column="unparsed"
        className="number"
        title={`${countWords(coverage.unparsedLastDay)} in the last day`}
      >
        {unparsedShare === undefined ? (
          <span className="quiet">unknown</span>
        ) : (
          <span className={unparsedShare > 0 ? css.some : undefined}>{shareWords(unparsedShare)}</span>
        )}
      </td>
    </tr>
  )
}

/** The words beside it say the same. */
function StateBar({ states }: Pick<TenantCoverage, 'states'>) {
  const all = Math.max(
    parts.reduce((sum, part) => sum + states[part], 0),
    1,
  )
  return (
    <span className={css.bar} aria-hidden="true">
      {parts.map((part) => (
        <span key={part} data-state={part} style={{ width: `${(states[part] / all) * 100}%` }} />
      ))}
    </span>
  )
}

function Unseen({ coverage }: { readonly coverage: TenantCoverage }) {
  const { states, quiet, silent } = coverage
  if (states.live + states.quiet + states.silent === 0)
    return <span className={css.some}>anything: there is no source</span>
  const names = [...quiet, ...silent]
  if (names.length === 0) return <span className="quiet">every source is live</span>
  return (
    <span className={css.unseen} title={names.join(', ').slice(0, 300)}>
      what comes from <LogText text={names.slice(0, namesShown).join(', ')} max={160} />
      {names.length > namesShown ? ` and ${names.length - namesShown} more` : ''}
    </span>
  )
}
