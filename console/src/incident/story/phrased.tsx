import type { Investigation, Phrasing } from '@countersign/api/investigation'
import type { Explanation } from '@countersign/explanation/explanation'
import { Cites } from '../../explanation/cites.tsx'
import { LogText } from '../../text/log-text.tsx'
import { plural } from '../../text/time-words.ts'
import css from './story.module.css'

/** The claims in a model's words, where one is in use; it says whose words they are, and what was not let through. */
export function Phrased({ investigation }: { readonly investigation: Investigation }) {
  const { phrasing } = investigation
  if (phrasing === null) return null
  if (phrasing.kind === 'failed')
    return (
      <p className="quiet">
        The language model <LogText text={phrasing.model} max={60} /> phrased nothing:{' '}
        <LogText text={phrasing.reason} />. The claims below stand as they are.
      </p>
    )
  return <Sentences investigation={investigation} phrasing={phrasing} />
}

function Sentences(props: {
  readonly investigation: Investigation
  readonly phrasing: Extract<Phrasing, { readonly kind: 'phrased' }>
}) {
  const { investigation, phrasing } = props
  const { claims } = investigation.explanation as Explanation
  const citesOf = (ids: readonly string[]) =>
    ids.flatMap((id) => claims[investigation.claimIds.indexOf(id)]?.cites ?? [])
  const rejected = phrasing.rejected.reduce((sum, { count }) => sum + count, 0)
  return (
    <div className={css.phrased}>
      <h3>In the words of a language model</h3>
      <ol>
        {phrasing.sentences.map((sentence) => (
          <li key={sentence.text} className={css.claim}>
            <LogText text={sentence.text} />
            <Cites cites={citesOf(sentence.claims)} />
          </li>
        ))}
      </ol>
      <p className="quiet">
        Phrased by <LogText text={phrasing.model} max={60} /> (
        <LogText text={phrasing.subProcessor} max={60} />
        ). Each sentence holds only what the claims it cites say
        {rejected === 0
          ? ''
          : `; ${plural(rejected, 'sentence')} did not and ${rejected === 1 ? 'is' : 'are'} not shown`}
        .
      </p>
    </div>
  )
}
