import type { Explanation } from '@countersign/explanation/explanation'
import { LogText } from '../text/log-text.tsx'
import { Authority } from './authority.tsx'
import { Decision } from './decision.tsx'
import css from './explanation.module.css'
import { ProposedActions } from './proposed-actions.tsx'
import { ThreeSets } from './three-sets.tsx'
import { Why } from './why.tsx'

/** A whole explanation in the order people ask: what happened, on whose authority, why it could, how to stop it. */
export function ExplanationView({ explanation }: { readonly explanation: Explanation }) {
  const { authority } = explanation
  return (
    <div className={css.whole}>
      <p className={css.statement}>
        <LogText text={explanation.statement} />
      </p>
      <Authority authority={authority} />
      <Decision decision={authority?.decision} />
      <Why explanation={explanation} />
      <ThreeSets sets={authority?.sets} />
      <ProposedActions actions={explanation.actions} />
      <p className="quiet mono">explanation {explanation.id}</p>
    </div>
  )
}
