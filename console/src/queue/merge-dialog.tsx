import type { IncidentRow } from '@countersign/api/incident'
import type { MergeRequest } from '@countersign/api/incident-work'
import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { say } from '../shell/notices.tsx'
import { Severity } from '../shell/severity.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './queue.module.css'
import { reasonMaxChars } from './resolve-dialog.tsx'
import { incidentsChanged } from './use-incident-patch.ts'

/** Asks which one stays and why the others are part of it. It can be taken back on the incident's page. */
export function MergeDialog(props: {
  readonly incidents: readonly IncidentRow[]
  readonly onClose: () => void
  /** @param stays id of the incident that the others are part of now */
  readonly onDone: (stays: string) => void
}) {
  const { incidents } = props
  const client = useQueryClient()
  const [stays, setStays] = useState(incidents[0]?.incidentId ?? '')
  const [reason, setReason] = useState('')
  const merge = useMutation({
    mutationFn: () => {
      const body: MergeRequest = {
        incidentIds: incidents.map(({ incidentId }) => incidentId).filter((id) => id !== stays),
        reason: reason.trim(),
      }
      return api.call('POST /api/tenants/{tenantId}/incidents/{incidentId}/merge', {
        path: { tenantId: incidents[0]?.tenantId ?? '', incidentId: stays },
        body,
        action: 'incident.merge',
      })
    },
    onSuccess: () => {
      say(`${plural(incidents.length, 'incident')} merged into one`)
      props.onDone(stays)
    },
    onSettled: () => incidentsChanged(client),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') merge.mutate()
  }
  return (
    <Modal opened onClose={props.onClose} title={`Merge ${plural(incidents.length, 'incident')}`} size="lg">
      <form onSubmit={submit} className={css.resolve}>
        <Stays incidents={incidents} stays={stays} onChoose={setStays} />
        <Textarea
          label="Reason"
          description="Kept in the history. Merging can be undone on the incident's page."
          required
          autosize
          minRows={2}
          maxLength={reasonMaxChars}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Refusal error={merge.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={merge.isPending} disabled={reason.trim() === ''}>
            Merge
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function Stays(props: {
  readonly incidents: readonly IncidentRow[]
  readonly stays: string
  readonly onChoose: (incidentId: string) => void
}) {
  return (
    <fieldset className={css.resolutions}>
      <legend>The one that stays; the others become part of it</legend>
      {props.incidents.map((row, at) => (
        <label key={row.incidentId}>
          <input
            type="radio"
            name="stays"
            data-autofocus={at === 0 || undefined}
            checked={props.stays === row.incidentId}
            onChange={() => props.onChoose(row.incidentId)}
          />
          <span>
            <Severity level={row.severity} /> <LogText text={row.title} max={160} />{' '}
            <span className={css.meaning}>
              {plural(row.findingCount, 'finding')}, last <Instant at={row.lastAt} />
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
