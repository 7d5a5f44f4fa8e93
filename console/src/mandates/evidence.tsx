import type { MandateEvidence } from '@countersign/api/mandate'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import css from './mandates.module.css'

const partWords = { actions: 'action', resources: 'resource', tools: 'tool' }

/** What was seen that each pattern of a proposal stands for; a mandate written by hand has none. */
export function Evidence({ evidence }: { readonly evidence: MandateEvidence | null }) {
  if (evidence === null)
    return (
      <section>
        <h3>Evidence</h3>
        <p className="quiet">It was written by hand, not made from what was seen.</p>
      </section>
    )
  return (
    <section>
      <h3>Evidence: what was seen</h3>
      <p className="quiet">
        <Instant at={evidence.from} /> to <Instant at={evidence.to} />
      </p>
      <table className={css.small} aria-label="Evidence">
        <thead>
          <tr>
            <th scope="col">Pattern</th>
            <th scope="col">Seen</th>
            <th scope="col">Stands for</th>
          </tr>
        </thead>
        <tbody>
          {evidence.patterns.map((row) => (
            <tr key={`${row.part} ${row.pattern}`}>
              <td>
                <LogText text={row.pattern} max={200} mono />{' '}
                <span className="quiet">{partWords[row.part]}</span>
              </td>
              <td className="number">{countWords(row.count)}×</td>
              <td>
                {row.distinct === 1 ? null : (
                  <span className="quiet">{plural(row.distinct, 'different one')}: </span>
                )}
                <LogText text={row.examples.join(', ')} max={240} mono />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <LeftOut {...evidence.leftOut} />
    </section>
  )
}

function LeftOut({ uses, withoutResource }: MandateEvidence['leftOut']) {
  if (uses === 0 && withoutResource === 0) return null
  return (
    <p className="quiet">
      {uses === 0 ? null : `Left out as too rare or too many: ${plural(uses, 'event')}. `}
      {withoutResource === 0
        ? null
        : `Without a resource in the record: ${plural(withoutResource, 'event')}.`}
    </p>
  )
}
