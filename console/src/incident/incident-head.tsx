import type { IncidentRow } from '@countersign/api/incident'
import { ActionButton } from '../actions/action-button.tsx'
import { resolutionWords } from '../queue/resolutions.ts'
import { Severity } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './incident.module.css'

const statusWords = { new: 'New', 'in-progress': 'In progress', resolved: 'Resolved' } as const

export function IncidentHead({ incident }: { readonly incident: IncidentRow }) {
  return (
    <header className={css.head}>
      <div className={css.ways}>
        <ActionButton action="incident.back" size="compact-xs">
          ← Queue
        </ActionButton>
        <ActionButton action="incident.previous" size="compact-xs">
          Previous
        </ActionButton>
        <ActionButton action="incident.next" size="compact-xs">
          Next
        </ActionButton>
        <TenantChip tenantId={incident.tenantId} wide />
        <Severity level={incident.severity} filled />
        <span className={css.state} data-status={incident.status}>
          {statusWords[incident.status]}
          {incident.resolution === null ? '' : `: ${resolutionWords(incident.resolution).toLowerCase()}`}
        </span>
        {incident.snoozedUntil === null ? null : (
          <span className={css.state}>
            Snoozed until <Instant at={incident.snoozedUntil} />
          </span>
        )}
        <span className="quiet">
          {incident.assignee === null ? (
            'assigned to nobody'
          ) : (
            <>
              assigned to <LogText text={incident.assignee} max={60} />
            </>
          )}
        </span>
        <span className={css.grow} />
        <ActionButton action="incident.copy-link" size="compact-xs">
          Copy link
        </ActionButton>
      </div>
      <h1>
        <LogText text={incident.title} max={300} />
      </h1>
      <p className={css.statement}>
        <LogText text={incident.statement} />
      </p>
      <div className={css.ways}>
        <ActionButton
          action="incident.resolve"
          variant={incident.status === 'resolved' ? 'default' : 'filled'}
        >
          Resolve
        </ActionButton>
        <ActionButton action="incident.start">In progress</ActionButton>
        <ActionButton action="incident.take" />
        <ActionButton action="incident.assign">Assign</ActionButton>
        {incident.snoozedUntil === null ? (
          <ActionButton action="incident.snooze" />
        ) : (
          <ActionButton action="incident.wake" />
        )}
        {incident.status === 'resolved' ? <ActionButton action="incident.reopen" /> : null}
        <ActionButton action="incident.merge">Merge</ActionButton>
        <ActionButton action="incident.first-event">First raw event</ActionButton>
      </div>
    </header>
  )
}
