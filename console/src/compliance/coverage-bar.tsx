import type { ControlCoverage, ControlState } from '@countersign/api/compliance'
import tableCss from '../rows/table.module.css'
import { inWordsOf, useReader } from '../settings/use-reader.ts'
import { countWords } from '../text/time-words.ts'
import css from './compliance.module.css'
import { controlStates, countIn, stateWords } from './control-words.ts'

/** A whole framework as one bar, each state as wide as its share; the numbers stand under it. */
export function CoverageBar({ coverage }: { readonly coverage: ControlCoverage }) {
  return (
    <>
      <span className={css.bar} aria-hidden="true">
        {controlStates
          .filter((state) => countIn(coverage, state) > 0)
          .map((state) => (
            <span key={state} data-state={state} style={{ flexGrow: countIn(coverage, state) }} />
          ))}
      </span>
      <span className={css.counts}>
        {controlStates
          .filter((state) => countIn(coverage, state) > 0)
          .map((state) => (
            <span key={state} className="number">
              <span className={css.dot} data-state={state} aria-hidden="true" />
              {countWords(countIn(coverage, state))} <StateName state={state} />
            </span>
          ))}
      </span>
    </>
  )
}

export function StateName({ state }: { readonly state: ControlState }) {
  const { name, plain } = stateWords[state]
  return inWordsOf(useReader(), name, plain)
}

export function StateTag({ state }: { readonly state: ControlState }) {
  return (
    <span className={tableCss.tag} data-tone={stateWords[state].tone}>
      <StateName state={state} />
    </span>
  )
}
