import type { EventDetail } from '@countersign/api/event'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { eventQuery, tenantPath } from '../api/queries.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { copyText } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { EventExplanation } from './event-explanation.tsx'
import css from './event-panel.module.css'
import type { Pane } from './event-search.ts'
import { prettyJson } from './pretty-json.ts'
import type { NarrowField } from './query-grammar.ts'

/** One event beside the page: what it was made into, and the record byte for byte. */
export function EventPanel(props: {
  readonly tenantId: string
  readonly eventId: string
  readonly pane: Pane
  readonly onPane: (pane: Pane) => void
  readonly onClose: () => void
  /** Shows another event in this panel: one that the explanation cites. */
  readonly onOpenEvent: (eventId: string) => void
  /** Narrows the search to a value of the event; absent where there is no search. */
  readonly onNarrow?: (field: NarrowField, value: string) => void
}) {
  const { data, error, refetch } = useQuery(eventQuery(props.tenantId, props.eventId))
  const focus = usePanelFocus(props.eventId)
  useActions({
    'event.close': { run: props.onClose },
    'event.raw': { run: () => props.onPane('raw') },
    'event.ocsf': { run: () => props.onPane('ocsf') },
    'event.why': { run: () => props.onPane('why') },
    ...(data === undefined ? {} : { 'event.copy-raw': { run: () => void copyText(data.raw, 'Raw record') } }),
  })
  return (
    <aside {...focus} className={css.panel} aria-label="Event" data-testid="event-panel">
      <header className={css.head}>
        <TenantChip tenantId={props.tenantId} />
        <span className="mono quiet cut">{props.eventId}</span>
        <ActionButton action="event.close" size="compact-xs" />
      </header>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <p className="quiet">Reading the event…</p>
      ) : (
        <Detail
          detail={data}
          pane={props.pane}
          onPane={props.onPane}
          onNarrow={props.onNarrow}
          onOpenEvent={props.onOpenEvent}
        />
      )}
    </aside>
  )
}

type Narrow = ((field: NarrowField, value: string) => void) | undefined

function Detail(props: {
  readonly detail: EventDetail
  readonly pane: Pane
  readonly onPane: (pane: Pane) => void
  readonly onNarrow: Narrow
  readonly onOpenEvent: (eventId: string) => void
}) {
  const { detail, pane, onPane } = props
  return (
    <>
      <Facts detail={detail} onNarrow={props.onNarrow} />
      <div className={css.tabs}>
        <PaneButton name="raw" here={pane} onPane={onPane} label="Raw record" />
        <PaneButton name="ocsf" here={pane} onPane={onPane} label="OCSF" />
        <PaneButton name="why" here={pane} onPane={onPane} label="Why could it?" />
        <span className={listCss.grow} />
        <a
          href={tenantPath(detail.row.tenantId, 'events', detail.row.eventId, 'raw')}
          download
          className={css.download}
        >
          Download
        </a>
        <ActionButton action="event.copy-raw" size="compact-xs">
          Copy raw
        </ActionButton>
      </div>
      {pane === 'raw' ? <Raw raw={detail.raw} /> : null}
      {pane === 'ocsf' ? <Code text={JSON.stringify(detail.ocsf, null, 2)} label="OCSF form" /> : null}
      {pane === 'why' ? (
        <EventExplanation
          tenantId={detail.row.tenantId}
          eventId={detail.row.eventId}
          onOpenEvent={props.onOpenEvent}
        />
      ) : null}
      <p className="quiet">
        Read as <span className="mono">{detail.row.format}</span>:{' '}
        <LogText text={detail.recognisedBecause} max={400} />
      </p>
    </>
  )
}

function PaneButton(props: {
  readonly name: Pane
  readonly here: Pane
  readonly onPane: (pane: Pane) => void
  readonly label: string
}) {
  return (
    <button type="button" aria-pressed={props.name === props.here} onClick={() => props.onPane(props.name)}>
      {props.label}
    </button>
  )
}

type Shown = { readonly name: string; readonly value: string; readonly field?: NarrowField }

function Facts({ detail, onNarrow }: { readonly detail: EventDetail; readonly onNarrow: Narrow }) {
  const { row, chain, sessionKey } = detail
  const activity = row.activityName === '' ? '' : ` · ${row.activityName}`
  const facts: readonly Shown[] = [
    { name: 'Identity', value: row.identityKey, field: 'identity' },
    { name: 'Action', value: row.action, field: 'action' },
    { name: 'Class', value: `${row.className} (${row.classUid})${activity}` },
    { name: 'Resource', value: row.resource, field: 'resource' },
    { name: 'Host', value: row.host, field: 'host' },
    { name: 'From', value: row.sourceIp, field: 'ip' },
    { name: 'To', value: row.destinationIp, field: 'ip' },
    { name: 'Session', value: sessionKey ?? '', field: 'session' },
    ...chain.map((hop) => ({ name: hop.relation, value: hop.identityKey, field: 'identity' as const })),
  ]
  return (
    <dl className={css.facts}>
      <dt>Time</dt>
      <dd>
        <Instant at={row.time} />{' '}
        <span className="quiet">
          received <Instant at={row.receivedAt} />
        </span>
      </dd>
      {facts.map((fact) => (
        <Fact key={`${fact.name}${fact.value}`} {...fact} onNarrow={onNarrow} />
      ))}
    </dl>
  )
}

function Fact({ name, value, field, onNarrow }: Shown & { readonly onNarrow: Narrow }) {
  if (value === '' && name !== 'Identity') return null
  return (
    <>
      <dt>
        <LogText text={name} max={60} />
      </dt>
      <dd>
        {value === '' ? <span className="quiet">the record names none</span> : <LogText text={value} mono />}{' '}
        {onNarrow === undefined || field === undefined || value === '' ? null : (
          <button
            type="button"
            className={css.narrow}
            onClick={() => onNarrow(field, value)}
            aria-label={`Only events with this ${name.toLowerCase()}`}
            title={`Only events with this ${name.toLowerCase()}`}
          >
            +
          </button>
        )}
      </dd>
    </>
  )
}

function Raw({ raw }: { readonly raw: string }) {
  const pretty = prettyJson(raw)
  const [asSent, setAsSent] = useState(false)
  return (
    <>
      {pretty === undefined ? null : (
        <label className={css.option}>
          <input
            type="checkbox"
            checked={asSent}
            onChange={(event) => setAsSent(event.currentTarget.checked)}
          />
          byte for byte, as it was sent ({new TextEncoder().encode(raw).length.toLocaleString('en')} bytes)
        </label>
      )}
      <Code text={asSent ? raw : (pretty ?? raw)} label="Raw record" />
    </>
  )
}

const codeMaxChars = 200_000

function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={css.code} aria-label={label} tabIndex={0}>
      <pre>
        <LogText text={text} lines max={codeMaxChars} />
      </pre>
    </section>
  )
}
