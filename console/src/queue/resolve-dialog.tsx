import type { IncidentPatch, IncidentRow, Resolution } from '@countersign/api/incident'
import { Button, Group, Modal, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { plural } from '../text/time-words.ts'
import { ChosenList } from './chosen-list.tsx'
import css from './queue.module.css'
import { resolutions } from './resolutions.ts'

export const reasonMaxChars = 2_000
const usualReasons = [
  'Expected: an approved change',
  'Contained: credentials revoked',
  'Not malicious: the rule is too wide',
]

/** Asks what it turned out to be, and why; both become part of the incident's history. */
export function ResolveDialog(props: {
  readonly incidents: readonly IncidentRow[]
  readonly onClose: () => void
  readonly onChange: (patch: IncidentPatch) => void
}) {
  const [reason, setReason] = useState('')
  const [resolution, setResolution] = useState<Resolution>()
  const isReady = reason.trim() !== '' && resolution !== undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) props.onChange({ status: 'resolved', resolution, reason: reason.trim() })
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={`Resolve ${plural(props.incidents.length, 'incident')}`}
      size="lg"
    >
      <form onSubmit={submit} className={css.resolve}>
        <ChosenList incidents={props.incidents} />
        <Resolutions chosen={resolution} onChoose={setResolution} />
        <Textarea
          label="Reason"
          description="Kept in the history; the customer can read it."
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
          <Button type="submit" disabled={!isReady}>
            Resolve
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** A closed list, so that what incidents turned out to be can be counted. */
function Resolutions(props: {
  readonly chosen: Resolution | undefined
  readonly onChoose: (resolution: Resolution) => void
}) {
  return (
    <fieldset className={css.resolutions}>
      <legend>What it turned out to be</legend>
      {resolutions.map(({ value, name, meaning }, at) => (
        <label key={value}>
          <input
            type="radio"
            name="resolution"
            required
            data-autofocus={at === 0 || undefined}
            checked={props.chosen === value}
            onChange={() => props.onChoose(value)}
          />
          <span>
            {name} <span className={css.meaning}>{meaning}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
