import type { AuthoritySet, AuthoritySets, Grant } from '@countersign/explanation/explanation'
import { useState } from 'react'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { Card } from './card.tsx'
import { Unknowns } from './decision.tsx'
import css from './explanation.module.css'

const grantsShown = 12

/** What somebody said it may do, what policy lets it do, and what it was seen to do, side by side. */
export function ThreeSets({ sets }: { readonly sets: AuthoritySets | undefined }) {
  if (sets === undefined) return null
  return (
    <Card title="Mandated, granted, used">
      <div className={css.sets}>
        <Column title="Mandated" note="an accountable person said so" set={sets.mandated} />
        <Column title="Granted" note="policy lets it" set={sets.granted} />
        <Column title="Used" note="seen in the logs" set={sets.used} />
      </div>
      <div className={css.sets}>
        <Column title="Used, not mandated" note="to look into" set={sets.usedNotMandated} />
        <Column title="Excess" note="granted, not mandated" set={sets.excess} />
        <Column title="Unused" note="granted, and not seen used" set={sets.unused} />
      </div>
      <Coverage sets={sets} />
    </Card>
  )
}

function Column(props: { readonly title: string; readonly note: string; readonly set: AuthoritySet }) {
  const { title, note, set } = props
  return (
    <section className={css.set} aria-label={title} data-known={set.known}>
      <h3>
        {title} {set.known ? <span className="number quiet">{countWords(countOf(set))}</span> : null}
      </h3>
      <p className="quiet">{note}</p>
      {set.known ? <Grants grants={set.grants} more={set.more ?? 0} /> : <Unknown reason={set.reason} />}
    </section>
  )
}

const countOf = (set: Extract<AuthoritySet, { known: true }>): number => set.grants.length + (set.more ?? 0)

function Unknown({ reason }: { readonly reason: string }) {
  return (
    <p className={css.unknownSet}>
      Unknown: <LogText text={reason} />
    </p>
  )
}

function Grants({ grants, more }: { readonly grants: readonly Grant[]; readonly more: number }) {
  const [all, setAll] = useState(false)
  const shown = all ? grants : grants.slice(0, grantsShown)
  if (grants.length === 0) return <p className="quiet">Nothing.</p>
  return (
    <>
      <ul className={css.grants}>
        {shown.map((grant) => (
          <li key={`${grant.action} ${grant.resource}`}>
            <LogText text={grant.action} max={120} mono /> <Use grant={grant} />
            <span className="quiet mono">
              <LogText text={grant.resource} max={200} />
            </span>
          </li>
        ))}
      </ul>
      {grants.length > shown.length ? (
        <button type="button" className={`${css.cite} ${css.more}`} onClick={() => setAll(true)}>
          {plural(grants.length - shown.length, 'more', 'more')}
        </button>
      ) : null}
      {all && more > 0 ? <p className="quiet">and {plural(more, 'other')} not listed here</p> : null}
    </>
  )
}

function Use({ grant }: { readonly grant: Grant }) {
  return (
    <span className="quiet">
      {grant.conditional === true ? 'under conditions ' : null}
      {grant.count === undefined ? null : `${countWords(grant.count)}× `}
      {grant.lastAt === undefined ? null : <Instant at={grant.lastAt} look="age" />}
    </span>
  )
}

function Coverage({ sets: { coverage } }: { readonly sets: AuthoritySets }) {
  if (coverage === undefined)
    return <p className="quiet">How far the logs reach is not known, so nothing is called unused.</p>
  return (
    <>
      <p className="quiet">
        Logs from <Instant at={coverage.from} /> to <Instant at={coverage.to} />
        {coverage.sources.length === 0 ? null : ': '}
        <LogText text={coverage.sources.join(', ')} max={300} />
      </p>
      <Unknowns title="What these logs would not show" texts={coverage.gaps} />
    </>
  )
}
