import type { IncidentPatch, IncidentRow } from '@countersign/api/incident'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { plural } from '../text/time-words.ts'
import { ChosenList } from './chosen-list.tsx'
import css from './queue.module.css'
import { useAssignees } from './use-assignees.ts'

const nameMaxChars = 120

/** Gives incidents to a person. Names are offered; any can be typed. */
export function AssignDialog(props: {
  readonly incidents: readonly IncidentRow[]
  readonly onClose: () => void
  readonly onChange: (patch: IncidentPatch) => void
}) {
  const [name, setName] = useState('')
  const offered = useAssignees(props.incidents.map(({ tenantId }) => tenantId))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') props.onChange({ assignee: name.trim() })
  }
  return (
    <Modal opened onClose={props.onClose} title={`Assign ${plural(props.incidents.length, 'incident')}`}>
      <form onSubmit={submit} className={css.resolve}>
        <ChosenList incidents={props.incidents} />
        <TextInput
          label="Person"
          description="The name as it stands in the queue."
          data-autofocus
          list="assignees"
          autoComplete="off"
          maxLength={nameMaxChars}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <datalist id="assignees">
          {offered.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => props.onChange({ assignee: null })}>
            To nobody
          </Button>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            Assign
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
