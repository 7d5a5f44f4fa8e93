import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import { Identity } from '../shell/identity.tsx'
import { LogText } from '../text/log-text.tsx'
import { Card } from './card.tsx'
import { Certainty } from './certainty.tsx'
import { Cites } from './cites.tsx'
import css from './explanation.module.css'

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
export function Authority({ authority }: { readonly authority: AuthorityChain | undefined }) {
  if (authority === undefined) return null
  return (
    <Card title="On whose authority">
      <ol className={css.chain}>
        {authority.chain.map((hop, at) => (
          <li key={`${hop.role}${hop.actor}`} className={css.hop} data-certainty={hop.certainty}>
            {at === 0 ? null : (
              <span className={css.link}>
                <span aria-hidden="true">→</span> <LogText text={hop.via} max={80} />
              </span>
            )}
            <span className={css.node}>
              <span className={css.role}>
                {roleWords[hop.role]} <Certainty certainty={hop.certainty} />
              </span>
              <Identity identityKey={hop.actor} />
              {at === 0 ? (
                <span className="quiet">
                  <LogText text={hop.via} max={80} />
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
    </Card>
  )
}
