import type { ConfigurationVersion } from '@countersign/api/configuration'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { Unknowns } from '../explanation/decision.tsx'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Failure } from '../shell/failure.tsx'
import { Identity } from '../shell/identity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { configurationDiffQuery, configurationVersionsQuery } from './configuration-queries.ts'
import type { ConfigurationSearch } from './configuration-search.ts'
import css from './configurations.module.css'

/** The versions of one configuration, and what changed from one to the newest. */
export function ConfigurationPanel(props: {
  readonly tenantId: string
  readonly configurationId: string
  readonly search: ConfigurationSearch
}) {
  const { tenantId, configurationId, search } = props
  const { data: versions, error, refetch } = useQuery(configurationVersionsQuery(tenantId, configurationId))
  const navigate = useNavigate()
  const focus = usePanelFocus(configurationId)
  useActions({
    'configuration.close': {
      run: () =>
        void navigate({
          to: '/identities/configurations',
          search: { ...search, open: undefined, from: undefined },
        }),
    },
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Configuration">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={tenantId} />
        <span className={listCss.grow} />
        <ActionButton action="configuration.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      <h2>
        <LogText text={configurationId} max={200} mono />
      </h2>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : versions === undefined ? (
        <p className="quiet">Reading its versions…</p>
      ) : (
        <Versions tenantId={tenantId} versions={versions} search={search} />
      )}
    </aside>
  )
}

function Versions(props: {
  readonly tenantId: string
  readonly versions: readonly ConfigurationVersion[]
  readonly search: ConfigurationSearch
}) {
  const { tenantId, versions, search } = props
  const [newest, previous] = versions
  if (newest === undefined) return <p className="quiet">It has no version.</p>
  const from = search.from === undefined ? previous?.version : Number(search.from)
  return (
    <>
      <Unknowns title="What could not be read" texts={newest.gaps} />
      <section>
        <h3>Versions</h3>
        <ol className={css.versions}>
          {versions.map((version) => (
            <li key={version.version}>
              <strong>{version.version}</strong> in force from <Instant at={version.validFrom} />, by{' '}
              <LogText text={version.pushedBy} max={80} />{' '}
              {version.version === newest.version ? null : (
                <Link
                  to="/identities/configurations"
                  search={{ ...search, from: String(version.version) }}
                  aria-current={from === version.version ? 'true' : undefined}
                  preload={false}
                  resetScroll={false}
                >
                  compare
                </Link>
              )}
              <span className={tableCss.under}>sha256 {version.contentSha256.slice(0, 16)}</span>
            </li>
          ))}
        </ol>
      </section>
      {from === undefined ? (
        <p className="quiet">There is one version only: nothing to compare.</p>
      ) : (
        <Difference tenantId={tenantId} id={newest.configurationId} from={from} to={newest.version} />
      )}
    </>
  )
}

function Difference(props: {
  readonly tenantId: string
  readonly id: string
  readonly from: number
  readonly to: number
}) {
  const { tenantId, id, from, to } = props
  const { data, error, refetch } = useQuery(configurationDiffQuery(tenantId, id, from, to))
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p className="quiet">Comparing…</p>
  return (
    <section aria-label="Difference">
      <h3>
        From version {from} to {to}
      </h3>
      {data.identities.length === 0 ? <p className="quiet">No identity differs.</p> : null}
      <ul className={css.changes}>
        {data.identities.map(({ identityKey, change, parts }) => (
          <li key={identityKey} data-change={change}>
            <span className={css.change}>{change}</span>{' '}
            <Link to="/identities/$tenantId/$key" params={{ tenantId, key: identityKey }} preload={false}>
              <Identity identityKey={identityKey} />
            </Link>{' '}
            <span className="quiet">{parts.join(', ')}</span>
          </li>
        ))}
      </ul>
      <h3>Files</h3>
      <ul className={css.changes}>
        {data.files.map(({ path, change }) => (
          <li key={path} data-change={change}>
            <span className={css.change}>{change}</span> <LogText text={path} max={200} mono />
          </li>
        ))}
      </ul>
      {data.more > 0 ? <p className="quiet">and {plural(data.more, 'other')} not listed here</p> : null}
    </section>
  )
}
