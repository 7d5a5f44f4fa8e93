import type { IdentityDetail } from '@countersign/api/identity'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { eventAddress } from '../events/event-search.ts'
import { exactTerm, type NarrowField } from '../events/query-grammar.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { Identity } from '../shell/identity.tsx'
import { Severity } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import css from './identities.module.css'
import { identityQuery } from './identity-queries.ts'
import type { IdentitySearch } from './identity-search.ts'

const searchedLast = '30d'
const recentShown = 15

/** One identity: what it did, from where, on whose behalf, and what is open about it. */
export function IdentityPanel(props: {
  readonly tenantId: string
  readonly identityKey: string
  readonly search: IdentitySearch
}) {
  const { tenantId, identityKey, search } = props
  const { data, error, refetch } = useQuery(identityQuery(tenantId, identityKey))
  const navigate = useNavigate()
  const focus = usePanelFocus(`${tenantId}/${identityKey}`)
  useActions({
    'identity.close': {
      run: () => void navigate({ to: '/identities', search: { ...search, open: undefined } }),
    },
    'identity.page': {
      run: () => void navigate({ to: '/identities/$tenantId/$key', params: { tenantId, key: identityKey } }),
    },
    'identity.events': {
      run: () =>
        void navigate({
          to: '/events',
          search: { tenant: [tenantId], q: exactTerm('identity', identityKey), last: searchedLast },
        }),
    },
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Identity">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={tenantId} />
        <span className={listCss.grow} />
        <ActionButton action="identity.page" size="compact-xs">
          All about it
        </ActionButton>
        <ActionButton action="identity.events" size="compact-xs">
          Its events
        </ActionButton>
        <ActionButton action="identity.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      <h2>
        <Identity identityKey={identityKey} />
      </h2>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <p className="quiet">Reading the identity…</p>
      ) : (
        <Detail detail={data} search={search} />
      )}
    </aside>
  )
}

function Detail({ detail, search }: { readonly detail: IdentityDetail; readonly search: IdentitySearch }) {
  const { identity } = detail
  const { tenantId } = identity
  return (
    <>
      <p className="quiet">
        {plural(identity.events, 'event')} in {identity.formats.join(', ')}, from{' '}
        <Instant at={identity.firstSeenAt} /> to <Instant at={identity.lastSeenAt} />
      </p>
      <Incidents incidents={detail.incidents} />
      <Actions detail={detail} />
      <Tallies
        title="From addresses"
        rows={detail.addresses}
        show={(value) => <Narrow detail={detail} field="ip" value={value} />}
      />
      <Tallies
        title="On hosts"
        rows={detail.hosts}
        show={(value) => <Narrow detail={detail} field="host" value={value} />}
      />
      <Tallies
        title="Who stands behind it, as the records say"
        rows={detail.standingBehindIt}
        show={(value) => <Other tenantId={tenantId} identityKey={value} search={search} />}
      />
      <Tallies
        title="Who acted on its behalf"
        rows={detail.actingForIt}
        show={(value) => <Other tenantId={tenantId} identityKey={value} search={search} />}
      />
      <Recent detail={detail} />
    </>
  )
}

function Incidents({ incidents }: { readonly incidents: IdentityDetail['incidents'] }) {
  return (
    <section>
      <h3>Incidents</h3>
      {incidents === null ? <p className="quiet">Your role does not read incidents.</p> : null}
      {incidents?.length === 0 ? <p className="quiet">None.</p> : null}
      <ul className={css.list}>
        {incidents?.map((incident) => (
          <li key={incident.incidentId}>
            <Severity level={incident.severity} />{' '}
            <Link to="/incidents/$tenantId/$incidentId" params={incident} search={{}} preload={false}>
              <LogText text={incident.title} max={200} />
            </Link>{' '}
            <span className="quiet">{incident.status}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Actions({ detail }: { readonly detail: IdentityDetail }) {
  return (
    <section>
      <h3>What it did, most often first</h3>
      <table className={css.tally} aria-label="Actions">
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Events</th>
            <th scope="col">Failed</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {detail.actions.map((action) => (
            <tr key={action.value}>
              <td>
                <Narrow detail={detail} field="action" value={action.value} />
              </td>
              <td className="number">{countWords(action.events)}</td>
              <td className="number">{action.failures === 0 ? '0' : countWords(action.failures)}</td>
              <td>
                <Instant at={action.lastAt} look="age" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Tallies(props: {
  readonly title: string
  readonly rows: IdentityDetail['hosts']
  readonly show: (value: string) => ReactNode
}) {
  return (
    <section>
      <h3>{props.title}</h3>
      {props.rows.length === 0 ? <p className="quiet">The records name none.</p> : null}
      <ul className={css.list}>
        {props.rows.map((row) => (
          <li key={row.value}>
            {props.show(row.value)}{' '}
            <span className="quiet number">
              {countWords(row.events)}, last <Instant at={row.lastAt} look="age" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Leads to its events with this value. */
function Narrow(props: {
  readonly detail: IdentityDetail
  readonly field: NarrowField
  readonly value: string
}) {
  const { tenantId, identityKey } = props.detail.identity
  const q = `${exactTerm('identity', identityKey)} ${exactTerm(props.field, props.value)}`
  return (
    <Link to="/events" search={{ tenant: [tenantId], q, last: searchedLast }} preload={false}>
      <LogText text={props.value} max={120} mono />
    </Link>
  )
}

function Other(props: {
  readonly tenantId: string
  readonly identityKey: string
  readonly search: IdentitySearch
}) {
  const open = `${props.tenantId}/${props.identityKey}`
  return (
    <Link to="/identities" search={{ ...props.search, open }} preload={false} resetScroll={false}>
      <Identity identityKey={props.identityKey} />
    </Link>
  )
}

function Recent({ detail }: { readonly detail: IdentityDetail }) {
  return (
    <section>
      <h3>Last events</h3>
      <ul className={css.list}>
        {detail.recent.slice(0, recentShown).map((event) => (
          <li key={event.eventId}>
            <Instant at={event.time} />{' '}
            <Link
              to="/events"
              search={{
                tenant: [event.tenantId],
                q: exactTerm('identity', event.identityKey),
                last: searchedLast,
                event: eventAddress(event),
              }}
              preload={false}
            >
              <LogText text={event.action || event.className} max={80} mono />
            </Link>{' '}
            <LogText text={event.resource} max={80} mono />
          </li>
        ))}
      </ul>
    </section>
  )
}
