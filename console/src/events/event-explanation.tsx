import type { Explanation } from '@countersign/explanation/explanation'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { type Evidence, EvidenceContext } from '../explanation/cites.tsx'
import { ExplanationView } from '../explanation/explanation-view.tsx'
import { Failure } from '../shell/failure.tsx'

const explanationQuery = (tenantId: string, eventId: string) =>
  queryOptions({
    queryKey: ['event-explanation', tenantId, eventId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/events/{eventId}/explanation', {
        path: { tenantId, eventId },
        signal,
      }),
  })

/** "Why could it?": who authorised the event, what decided, and how to stop it. */
export function EventExplanation(props: {
  readonly tenantId: string
  readonly eventId: string
  readonly onOpenEvent: (eventId: string) => void
}) {
  const { data, error, refetch } = useQuery(explanationQuery(props.tenantId, props.eventId))
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p className="quiet">Following the chain…</p>
  return (
    <EvidenceContext value={eventEvidence(props.eventId, props.onOpenEvent)}>
      <ExplanationView explanation={data.explanation as Explanation} />
    </EvidenceContext>
  )
}

const shownIdChars = 8

/** Events it cites open in the same panel; this one is not opened again. */
function eventEvidence(here: string, openEvent: (eventId: string) => void): Evidence {
  return (cites) =>
    cites.map(({ kind, id }) => {
      if (kind !== 'event') return { label: `${kind} ${id.slice(0, 24)}`, kind: 'named' }
      if (id === here) return { label: 'this event', kind: 'named' }
      return { label: `event ${id.slice(0, shownIdChars)}`, kind: 'event', open: () => openEvent(id) }
    })
}
