import type { SeverityName } from '../queue/queue-search.ts'
import css from './severity.module.css'

/** One shape each, so that severity reads without colour: octagon, triangle, square, circle, dash. */
const shapes: Readonly<Record<SeverityName, string>> = {
  critical: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  high: 'M8 1.5 15 14.5H1z',
  medium: 'M2.5 2.5h11v11h-11z',
  low: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 2.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2Z',
  informational: 'M2 6.8h12v2.4H2z',
}
const words: Readonly<Record<SeverityName, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
}

export function Severity({
  level,
  filled = false,
}: {
  readonly level: SeverityName
  readonly filled?: boolean
}) {
  return (
    <span className={css.severity} data-level={level} data-filled={filled || undefined}>
      <SeverityMark level={level} />
      {words[level]}
    </span>
  )
}

export function SeverityMark({ level }: { readonly level: SeverityName }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 16 16"
      aria-hidden="true"
      style={{ color: `var(--${level})`, flexShrink: 0 }}
    >
      <path d={shapes[level]} fill="currentColor" />
      {level === 'critical' ? (
        <path d="M7.1 4h1.8v5H7.1zM7.1 10.4h1.8v1.8H7.1z" fill="var(--canvas)" />
      ) : null}
    </svg>
  )
}
