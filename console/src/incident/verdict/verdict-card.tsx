import type { IncidentRow } from '@countersign/api/incident'
import type { IncidentVerdict, VerdictLabel, VerdictReplay } from '@countersign/api/triage'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ActionButton } from '../../actions/action-button.tsx'
import { useActions } from '../../actions/use-actions.ts'
import { useRefusal } from '../../api/rights.ts'
import { Refusal } from '../../sources/refusal.tsx'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import { plural } from '../../text/time-words.ts'
import { FeedbackDialog } from './feedback-dialog.tsx'
import css from './verdict.module.css'
import { VerdictGrounds } from './verdict-grounds.tsx'
import { useReplay, verdictQuery } from './verdict-queries.ts'
import { percentWords, verdictWords } from './verdict-words.ts'

type Props = { readonly incident: IncidentRow; readonly onOpenEvent: (eventId: string) => void }

/** What triage says of the incident, all that this rests on, and a person's word on it by one key. */
export function VerdictCard({ incident, onOpenEvent }: Props) {
  const { tenantId, incidentId } = incident
  const { data, error } = useQuery(verdictQuery(tenantId, incidentId))
  const [label, setLabel] = useState<VerdictLabel>()
  const blocked = useRefusal('incident.write')
  const id = useId()
  useActions({
    'incident.benign': { run: () => setLabel('benign'), blocked },
    'incident.attack': { run: () => setLabel('attack'), blocked },
  })
  return (
    <section className={css.card} aria-labelledby={id}>
      <div className={css.head}>
        <h2 id={id}>Verdict</h2>
        <span className={css.line}>
          <ActionButton action="incident.benign" size="compact-sm">
            Harmless
          </ActionButton>
          <ActionButton action="incident.attack" size="compact-sm">
            Attack
          </ActionButton>
        </span>
      </div>
      <Refusal error={error} />
      {data === undefined ? null : data.verdict === null ? (
        <p className="quiet">
          There is none. <LogText text={data.whyNone ?? 'It is not known why.'} max={400} />
        </p>
      ) : (
        <Told verdict={data.verdict} onOpenEvent={onOpenEvent} />
      )}
      {label === undefined ? null : (
        <FeedbackDialog incident={incident} label={label} onClose={() => setLabel(undefined)} />
      )}
    </section>
  )
}

function Told(props: { readonly verdict: IncidentVerdict; readonly onOpenEvent: (eventId: string) => void }) {
  const { verdict } = props
  const { calibration, autonomy, authority } = verdict
  return (
    <>
      <p className={css.line}>
        <span className={css.verdict} data-verdict={verdict.verdict}>
          {verdictWords(verdict.verdict)}
        </span>
        <span>{percentWords(verdict.probability)} likely an attack</span>
      </p>
      <p>
        <LogText text={verdict.statement} max={600} />
      </p>
      <p className="quiet">
        Calibrated <Instant at={calibration.madeAt} look="age" /> with {plural(calibration.events, 'finding')}
        , {plural(calibration.attacks, 'attack')} among them. Decided{' '}
        <Instant at={verdict.decidedAt} look="age" />
        {verdict.isStale ? '; the incident has changed since' : ''}.
      </p>
      <VerdictGrounds {...props} />
      <p>
        <LogText text={authority.statement} max={400} />
      </p>
      <p className="quiet">
        {autonomy.mayClose ? 'It may be closed by the platform' : 'The platform may not close it'}:{' '}
        <LogText text={autonomy.why} max={400} />
      </p>
      <Replay verdict={verdict} />
    </>
  )
}

function Replay({ verdict }: { readonly verdict: IncidentVerdict }) {
  const { tenantId, incidentId, verdictId, recordHash } = verdict
  const replay = useReplay(tenantId, incidentId)
  useActions({ 'verdict.replay': { run: () => replay.mutate(verdictId) } })
  return (
    <>
      <p className={css.line}>
        <ActionButton action="verdict.replay" size="compact-sm" loading={replay.isPending}>
          Replay
        </ActionButton>
        <span className="mono quiet">sha256 {recordHash.slice(0, 12)}…</span>
        <span role="status">{replay.data === undefined ? '' : replayWords(replay.data)}</span>
      </p>
      <Refusal error={replay.error} />
    </>
  )
}

function replayWords({ isIdentical, replayed, otherwise, recordHash }: VerdictReplay): string {
  const judged = `${plural(replayed, 'finding')} judged again`
  if (isIdentical) return `Same bits: ${judged}, sha256 ${recordHash.slice(0, 12)}…`
  return `Not the same: ${otherwise ?? 'it is not known why'} (${judged})`
}
