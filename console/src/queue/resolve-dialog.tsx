import type { IncidentRow } from '@countersign/api/incident'
import { Button, Group, Modal, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './queue.module.css'

const reasonMaxChars = 2_000
const usualReasons = [
  'Expected: an approved change',
  'Expected: a planned test',
  'Contained: credentials revoked',
  'Not malicious: the rule is too wide',
]

/** Asks why; the reason becomes part of the incident's history. */
export function ResolveDialog(props: {
  readonly incidents: readonly IncidentRow[]
  readonly onClose: () => void
  readonly onResolve: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') props.onResolve(reason.trim())
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={`Resolve ${plural(props.incidents.length, 'incident')}`}
      size="lg"
    >
      <form onSubmit={submit} className={css.resolve}>
        <ul className={css.resolving}>
          {props.incidents.slice(0, 6).map((row) => (
            <li key={row.incidentId}>
              <TenantChip tenantId={row.tenantId} /> <LogText text={row.title} max={120} />
            </li>
          ))}
          {props.incidents.length > 6 ? (
            <li className="quiet">and {props.incidents.length - 6} more</li>
          ) : null}
        </ul>
        <Textarea
          label="Reason"
          description="Kept in the history; the customer can read it."
          data-autofocus
          required
          autosize
          minRows={3}
          maxLength={reasonMaxChars}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
          }}
        />
        <Group gap={6}>
          {usualReasons.map((usual) => (
            <Button key={usual} variant="default" size="compact-xs" onClick={() => setReason(usual)}>
              {usual}
            </Button>
          ))}
        </Group>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={reason.trim() === ''}>
            Resolve
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
