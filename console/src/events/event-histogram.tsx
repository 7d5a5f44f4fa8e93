import type { EventHistogram } from '@countersign/api/event'
import { useRef, useState } from 'react'
import { SpanButtons, TableSwitch } from '../chart/span-buttons.tsx'
import { type Span, ticksOf } from '../chart/time-span.ts'
import { useBrush } from '../chart/use-brush.ts'
import listCss from '../rows/list-page.module.css'
import { Instant } from '../text/instant.tsx'
import { clockText, dateTimeText, plural, spanWords } from '../text/time-words.ts'
import css from './events.module.css'

const ticksMax = 6
/** Labels this close to an edge, in per cent, stand inside it. */
const edgeShare = 3
const chartPx = 64
const dayMs = 86_400_000

/** How many events when. Dragging chooses a range; so do the buttons, and every row of the table. */
export function Histogram(props: {
  readonly histogram: EventHistogram | undefined
  readonly span: Span
  readonly show: (span: Span) => void
  readonly isFailed: boolean
}) {
  const { histogram, span, show } = props
  const [asTable, setAsTable] = useState(false)
  const [pointed, setPointed] = useState<number>()
  const bucketMs = (histogram?.bucketSeconds ?? 1) * 1_000
  const at = pointed === undefined ? undefined : histogram?.buckets[pointed]
  return (
    <section className={css.histogram} aria-label="Events over time">
      <div className={css.tools}>
        <span className="number" role="status">
          {histogram !== undefined
            ? plural(histogram.total, 'event')
            : props.isFailed
              ? 'Not counted'
              : 'Counting…'}
        </span>
        <span className="quiet number">
          {at === undefined
            ? `${dateTimeText(iso(span.fromMs))} to ${dateTimeText(iso(span.toMs))}${histogram === undefined ? '' : ` · a bar is ${spanWords(bucketMs)}`}`
            : `${dateTimeText(at.start)} + ${spanWords(bucketMs)} · ${plural(at.events, 'event')}`}
        </span>
        <span className={listCss.grow} />
        <SpanButtons span={span} show={show} />
        <TableSwitch asTable={asTable} onTable={setAsTable} />
      </div>
      {asTable ? (
        <BucketTable histogram={histogram} bucketMs={bucketMs} show={show} />
      ) : (
        <Bars histogram={histogram} span={span} show={show} onPoint={setPointed} />
      )}
    </section>
  )
}

function Bars(props: {
  readonly histogram: EventHistogram | undefined
  readonly span: Span
  readonly show: (span: Span) => void
  readonly onPoint: (bucket: number | undefined) => void
}) {
  const { span, histogram } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = span.toMs - span.fromMs
  const share = (atMs: number) => ((atMs - span.fromMs) / width) * 100
  const brush = useBrush(frame, (from, to) =>
    props.show({ fromMs: Math.floor(span.fromMs + from * width), toMs: Math.ceil(span.fromMs + to * width) }),
  )
  const buckets = histogram?.buckets ?? []
  const highest = Math.max(1, ...buckets.map((bucket) => bucket.events))
  const bucketShare = (((histogram?.bucketSeconds ?? 1) * 1_000) / width) * 100
  return (
    <div className={css.chart} ref={frame} aria-hidden="true">
      <svg
        aria-hidden="true"
        className={css.bars}
        viewBox={`0 0 100 ${chartPx}`}
        preserveAspectRatio="none"
        height={chartPx}
        onPointerLeave={() => props.onPoint(undefined)}
        {...brush.handlers}
      >
        <rect width="100" height={chartPx} fill="transparent" />
        {buckets.map((bucket, index) => {
          const height = bucket.events === 0 ? 0 : Math.max((bucket.events / highest) * (chartPx - 4), 2)
          const left = Math.max(share(Date.parse(bucket.start)), 0)
          const right = Math.min(share(Date.parse(bucket.start)) + bucketShare, 100)
          return (
            <g key={bucket.start} className={css.bar} onPointerEnter={() => props.onPoint(index)}>
              <rect x={left} width={Math.max(right - left, 0)} height={chartPx} className={css.slot} />
              <rect
                x={left + (right - left) * 0.06}
                y={chartPx - height}
                width={Math.max((right - left) * 0.88, 0.05)}
                height={height}
                fill="var(--accent)"
              />
            </g>
          )
        })}
      </svg>
      <div className={css.axis}>
        {ticksOf(span, ticksMax).map((tick) => (
          <span
            key={tick}
            style={{ left: `${share(tick)}%` }}
            className="number"
            data-edge={share(tick) < edgeShare ? 'start' : share(tick) > 100 - edgeShare ? 'end' : undefined}
          >
            {width > dayMs ? dateTimeText(iso(tick)).slice(0, -3) : clockText(iso(tick)).slice(0, 5)}
          </span>
        ))}
      </div>
      {brush.shown === undefined ? null : <div className={css.brush} style={brush.shown} />}
    </div>
  )
}

function BucketTable(props: {
  readonly histogram: EventHistogram | undefined
  readonly bucketMs: number
  readonly show: (span: Span) => void
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={css.buckets} tabIndex={0} aria-label="Events over time, as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Events</th>
            <th scope="col">
              <span className="visually-hidden">Choose</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {(props.histogram?.buckets ?? [])
            .filter((bucket) => bucket.events > 0)
            .map((bucket) => (
              <tr key={bucket.start}>
                <td>
                  <Instant at={bucket.start} />
                </td>
                <td className="number">{bucket.events.toLocaleString('en')}</td>
                <td>
                  <button
                    type="button"
                    className={css.textButton}
                    onClick={() => {
                      const fromMs = Date.parse(bucket.start)
                      props.show({ fromMs, toMs: fromMs + props.bucketMs })
                    }}
                  >
                    Show only these
                  </button>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}

const iso = (ms: number) => new Date(ms).toISOString()
