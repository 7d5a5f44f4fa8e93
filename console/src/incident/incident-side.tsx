import type { IncidentDetail } from '@countersign/api/incident'
import type { Explanation } from '@countersign/explanation/explanation'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { tenantPath } from '../api/queries.ts'
import { exactTerm } from '../events/query-grammar.ts'
import { ProposedActions } from '../explanation/proposed-actions.tsx'
import { Identity } from '../shell/identity.tsx'
import { copyText } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural, spanWords } from '../text/time-words.ts'
import css from './incident.module.css'
import { Merged } from './merged.tsx'
import { Notes } from './notes.tsx'
import { Proposals } from './story/proposals.tsx'

const marginMs = 3_600_000

/** Beside the explanation: who, when, what else, and the record of what people did. */
export function IncidentSide({
  detail,
  explanation,
}: {
  readonly detail: IncidentDetail
  readonly explanation: Explanation
}) {
  return (
    <aside className={css.side} aria-label="What to do, facts and history">
      <ProposedActions actions={explanation.actions} />
      <Proposals incident={detail.incident} />
      <Notes incident={detail.incident} />
      <Facts detail={detail} />
      <Merged detail={detail} />
      <DecidedBy detail={detail} explanation={explanation} />
      <History detail={detail} />
    </aside>
  )
}

function Facts({ detail }: { readonly detail: IncidentDetail }) {
  const { incident } = detail
  return (
    <section className={css.card}>
      <h2>Facts</h2>
      <dl className={css.facts}>
        <dt>First</dt>
        <dd>
          <Instant at={incident.firstAt} />
        </dd>
        <dt>Last</dt>
        <dd>
          <Instant at={incident.lastAt} />{' '}
          <span className="quiet">
            ({spanWords(Date.parse(incident.lastAt) - Date.parse(incident.firstAt))})
          </span>
        </dd>
        <dt>Findings</dt>
        <dd>
          {plural(incident.findingCount, 'finding')} of {plural(incident.ruleCount, 'rule')}
        </dd>
        <dt>Identities</dt>
        <dd>
          <Names names={incident.identities} identity tenantId={incident.tenantId} detail={detail} />
        </dd>
        <dt>Hosts</dt>
        <dd>
          <Names names={incident.hosts} tenantId={incident.tenantId} detail={detail} />
        </dd>
      </dl>
    </section>
  )
}

function DecidedBy(props: { readonly detail: IncidentDetail; readonly explanation: Explanation }) {
  const { incident, explanationHash } = props.detail
  return (
    <section className={css.card}>
      <h2>Decided by</h2>
      <Deciders deciders={props.explanation.decidedBy} />
      <p className="quiet">
        Explanation{' '}
        <button
          type="button"
          className={css.cite}
          onClick={() => void copyText(explanationHash, 'Hash')}
          title="Copy the SHA-256 of the explanation's canonical form"
        >
          sha256 {explanationHash.slice(0, 12)}…
        </button>
      </p>
      <p className={css.exports}>
        <a href={tenantPath(incident.tenantId, 'incidents', incident.incidentId, 'explanation.md')} download>
          Markdown
        </a>
        <a
          href={tenantPath(incident.tenantId, 'incidents', incident.incidentId, 'ocsf')}
          download={`${incident.incidentId}.json`}
        >
          OCSF
        </a>
      </p>
    </section>
  )
}

function History({ detail }: { readonly detail: IncidentDetail }) {
  return (
    <section className={css.card}>
      <h2>History</h2>
      {detail.history.length === 0 ? <p className="quiet">Nobody has changed it yet.</p> : null}
      <ol className={css.history}>
        {detail.history.map((entry) => (
          <li key={entry.at + entry.what}>
            <LogText text={entry.what} />{' '}
            <span className="quiet">
              <LogText text={entry.who} max={60} />, <Instant at={entry.at} look="age" />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const decidersShown = 6

function Deciders({ deciders }: { readonly deciders: Explanation['decidedBy'] }) {
  const [all, setAll] = useState(false)
  const shown = all ? deciders : deciders.slice(0, decidersShown)
  return (
    <>
      <ul className={css.small}>
        {shown.map((decider) => (
          <li key={decider.contentHash + decider.name}>
            {decider.kind}: <LogText text={decider.name} max={120} />{' '}
            <span className="mono quiet">{decider.contentHash.slice(0, 10)}</span>
          </li>
        ))}
      </ul>
      {deciders.length > shown.length ? (
        <button type="button" className={`${css.cite} ${css.more}`} onClick={() => setAll(true)}>
          {deciders.length - shown.length} more
        </button>
      ) : null}
    </>
  )
}

const namesShown = 8

function Names(props: {
  readonly names: readonly string[]
  readonly identity?: boolean
  readonly tenantId: string
  readonly detail: IncidentDetail
}) {
  const { incident } = props.detail
  if (props.names.length === 0) return <span className="quiet">none named</span>
  const around = {
    from: new Date(Date.parse(incident.firstAt) - marginMs).toISOString(),
    to: new Date(Date.parse(incident.lastAt) + marginMs).toISOString(),
  }
  return (
    <ul className={css.small}>
      {props.names.slice(0, namesShown).map((name) => (
        <li key={name}>
          <Link
            to="/events"
            search={{
              tenant: [props.tenantId],
              q: exactTerm(props.identity ? 'identity' : 'host', name),
              ...around,
            }}
            title="All its events around that time"
          >
            {props.identity ? <Identity identityKey={name} /> : <LogText text={name} mono max={120} />}
          </Link>
        </li>
      ))}
      {props.names.length > namesShown ? (
        <li className="quiet">+{props.names.length - namesShown} more</li>
      ) : null}
    </ul>
  )
}
