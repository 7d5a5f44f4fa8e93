import { Button } from '@mantine/core'
import { moved, type Span, zoomed } from './time-span.ts'

/** Moves and zooms a span of time without a pointer. */
export function SpanButtons(props: {
  readonly span: Span
  readonly show: (span: Span) => void
  readonly showAll?: () => void
}) {
  const { span, show } = props
  const steps = [
    { name: 'Earlier', sign: '←', next: () => moved(span, -0.5) },
    { name: 'Zoom in', sign: '+', next: () => zoomed(span, 0.5) },
    { name: 'Zoom out', sign: '−', next: () => zoomed(span, 2) },
    { name: 'Later', sign: '→', next: () => moved(span, 0.5) },
  ]
  return (
    <Button.Group>
      {steps.map(({ name, sign, next }) => (
        <Button
          key={name}
          variant="default"
          size="compact-xs"
          aria-label={name}
          title={name}
          onClick={() => show(next())}
        >
          {sign}
        </Button>
      ))}
      {props.showAll === undefined ? null : (
        <Button variant="default" size="compact-xs" onClick={props.showAll}>
          All
        </Button>
      )}
    </Button.Group>
  )
}

/** The same numbers as a table, for who prefers or needs one. */
export function TableSwitch(props: {
  readonly asTable: boolean
  readonly onTable: (asTable: boolean) => void
}) {
  return (
    <Button
      variant="default"
      size="compact-xs"
      aria-pressed={props.asTable}
      onClick={() => props.onTable(!props.asTable)}
    >
      As a table
    </Button>
  )
}
