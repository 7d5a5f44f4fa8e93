import type { Finding, FindingEvent } from '@countersign/api/incident'
import { useRef } from 'react'
import { SpanButtons, TableSwitch } from '../chart/span-buttons.tsx'
import { parseZoom, type Span, spanOf, ticksOf } from '../chart/time-span.ts'
import { useBrush } from '../chart/use-brush.ts'
import { useWidth } from '../chart/use-width.ts'
import { SeverityMark } from '../shell/severity.tsx'
import { LogText } from '../text/log-text.tsx'
import { clockText, spanWords } from '../text/time-words.ts'
import { EventTable } from './event-list.tsx'
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
  /** Events that the verdict hangs on. */
  readonly driving: ReadonlySet<string>
  readonly onOpen: (eventId: string) => void
}
/** One rule's events. */
export type Lane = {
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
