import type { IncidentDetail, MergedIncident } from '@countersign/api/incident'
import type { UnmergeRequest } from '@countersign/api/incident-work'
import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { useRefusal } from '../api/rights.ts'
import { reasonMaxChars } from '../queue/resolve-dialog.tsx'
import { incidentsChanged } from '../queue/use-incident-patch.ts'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './incident.module.css'

/** Incidents that went up in this one; each can be taken out again. */
export function Merged({ detail }: { readonly detail: IncidentDetail }) {
  const [parting, setParting] = useState<MergedIncident>()
  const refusal = useRefusal('incident.write')
  if (detail.merged.length === 0) return null
  return (
    <section className={css.card} aria-labelledby="merged">
      <h2 id="merged">Merged into this one</h2>
      <ol className={css.history}>
        {detail.merged.map((each) => (
          <li key={each.incidentId} className={css.noteItem}>
            <LogText text={each.title} max={200} />
            <span className="quiet">
              <LogText text={each.reason} max={400} />. <LogText text={each.who} max={60} />,{' '}
              <Instant at={each.at} look="age" />
            </span>
            {refusal === undefined ? (
              <button type="button" className={css.cite} onClick={() => setParting(each)}>
                Take it out
              </button>
            ) : null}
          </li>
        ))}
      </ol>
      {parting === undefined ? null : (
        <TakeOut detail={detail} merged={parting} onClose={() => setParting(undefined)} />
      )}
    </section>
  )
}

function TakeOut(props: {
  readonly detail: IncidentDetail
  readonly merged: MergedIncident
  readonly onClose: () => void
}) {
  const { tenantId, incidentId } = props.detail.incident
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const part = useMutation({
    mutationFn: () => {
      const body: UnmergeRequest = { incidentId: props.merged.incidentId, reason: reason.trim() }
      return api.call('POST /api/tenants/{tenantId}/incidents/{incidentId}/unmerge', {
        path: { tenantId, incidentId },
        body,
        action: 'incident.unmerge',
      })
    },
    onSuccess: () => {
      say('The incident is on its own again')
      props.onClose()
    },
    onSettled: () => incidentsChanged(client),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    part.mutate()
  }
  return (
    <Modal opened onClose={props.onClose} title="Take it out again">
      <form onSubmit={submit} className={css.note}>
        <p>
          <LogText text={props.merged.title} max={200} /> gets its own findings back. The two are never put
          together by themselves again.
        </p>
        <Textarea
          label="Reason"
          data-autofocus
          required
          autosize
          minRows={2}
          maxLength={reasonMaxChars}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Refusal error={part.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={part.isPending} disabled={reason.trim() === ''}>
            Take it out
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
