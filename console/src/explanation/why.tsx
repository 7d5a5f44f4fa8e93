import type { Claim, Explanation } from '@countersign/explanation/explanation'
import { useState } from 'react'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { Card } from './card.tsx'
import { Certainty } from './certainty.tsx'
import { Cites } from './cites.tsx'
import css from './explanation.module.css'

const kinds = [
  { kind: 'for', title: 'What speaks for it', mark: '+' },
  { kind: 'against', title: 'What speaks against it', mark: '−' },
  { kind: 'missing', title: 'What is missing', mark: '?' },
] as const
const claimsShown = 8

/** What speaks for it, against it, and what is missing: each sentence with its evidence. */
export function Why({ explanation }: { readonly explanation: Explanation }) {
  return (
    <Card title="Why">
      {kinds.map(({ kind, title, mark }) => (
        <Claims
          key={kind}
          title={title}
          mark={mark}
          kind={kind}
          claims={explanation.claims.filter((claim) => claim.kind === kind)}
        />
      ))}
    </Card>
  )
}

function Claims(props: {
  readonly title: string
  readonly mark: string
  readonly kind: Claim['kind']
  readonly claims: readonly Claim[]
}) {
  const [all, setAll] = useState(false)
  const { claims, kind } = props
  if (claims.length === 0 && kind !== 'against') return null
  const shown = all ? claims : claims.slice(0, claimsShown)
  return (
    <div className={css.claims} data-kind={kind}>
      <h3>
        <span className={css.claimMark} aria-hidden="true">
          {props.mark}
        </span>
        {props.title}
      </h3>
      {claims.length === 0 ? <p className="quiet">Nothing was found that speaks against it.</p> : null}
      <ol>
        {shown.map((claim) => (
          <li key={claim.text} className={css.claim} data-certainty={claim.certainty}>
            <span>
              <LogText text={claim.text} /> <Certainty certainty={claim.certainty} />
            </span>
            <Cites cites={claim.cites} />
          </li>
        ))}
      </ol>
      {claims.length > shown.length ? (
        <button type="button" className={`${css.cite} ${css.more}`} onClick={() => setAll(true)}>
          {plural(claims.length - shown.length, 'more claim')}
        </button>
      ) : null}
    </div>
  )
}
