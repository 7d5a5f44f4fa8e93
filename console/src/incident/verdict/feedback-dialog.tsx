import type { IncidentRow } from '@countersign/api/incident'
import type { FeedbackEffect, VerdictLabel } from '@countersign/api/triage'
import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import administrationCss from '../../settings/administration.module.css'
import { Refusal } from '../../sources/refusal.tsx'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import { plural } from '../../text/time-words.ts'
import css from './verdict.module.css'
import { feedbackPreviewQuery, useFeedback } from './verdict-queries.ts'
import { labelWords, verdictWords } from './verdict-words.ts'

/** A person's word on the incident. What else it changes is shown first; nothing is written before the yes. */
export function FeedbackDialog(props: {
  readonly incident: IncidentRow
  readonly label: VerdictLabel
  readonly onClose: () => void
}) {
  const { incident, label, onClose } = props
  const { tenantId, incidentId } = incident
  const { data, error } = useQuery(feedbackPreviewQuery(tenantId, incidentId, label))
  const feedback = useFeedback(tenantId, incidentId, onClose)
  const title = label === 'benign' ? 'Say that it was harmless' : 'Say that it was an attack'
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className={administrationCss.form} aria-busy={data === undefined && error === null}>
        {data === undefined ? (
          error === null ? (
            <p className="quiet">Looking at what else it would change…</p>
          ) : null
        ) : (
          <Effect effect={data} />
        )}
        <Refusal error={error ?? feedback.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            disabled={data === undefined}
            loading={feedback.isPending}
            onClick={() => feedback.mutate(label)}
          >
            Apply
          </Button>
        </Group>
      </div>
    </Modal>
  )
}

function Effect({ effect }: { readonly effect: FeedbackEffect }) {
  const { changes, changesTotal, clusters, findings, judged } = effect
  return (
    <>
      <p>
        {plural(findings, 'finding')} will be learned from. {clusterWords(clusters)}
      </p>
      <p>
        {changesTotal === 0
          ? `No other verdict would change (${plural(judged, 'finding')} judged).`
          : `${plural(changesTotal, 'other verdict')} would change, of ${plural(judged, 'finding')} judged:`}
      </p>
      {changes.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className={css.changes} tabIndex={0} aria-label="What else would change">
          <ul>
            {changes.map((each) => (
              <li key={each.findingId}>
                <LogText text={each.familyTitle} max={100} />, <Instant at={each.at} look="age" />:{' '}
                {verdictWords(each.before)} → {verdictWords(each.after)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {changesTotal > changes.length ? (
        <p className="quiet">{plural(changesTotal - changes.length, 'more')} not listed.</p>
      ) : null}
    </>
  )
}

function clusterWords(clusters: FeedbackEffect['clusters']): string {
  if (clusters.length === 0) return 'Nothing like it was seen before, so no cluster takes the label.'
  const benign = clusters.reduce((sum, each) => sum + each.benign, 0)
  const attack = clusters.reduce((sum, each) => sum + each.attack, 0)
  return `${plural(clusters.length, 'cluster')} of context takes the label; so far: ${labelWords(benign, attack)}.`
}
