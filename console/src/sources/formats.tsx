import type { Source } from '@countersign/api/source'
import { countWords } from '../text/time-words.ts'
import css from './sources.module.css'

const formatsShown = 3

/** What the records were recognised as over the last day, most frequent first. */
export function Formats({ source }: { readonly source: Source }) {
  if (source.formats.length === 0) return <span className="quiet">nothing yet</span>
  const rest = source.formats.length - formatsShown
  return (
    <span className={css.formats}>
      {source.formats.slice(0, formatsShown).map(({ format, events }) => (
        <span key={format} className="mono" title={`${events.toLocaleString('en')} events`}>
          {format} <span className="quiet">{countWords(events)}</span>
        </span>
      ))}
      {rest > 0 ? <span className="quiet">+{rest} more</span> : null}
    </span>
  )
}
