import type { IncidentRow } from '@countersign/api/incident'
import type { Proposal, ProposedChange } from '@countersign/api/proposal'
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRefusal } from '../../api/rights.ts'
import { Refusal } from '../../sources/refusal.tsx'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import css from './story.module.css'
import { proposalsQuery, useDecide, type Verdict } from './story-queries.ts'

/** What programs would change of the incident. Nothing is done until somebody here says yes. */
export function Proposals({ incident }: { readonly incident: IncidentRow }) {
  const { tenantId, incidentId } = incident
  const { data: proposals = [], error } = useQuery(proposalsQuery(tenantId, incidentId))
  const decide = useDecide(tenantId, incidentId)
  const refusal = useRefusal('incident.write')
  if (proposals.length === 0 && error === null) return null
  return (
    <section className={css.card} aria-labelledby="proposals">
      <h2 id="proposals">Proposals</h2>
      <Refusal error={error ?? decide.error} />
      <ol className={css.proposals}>
        {proposals.map((proposal) => (
          <li key={proposal.proposalId}>
            <Proposed proposal={proposal} />
            {proposal.status === 'open' && refusal === undefined ? (
              <Verdicts
                proposal={proposal}
                isPending={decide.isPending}
                onDecide={(verb) => decide.mutate({ proposalId: proposal.proposalId, verb })}
              />
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Proposed({ proposal }: { readonly proposal: Proposal }) {
  const { change, why, proposedBy, at, status, decidedBy } = proposal
  return (
    <>
      <strong>{titleOf(change)}</strong>
      <span className={css.proposed}>
        <LogText text={textOf(change)} lines />
      </span>
      <span>
        Because: <LogText text={why} lines />
      </span>
      <span className="quiet">
        <LogText text={proposedBy} max={60} />, <Instant at={at} look="age" />
        {status === 'open' ? '' : ` · ${status}`}
        {decidedBy === null ? null : (
          <>
            {' '}
            by <LogText text={decidedBy} max={60} />
          </>
        )}
      </span>
    </>
  )
}

function Verdicts(props: {
  readonly proposal: Proposal
  readonly isPending: boolean
  readonly onDecide: (verb: Verdict['verb']) => void
}) {
  const what = titleOf(props.proposal.change)
  return (
    <Group gap={8}>
      <Button
        size="compact-sm"
        disabled={props.isPending}
        aria-label={`Approve: ${what}`}
        onClick={() => props.onDecide('approve')}
      >
        Approve
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={props.isPending}
        aria-label={`Refuse: ${what}`}
        onClick={() => props.onDecide('refuse')}
      >
        Refuse
      </Button>
    </Group>
  )
}

const titles: Readonly<Record<ProposedChange['kind'], string>> = {
  close: 'Close the incident',
  note: 'Write a note',
  assign: 'Assign it',
}

const titleOf = ({ kind }: ProposedChange): string => titles[kind]

function textOf(change: ProposedChange): string {
  switch (change.kind) {
    case 'close':
      return `${change.resolution.replaceAll('-', ' ')}: ${change.reason}`
    case 'note':
      return change.text
    case 'assign':
      return `to ${change.assignee}`
  }
}
