import type { Finding } from '@countersign/api/incident'
import { useState } from 'react'
import { Cites } from '../explanation/cites.tsx'
import { Severity } from '../shell/severity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { anchorOf } from './cited.ts'
import css from './findings.module.css'

const findingsShown = 4
const findingsMore = 100

/** Every finding, by rule: what in the record made it match, by whom the rule is and under which licence. */
export function Findings({
  findings,
  omitted,
}: {
  readonly findings: readonly Finding[]
  readonly omitted: number
}) {
  const byRule = [...Map.groupBy(findings, (finding) => finding.ruleId).values()]
  return (
    <>
      <ol className={css.rules}>
        {byRule.map((group) => (
          <RuleGroup key={group[0]?.ruleId} findings={group} />
        ))}
      </ol>
      {omitted > 0 ? (
        <p className="quiet">
          {plural(omitted, 'further finding')} are not listed here; event search has their events.
        </p>
      ) : null}
    </>
  )
}

function RuleGroup({ findings }: { readonly findings: readonly Finding[] }) {
  const [shown, setShown] = useState(findingsShown)
  const rule = findings[0] as Finding
  const rest = findings.length - shown
  return (
    <li id={anchorOf('rule', rule.ruleId)} tabIndex={-1} className={css.rule}>
      <div className={css.head}>
        <Severity level={rule.level} />
        <h3>
          <LogText text={rule.ruleTitle} max={240} />
        </h3>
        <span className="quiet number">{plural(findings.length, 'finding')}</span>
      </div>
      <Attribution rule={rule} />
      <ol className={css.findings}>
        {findings.slice(0, shown).map((finding) => (
          <FindingItem key={finding.findingId} finding={finding} />
        ))}
      </ol>
      {rest > 0 ? (
        <button type="button" className={css.more} onClick={() => setShown(shown + findingsMore)}>
          {plural(rest, 'more finding')}
        </button>
      ) : null}
    </li>
  )
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  return (
    <li id={anchorOf('finding', finding.findingId)} tabIndex={-1} className={css.finding}>
      <Instant at={finding.firstAt} look="time" />
      <dl className={css.matched} aria-label="What matched">
        {finding.matched.map((match) => (
          <div key={`${match.selection}${match.field}${match.value}`}>
            <dt>
              <span className="quiet">
                <LogText text={match.selection} max={40} mono />
              </span>{' '}
              <LogText text={match.field} max={80} mono />
            </dt>
            <dd>
              <LogText text={match.value} max={400} mono />
            </dd>
          </div>
        ))}
      </dl>
      <Cites cites={finding.events.map(({ eventId }) => ({ kind: 'event', id: eventId }))} />
    </li>
  )
}

function Attribution({ rule }: { readonly rule: Finding }) {
  return (
    <details className={css.attribution}>
      <summary>
        by <LogText text={rule.ruleAuthor ?? 'an unnamed author'} max={120} /> ·{' '}
        <LogText text={rule.ruleLicense ?? 'no licence stated'} max={80} />
      </summary>
      {rule.ruleDescription === null ? null : (
        <p>
          <LogText text={rule.ruleDescription} />
        </p>
      )}
      <p className={css.tags}>
        {rule.tags.map((tag) => (
          <span key={tag}>
            <LogText text={tag} max={60} mono />
          </span>
        ))}
      </p>
      <p className="quiet">
        <LogText text={rule.ruleId} max={80} mono /> ·{' '}
        <span className="mono">sha256 {rule.ruleHash.slice(0, 16)}</span>
      </p>
      {/* An address from a rule is shown, not linked: whoever wrote the rule chose it. */}
      {rule.ruleReferences.map((reference) => (
        <p key={reference} className="quiet">
          <LogText text={reference} max={300} mono />
        </p>
      ))}
    </details>
  )
}
