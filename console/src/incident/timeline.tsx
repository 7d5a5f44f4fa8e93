import type { Finding, FindingEvent } from '@countersign/api/incident'
import { useRef } from 'react'
import { SpanButtons, TableSwitch } from '../chart/span-buttons.tsx'
import { parseZoom, type Span, spanOf, ticksOf } from '../chart/time-span.ts'
import { useBrush } from '../chart/use-brush.ts'
import { useWidth } from '../chart/use-width.ts'
import { SeverityMark } from '../shell/severity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { clockText, spanWords } from '../text/time-words.ts'
import { MarkButton } from './mark-button.tsx'
import css from './timeline.module.css'
import { marksOf } from './timeline-marks.ts'

const lanePx = 30
const lanesShown = 14
const ticksMax = 6

export type TimelineProps = {
  readonly findings: readonly Finding[]
  readonly zoom: string | undefined
  readonly onZoom: (zoom: string | undefined) => void
  readonly asTable: boolean
  readonly onTable: (asTable: boolean) => void
  readonly opened: string | undefined
  readonly onOpen: (eventId: string) => void
}
type Lane = {
  readonly ruleId: string
  readonly title: string
  readonly level: Finding['level']
  readonly events: readonly FindingEvent[]
}

/** What happened when: a lane per rule, a mark per event. The same as a table, for who prefers or needs one. */
export function Timeline(props: TimelineProps) {
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
          {clockText(new Date(span.fromMs).toISOString())} to {clockText(new Date(span.toMs).toISOString())} ·{' '}
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
      ruleId: group[0]?.ruleId ?? '',
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
  props: TimelineProps & {
    readonly lanes: readonly Lane[]
    readonly span: Span
    readonly show: (span: Span) => void
  },
) {
  const { span, lanes } = props
  const frame = useRef<HTMLDivElement>(null)
  const axis = useRef<HTMLDivElement>(null)
  const widthPx = useWidth(axis)
  const widthMs = span.toMs - span.fromMs
  const brush = useBrush(frame, (from, to) =>
    props.show({
      fromMs: Math.round(span.fromMs + from * widthMs),
      toMs: Math.round(span.fromMs + to * widthMs),
    }),
  )
  return (
    <div className={css.chart} ref={frame}>
      {lanes.slice(0, lanesShown).map((lane) => (
        <div key={lane.ruleId} className={css.lane} style={{ height: lanePx }}>
          <span className={css.name} title={lane.title.slice(0, 300)}>
            <SeverityMark level={lane.level} />{' '}
            <span className="cut">
              <LogText text={lane.title} max={120} />
            </span>
          </span>
          <span className={css.track} {...brush.handlers}>
            {marksOf(lane.events, span, widthPx).map((mark) => (
              <MarkButton key={mark.events[0]?.eventId} mark={mark} level={lane.level} {...props} />
            ))}
          </span>
        </div>
      ))}
      {lanes.length > lanesShown ? (
        <p className="quiet">{lanes.length - lanesShown} more rules in the table.</p>
      ) : null}
      <div className={css.lane} aria-hidden="true">
        <span />
        <div className={css.axis} ref={axis}>
          {ticksOf(span, ticksMax).map((tick) => (
            <span
              key={tick}
              style={{ left: `${((tick - span.fromMs) / widthMs) * 100}%` }}
              className="number"
            >
              {clockText(new Date(tick).toISOString())}
            </span>
          ))}
        </div>
      </div>
      {brush.shown === undefined ? null : <div className={css.brush} style={brush.shown} />}
    </div>
  )
}

const tableMaxRows = 500

function EventTable({
  lanes,
  span,
  onOpen,
}: TimelineProps & { readonly lanes: readonly Lane[]; readonly span: Span }) {
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
