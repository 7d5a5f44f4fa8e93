import type { IncidentDetail, IncidentRow } from '@countersign/api/incident'
import type { Explanation } from '@countersign/explanation/explanation'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useActions } from '../actions/use-actions.ts'
import { incidentQuery, neighboursQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { EventPanel } from '../events/event-panel.tsx'
import { Authority } from '../explanation/authority.tsx'
import { EvidenceContext } from '../explanation/cites.tsx'
import { Why } from '../explanation/why.tsx'
import { apiFilter, queueSearch } from '../queue/queue-search.ts'
import { useIncidentActions } from '../queue/use-incident-actions.tsx'
import { useTitle } from '../settings/use-title.ts'
import { BelowTheFold } from '../shell/below-the-fold.tsx'
import { Failure } from '../shell/failure.tsx'
import { copyText, sayFailed } from '../shell/notices.tsx'
import { Entities } from './entities.tsx'
import { Findings } from './findings.tsx'
import css from './incident.module.css'
import { incidentEvidence } from './incident-evidence.ts'
import { IncidentHead } from './incident-head.tsx'
import type { IncidentSearch } from './incident-search.ts'
import { IncidentSide } from './incident-side.tsx'
import { MergeHere } from './merge-here.tsx'
import { Story } from './story/story.tsx'
import { Timeline } from './timeline.tsx'
import { VerdictCard } from './verdict/verdict-card.tsx'
import { verdictQuery } from './verdict/verdict-queries.ts'
import { drivingEvents } from './verdict/verdict-words.ts'

const from = '/signed-in/incidents/$tenantId/$incidentId'

export function IncidentPage() {
  const { tenantId, incidentId } = useParams({ from })
  const search = useSearch({ from })
  const { data, error, refetch } = useQuery(incidentQuery(tenantId, incidentId))
  useWays(tenantId, incidentId, search, data)
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p className={css.reading}>Reading the incident…</p>
  return <Incident detail={data} search={search} />
}

function useChange(search: IncidentSearch) {
  const navigate = useNavigate()
  return (change: Partial<IncidentSearch>, replace = false) =>
    void navigate({ to: '.', search: { ...search, ...change } as never, replace, resetScroll: false })
}

/** Next, previous and back, in the order of the queue the reader came from. */
function useWays(
  tenantId: string,
  incidentId: string,
  search: IncidentSearch,
  detail: IncidentDetail | undefined,
): void {
  const navigate = useNavigate()
  const change = useChange(search)
  const filter = useMemo(() => queueSearch(search), [search])
  const client = useQueryClient()
  const neighbours = neighboursQuery(tenantId, incidentId, apiFilter(filter))
  const { data: near } = useQuery(neighbours)
  /** A key that is pressed before the neighbours are known waits for them. */
  const go = async (which: 'previous' | 'next') => {
    const to = (await client.ensureQueryData(neighbours))[which]
    if (to === null) return
    const params = { tenantId: to.tenantId, incidentId: to.incidentId }
    void navigate({ to: '/incidents/$tenantId/$incidentId', params, search: filter })
  }
  const first = detail?.findings.flatMap((finding) => finding.events)[0]
  useActions({
    'incident.next': {
      run: () => void go('next').catch(sayFailed),
      blocked: near?.next === null ? 'This is the last one of the queue.' : undefined,
    },
    'incident.previous': {
      run: () => void go('previous').catch(sayFailed),
      blocked: near?.previous === null ? 'This is the first one of the queue.' : undefined,
    },
    'incident.back': { run: () => void navigate({ to: '/queue', search: filter }) },
    'incident.copy-link': { run: () => void copyText(window.location.href, 'Link') },
    ...(first === undefined
      ? {}
      : { 'incident.first-event': { run: () => change({ event: first.eventId }) } }),
  })
}

/** Merging from here; when another one stays, the reader goes there. */
function useMergeHere(incident: IncidentRow, search: IncidentSearch) {
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
  const { tenantId } = incident
  useActions({
    'incident.merge': { run: () => setAsking(true), blocked: useRefusal('incident.write') },
  })
  const done = (incidentId: string) => {
    setAsking(false)
    if (incidentId === incident.incidentId) return
    const params = { tenantId, incidentId }
    void navigate({ to: '/incidents/$tenantId/$incidentId', params, search: queueSearch(search) })
  }
  return asking ? <MergeHere incident={incident} onClose={() => setAsking(false)} onDone={done} /> : null
}

function Incident({ detail, search }: { readonly detail: IncidentDetail; readonly search: IncidentSearch }) {
  const { incident, findings } = detail
  const change = useChange(search)
  const { handlers, dialog } = useIncidentActions([incident])
  useActions(handlers)
  const mergeDialog = useMergeHere(incident, search)
  useTitle(incident.title.slice(0, 80))
  const openEvent = (eventId: string) => change({ event: eventId })
  const explanation = detail.explanation as Explanation
  const { data: triage } = useQuery(verdictQuery(incident.tenantId, incident.incidentId))
  return (
    <EvidenceContext value={incidentEvidence(detail, openEvent, search.event)}>
      <div className={css.page} data-panel={search.event !== undefined || undefined}>
        <div className={css.scroll}>
          <IncidentHead incident={incident} />
          <div className={css.columns}>
            <div className={css.main}>
              <Why explanation={explanation} />
              <Story key={incident.incidentId} incident={incident} />
              <VerdictCard
                key={`verdict-${incident.incidentId}`}
                incident={incident}
                onOpenEvent={openEvent}
              />
              <Authority authority={explanation.authority} />
              <BelowTheFold>
                <section className={css.card} aria-labelledby="timeline">
                  <h2 id="timeline">What happened, in order</h2>
                  <Timeline
                    findings={findings}
                    zoom={search.zoom}
                    onZoom={(zoom) => change({ zoom }, true)}
                    asTable={search.timeline === 'table'}
                    onTable={(asTable) => change({ timeline: asTable ? 'table' : undefined }, true)}
                    opened={search.event}
                    driving={drivingEvents(triage?.verdict)}
                    onOpen={openEvent}
                  />
                </section>
                <Entities
                  detail={detail}
                  authority={explanation.authority}
                  asTable={search.entities === 'table'}
                  onTable={(asTable) => change({ entities: asTable ? 'table' : undefined }, true)}
                />
                <section className={css.card} aria-labelledby="findings">
                  <h2 id="findings">Findings</h2>
                  <Findings findings={findings} omitted={detail.findingsOmitted} />
                </section>
              </BelowTheFold>
            </div>
            <IncidentSide detail={detail} explanation={explanation} />
          </div>
        </div>
        {search.event === undefined ? null : (
          <EventPanel
            tenantId={incident.tenantId}
            eventId={search.event}
            pane={search.pane ?? 'raw'}
            onPane={(pane) => change({ pane }, true)}
            onClose={() => change({ event: undefined, pane: undefined })}
            onOpenEvent={openEvent}
          />
        )}
      </div>
      {dialog}
      {mergeDialog}
    </EvidenceContext>
  )
}
