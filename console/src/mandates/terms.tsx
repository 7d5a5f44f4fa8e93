import type { MandateTerms } from '@countersign/api/mandate'
import { LogText } from '../text/log-text.tsx'
import { budgetWords } from './mandate-words.ts'
import css from './mandates.module.css'

/** What a mandate allows, and what narrows it. */
export function Terms({ terms }: { readonly terms: MandateTerms }) {
  return (
    <>
      <Patterns title="Actions" patterns={terms.actions} none="None." />
      <Patterns title="Resources" patterns={terms.resources} none="None named." />
      <Patterns title="Tools" patterns={terms.tools} none="None." />
      <Patterns title="On behalf of" patterns={terms.onBehalfOf} none="Anybody, or on its own." />
      {terms.stepUp === undefined ? null : (
        <Patterns title="Needs a yes at that moment" patterns={terms.stepUp.actions} none="Nothing." />
      )}
      {terms.budget === undefined && terms.riskMax === undefined ? null : (
        <dl className={css.facts}>
          {terms.budget === undefined ? null : (
            <>
              <dt>Budget</dt>
              <dd>{budgetWords(terms.budget)}</dd>
            </>
          )}
          {terms.riskMax === undefined ? null : (
            <>
              <dt>Risk at most</dt>
              <dd>{terms.riskMax.toLowerCase()}</dd>
            </>
          )}
        </dl>
      )}
    </>
  )
}

function Patterns(props: {
  readonly title: string
  readonly patterns: readonly string[]
  readonly none: string
}) {
  return (
    <section>
      <h3>{props.title}</h3>
      {props.patterns.length === 0 ? <p className="quiet">{props.none}</p> : null}
      <ul className={css.patterns}>
        {props.patterns.map((pattern) => (
          <li key={pattern}>
            <LogText text={pattern} mono />
          </li>
        ))}
      </ul>
    </section>
  )
}
