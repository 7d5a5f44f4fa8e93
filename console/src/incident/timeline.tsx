import type { Finding, FindingEvent } from '@countersign/api/incident'
import { useRef } from 'react'
import { SpanButtons, TableSwitch } from '../chart/span-buttons.tsx'
import { parseZoom, type Span, spanOf, ticksOf } from '../chart/time-span.ts'
import { useBrush } from '../chart/use-brush.ts'
import { SeverityMark } from '../shell/severity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { localTime, spanWords } from '../text/time-words.ts'
import css from './timeline.module.css'

const lanePx = 30
const lanesShown = 14
const pointsPerLaneMax = 400
const ticksMax = 6

type Props = {
  readonly findings: readonly Finding[]
  readonly zoom: string | undefined
  readonly onZoom: (zoom: string | undefined) => void
  readonly asTable: boolean
  readonly onTable: (asTable: boolean) => void
  readonly opened: string | undefined
  readonly onOpen: (eventId: string) => void
}
type Lane = {
  readonly title: string
  readonly level: Finding['level']
  readonly events: readonly FindingEvent[]
}

/** What happened when: a lane per rule, a mark per event. The same as a table, for who prefers or needs one. */
export function Timeline(props: Props) {
  const lanes = lanesOf(props.findings)
  const all = lanes.flatMap((lane) => lane.events)
  if (all.length === 0) return <p className="quiet">The findings name no events.</p>
  const whole = spanOf(all.map((event) => Date.parse(event.time)))
  const span = parseZoom(props.zoom) ?? whole
  const show = (next: Span) => props.onZoom(`${Math.max(0, next.fromMs)}-${next.toMs}`)
  return (
    <div>
      <div className={css.tools}>
        <span className="quiet number">
          {localTime(new Date(span.fromMs).toISOString())} to {localTime(new Date(span.toMs).toISOString())} ·{' '}
          {spanWords(span.toMs - span.fromMs)}
        </span>
        <span className={css.grow} />
        <SpanButtons span={span} show={show} showAll={() => props.onZoom(undefined)} />
        <TableSwitch asTable={props.asTable} onTable={props.onTable} />
      </div>
      {props.asTable ? (
        <EventTable lanes={lanes} span={span} {...props} />
      ) : (
        <Chart lanes={lanes} span={span} show={show} {...props} />
      )}
    </div>
  )
}

function lanesOf(findings: readonly Finding[]): readonly Lane[] {
  const byRule = Map.groupBy(findings, (finding) => finding.ruleId)
  return [...byRule.values()]
    .map((group) => ({
      title: group[0]?.ruleTitle ?? '',
      level: group[0]?.level ?? 'informational',
      events: [
        ...new Map(
          group.flatMap((finding) => finding.events).map((event) => [event.eventId, event]),
        ).values(),
      ],
    }))
    .sort((a, b) => firstMs(a) - firstMs(b))
}

const firstMs = (lane: Lane) => Math.min(...lane.events.map((event) => Date.parse(event.time)))

function Chart(
  props: Props & {
    readonly lanes: readonly Lane[]
    readonly span: Span
    readonly show: (span: Span) => void
  },
) {
  const { span } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = span.toMs - span.fromMs
  const brush = useBrush(frame, (from, to) =>
    props.show({
      fromMs: Math.round(span.fromMs + from * width),
      toMs: Math.round(span.fromMs + to * width),
    }),
  )
  const share = (atMs: number) => ((atMs - span.fromMs) / width) * 100
  return (
    <div className={css.chart} ref={frame}>
      {props.lanes.slice(0, lanesShown).map((lane) => (
        <div key={lane.title} className={css.lane} style={{ height: lanePx }}>
          <span className={css.name} title={lane.title}>
            <SeverityMark level={lane.level} />{' '}
            <span className="cut">
              <LogText text={lane.title} max={120} />
            </span>
          </span>
          <span className={css.track} {...brush.handlers}>
            {lane.events.slice(0, pointsPerLaneMax).map((event) => {
              const at = share(Date.parse(event.time))
              return at < 0 || at > 100 ? null : (
                <Point key={event.eventId} event={event} at={at} lane={lane} {...props} />
              )
            })}
          </span>
        </div>
      ))}
      {props.lanes.length > lanesShown ? (
        <p className="quiet">{props.lanes.length - lanesShown} more rules in the table.</p>
      ) : null}
      <div className={css.lane} aria-hidden="true">
        <span />
        <span className={css.axis}>
          {ticksOf(span, ticksMax).map((tick) => (
            <span key={tick} style={{ left: `${share(tick)}%` }} className="number">
              {localTime(new Date(tick).toISOString())}
            </span>
          ))}
        </span>
      </div>
      {brush.shown === undefined ? null : <div className={css.brush} style={brush.shown} />}
    </div>
  )
}

function Point(props: Props & { readonly event: FindingEvent; readonly at: number; readonly lane: Lane }) {
  const { event, at, lane } = props
  const words = `${localTime(event.time)} ${event.action}, ${event.outcome}`
  return (
    <button
      type="button"
      className={css.point}
      data-outcome={event.outcome}
      data-open={props.opened === event.eventId || undefined}
      style={{ left: `${at}%`, color: `var(--${lane.level})` }}
      title={words.slice(0, 300)}
      aria-label={words.slice(0, 300)}
      onPointerDown={(pressed) => pressed.stopPropagation()}
      onClick={() => props.onOpen(event.eventId)}
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {event.outcome === 'failure' ? (
          <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
        ) : (
          <circle
            cx="6"
            cy="6"
            r="4"
            fill={event.outcome === 'success' ? 'currentColor' : 'none'}
            stroke="currentColor"
            strokeWidth="2"
          />
        )}
      </svg>
    </button>
  )
}

const tableMaxRows = 500

function EventTable({
  lanes,
  span,
  onOpen,
}: Props & { readonly lanes: readonly Lane[]; readonly span: Span }) {
  const rows = lanes
    .flatMap((lane) => lane.events.map((event) => ({ event, lane })))
    .filter(({ event }) => Date.parse(event.time) >= span.fromMs && Date.parse(event.time) <= span.toMs)
    .sort((a, b) => Date.parse(a.event.time) - Date.parse(b.event.time))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={css.table} tabIndex={0} aria-label="Timeline as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Action</th>
            <th scope="col">Outcome</th>
            <th scope="col">Identity</th>
            <th scope="col">Rule</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, tableMaxRows).map(({ event, lane }) => (
            <tr key={`${event.eventId}${lane.title}`}>
              <td>
                <Instant at={event.time} />
              </td>
              <td>
                <button type="button" className={css.open} onClick={() => onOpen(event.eventId)}>
                  <LogText text={event.action || '(no action named)'} max={80} mono />
                </button>
              </td>
              <td>{event.outcome}</td>
              <td>
                <LogText text={event.identityKey ?? 'not named'} max={90} mono />
              </td>
              <td>
                <LogText text={lane.title} max={120} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > tableMaxRows ? (
        <p className="quiet">{rows.length - tableMaxRows} more: zoom in.</p>
      ) : null}
    </section>
  )
}
