import type {
  AuthorityChain,
  AuthorityHop,
  Claim,
  Explanation,
  ProposedAction,
} from '@countersign/explanation/explanation'
import { useState } from 'react'
import { Identity } from '../shell/identity.tsx'
import { copyText } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { Cites } from './cites.tsx'
import css from './incident.module.css'

const kinds = [
  { kind: 'for', title: 'What speaks for it', mark: '+' },
  { kind: 'against', title: 'What speaks against it', mark: '−' },
  { kind: 'missing', title: 'What is missing', mark: '?' },
] as const
const claimsShown = 8

/** The answer: claims with their evidence, who authorised it, what to do about it, who or what decided. */
export function ExplanationView({ explanation }: { readonly explanation: Explanation }) {
  return (
    <>
      <section className={css.card} aria-labelledby="why">
        <h2 id="why">Why</h2>
        {kinds.map(({ kind, title, mark }) => (
          <Claims
            key={kind}
            title={title}
            mark={mark}
            kind={kind}
            claims={explanation.claims.filter((claim) => claim.kind === kind)}
          />
        ))}
      </section>
      {explanation.authority === undefined ? null : <Authority authority={explanation.authority} />}
      {explanation.actions === undefined || explanation.actions.length === 0 ? null : (
        <Actions actions={explanation.actions} />
      )}
    </>
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
            <p>
              <LogText text={claim.text} />{' '}
              <span className={css.certainty} data-certainty={claim.certainty}>
                {claim.certainty}
              </span>
            </p>
            <Cites cites={claim.cites} />
          </li>
        ))}
      </ol>
      {claims.length > shown.length ? (
        <button type="button" className={css.cite} onClick={() => setAll(true)}>
          {plural(claims.length - shown.length, 'more claim')}
        </button>
      ) : null}
    </div>
  )
}

const roleWords: Readonly<Record<AuthorityHop['role'], string>> = {
  human: 'Human',
  creator: 'Creator',
  trust: 'Trust',
  session: 'Session',
  agent: 'Agent',
  tool: 'Tool',
  identity: 'Identity',
}

/** Hop by hop from who answers for it to the act. It is an ordered list, so it reads the same without the picture. */
function Authority({ authority }: { readonly authority: AuthorityChain }) {
  return (
    <section className={css.card} aria-labelledby="authority">
      <h2 id="authority">On whose authority</h2>
      <ol className={css.chain}>
        {authority.hops.map((hop, at) => (
          <li key={`${hop.role}${hop.identityKey}`} className={css.hop} data-certainty={hop.certainty}>
            {at === 0 ? null : (
              <span className={css.link}>
                <span aria-hidden="true">→</span> <LogText text={hop.relation} max={80} />
              </span>
            )}
            <span className={css.node}>
              <span className={css.role}>
                {roleWords[hop.role]}{' '}
                <span className={css.certainty} data-certainty={hop.certainty}>
                  {hop.certainty}
                </span>
              </span>
              <Identity identityKey={hop.identityKey} />
              {at === 0 ? (
                <span className="quiet">
                  <LogText text={hop.relation} max={80} />
                </span>
              ) : null}
              <Cites cites={hop.cites} />
            </span>
          </li>
        ))}
      </ol>
      {authority.missing.length === 0 ? null : (
        <ul className={css.unknown}>
          {authority.missing.map((text) => (
            <li key={text}>
              <span aria-hidden="true">?</span> <LogText text={text} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Actions({ actions }: { readonly actions: readonly ProposedAction[] }) {
  return (
    <section className={css.card} aria-labelledby="actions">
      <h2 id="actions">What to do</h2>
      <ol className={css.actions}>
        {actions.map((action, at) => (
          <li key={action.title} className={css.action}>
            <h3>
              <span className={css.step}>{at + 1}</span> <LogText text={action.title} />
            </h3>
            {action.command === undefined ? null : <Command command={action.command} />}
            <dl>
              <dt>Effect</dt>
              <dd>
                <LogText text={action.effect} />
              </dd>
              <dt>Breaks</dt>
              <dd>
                <LogText text={action.breaks} />
              </dd>
              <dt>Undo</dt>
              <dd>
                <LogText text={action.reversal} />
              </dd>
            </dl>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Command({ command }: { readonly command: string }) {
  return (
    <div className={css.command}>
      <code className="mono">
        <LogText text={command} lines />
      </code>
      <button type="button" className={css.cite} onClick={() => void copyText(command, 'Command')}>
        Copy
      </button>
    </div>
  )
}
