import type { IncidentRow } from '@countersign/api/incident'
import type { Investigation } from '@countersign/api/investigation'
import type { Claim, Explanation } from '@countersign/explanation/explanation'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { ActionButton } from '../../actions/action-button.tsx'
import { useActions } from '../../actions/use-actions.ts'
import { useRefusal } from '../../api/rights.ts'
import { Certainty } from '../../explanation/certainty.tsx'
import { Cites } from '../../explanation/cites.tsx'
import { Refusal } from '../../sources/refusal.tsx'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import { Phrased } from './phrased.tsx'
import css from './story.module.css'
import { storyQuery, useInvestigate } from './story-queries.ts'

/** What an analyst would ask of the incident, answered: each answer is a claim with its evidence, or says what is missing. */
export function Story({ incident }: { readonly incident: IncidentRow }) {
  const { tenantId, incidentId } = incident
  const { data, error } = useQuery(storyQuery(tenantId, incidentId))
  const investigate = useInvestigate(tenantId, incidentId)
  const refusal = useRefusal('incident.write')
  const id = useId()
  useActions({
    'incident.investigate': {
      run: () => investigate.mutate(),
      blocked: investigate.isPending ? 'It is being investigated.' : refusal,
    },
  })
  return (
    <section className={css.card} aria-labelledby={id} aria-busy={investigate.isPending}>
      <div className={css.head}>
        <h2 id={id}>Story</h2>
        <ActionButton action="incident.investigate" size="compact-sm" loading={investigate.isPending} />
      </div>
      <Refusal error={error ?? investigate.error} />
      {data === null ? (
        <p className="quiet">
          Nobody has investigated it yet. It is done by itself a moment after an incident opens.
        </p>
      ) : null}
      {data === null || data === undefined ? null : <Told investigation={data} />}
    </section>
  )
}

function Told({ investigation }: { readonly investigation: Investigation }) {
  const explanation = investigation.explanation as Explanation
  return (
    <>
      <p className={css.statement}>
        <LogText text={explanation.statement} />
      </p>
      <Phrased investigation={investigation} />
      {investigation.answers.map(({ question, asks, claims }) => (
        <Answer key={question} asks={asks} claims={claims.flatMap((at) => explanation.claims[at] ?? [])} />
      ))}
      <Moments explanation={explanation} />
      <p className="quiet">
        Investigated <Instant at={investigation.investigatedAt} look="age" />
        {investigation.isStale ? '; the incident has changed since' : ''}. By rule, with the same data always
        the same: <span className="mono">sha256 {investigation.explanationHash.slice(0, 12)}…</span>
      </p>
    </>
  )
}

function Answer({ asks, claims }: { readonly asks: string; readonly claims: readonly Claim[] }) {
  return (
    <div className={css.answer}>
      <h3>{asks}</h3>
      <ol>
        {claims.map((claim) => (
          <li key={claim.text} className={css.claim} data-kind={claim.kind}>
            <span>
              <LogText text={claim.text} /> <Certainty certainty={claim.certainty} />
            </span>
            <Cites cites={claim.cites} />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The order of things, from before it was reported. */
function Moments({ explanation }: { readonly explanation: Explanation }) {
  const { timeline = [] } = explanation
  if (timeline.length === 0) return null
  return (
    <details className={css.answer}>
      <summary>In order of time</summary>
      <ol>
        {timeline.map((moment) => (
          <li key={moment.at + moment.text} className={css.claim} data-phase={moment.phase}>
            <span>
              <Instant at={moment.at} /> <LogText text={moment.text} />
            </span>
            <Cites cites={moment.cites} />
          </li>
        ))}
      </ol>
    </details>
  )
}
