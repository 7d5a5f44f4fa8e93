import type { Claim } from '@countersign/explanation/explanation'
import css from './explanation.module.css'

/** How sure a statement is: by word, and by the line around it. */
export function Certainty({ certainty }: { readonly certainty: Claim['certainty'] }) {
  return (
    <span className={css.certainty} data-certainty={certainty}>
      {certainty}
    </span>
  )
}
