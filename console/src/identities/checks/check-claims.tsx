import type { Claim } from '@countersign/explanation/explanation'
import { Certainty } from '../../explanation/certainty.tsx'
import { Cites } from '../../explanation/cites.tsx'
import { LogText } from '../../text/log-text.tsx'
import css from './checks.module.css'

const words = { for: 'For it', against: 'Against it', missing: 'Missing' } as const

/** What speaks for and against a result, and what is missing: each sentence with what shows it. */
export function CheckClaims({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <ul className={css.claims}>
      {claims.map(({ kind, text, certainty, cites }) => (
        <li key={`${kind} ${text}`} data-kind={kind}>
          <span className={css.kind}>{words[kind]}</span> <LogText text={text} max={400} />{' '}
          <Certainty certainty={certainty} /> <Cites cites={cites} />
        </li>
      ))}
    </ul>
  )
}
