import type { Finding } from '@countersign/api/incident'
import { useContext, useState } from 'react'
import { Severity } from '../shell/severity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { EvidenceContext } from './cites.tsx'
import css from './incident.module.css'

const findingsShown = 20
const eventsShown = 8

/** Every finding: which rule, by whom, under which licence, and what in the record made it match. */
export function Findings({
  findings,
  omitted,
}: {
  readonly findings: readonly Finding[]
  readonly omitted: number
}) {
  const [shown, setShown] = useState(findingsShown)
  return (
    <>
      <ol className={css.findings}>
        {findings.slice(0, shown).map((finding) => (
          <FindingItem key={finding.findingId} finding={finding} />
        ))}
      </ol>
      {findings.length > shown ? (
        <button type="button" className={css.cite} onClick={() => setShown(shown + 100)}>
          {plural(findings.length - shown, 'more finding')}
        </button>
      ) : null}
      {omitted > 0 ? (
        <p className="quiet">
          {plural(omitted, 'further finding')} are not listed here; event search has their events.
        </p>
      ) : null}
    </>
  )
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  return (
    <li id={`finding-${finding.findingId}`} className={css.finding}>
      <div className={css.findingHead}>
        <Severity level={finding.level} />
        <h3>
          <LogText text={finding.ruleTitle} max={240} />
        </h3>
        <Instant at={finding.firstAt} look="time" />
      </div>
      <ul className={css.matched} aria-label="Why it matched">
        {finding.matched.map((match) => (
          <li key={`${match.selection}${match.field}${match.value}`}>
            <span className="mono quiet">{match.selection}</span>
            <span className="mono">
              <LogText text={match.field} max={80} />
            </span>
            <span className={css.value}>
              <LogText text={match.value} mono max={600} />
            </span>
          </li>
        ))}
      </ul>
      <FindingEvents finding={finding} />
      <details className={css.rule}>
        <summary>
          Rule by <LogText text={finding.ruleAuthor ?? 'an unnamed author'} max={120} /> ·{' '}
          {finding.ruleLicense ?? 'no licence stated'}
        </summary>
        {finding.ruleDescription === null ? null : (
          <p>
            <LogText text={finding.ruleDescription} />
          </p>
        )}
        <p className={css.tags}>
          {finding.tags.map((tag) => (
            <span key={tag} className="mono">
              {tag}
            </span>
          ))}
        </p>
        <p className="mono quiet">
          {finding.ruleId} · sha256 {finding.ruleHash.slice(0, 16)}
        </p>
        {finding.ruleReferences.map((reference) => (
          <p key={reference} className="mono quiet">
            <LogText text={reference} max={300} />
          </p>
        ))}
      </details>
    </li>
  )
}

function FindingEvents({ finding }: { readonly finding: Finding }) {
  const evidence = useContext(EvidenceContext)
  const [all, setAll] = useState(false)
  const events = all ? finding.events : finding.events.slice(0, eventsShown)
  return (
    <p className={css.cites}>
      {events.map((event) => (
        <button
          key={event.eventId}
          type="button"
          className={css.cite}
          data-kind="event"
          data-open={evidence?.opened === event.eventId || undefined}
          onClick={() => evidence?.openEvent(event.eventId)}
        >
          <LogText text={event.action || 'event'} max={60} />
          {event.outcome === 'failure' ? ' (failed)' : ''}
        </button>
      ))}
      {finding.events.length > events.length ? (
        <button type="button" className={css.cite} onClick={() => setAll(true)}>
          +{finding.events.length - events.length} events
        </button>
      ) : null}
    </p>
  )
}
