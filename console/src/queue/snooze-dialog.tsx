import type { IncidentPatch, IncidentRow } from '@countersign/api/incident'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { dateTimeText, plural } from '../text/time-words.ts'
import { ChosenList } from './chosen-list.tsx'
import css from './queue.module.css'
import { snoozeChoices, snoozeMaxDays } from './snooze-times.ts'

/** Takes incidents out of the queue for a while. Whatever happens in them brings them back at once. */
export function SnoozeDialog(props: {
  readonly incidents: readonly IncidentRow[]
  readonly onClose: () => void
  readonly onChange: (patch: IncidentPatch) => void
}) {
  const [nowMs] = useState(Date.now)
  const [moment, setMoment] = useState('')
  const snooze = (untilMs: number) => props.onChange({ snoozeUntil: new Date(untilMs).toISOString() })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const ms = Date.parse(moment)
    if (!Number.isNaN(ms)) snooze(ms)
  }
  return (
    <Modal opened onClose={props.onClose} title={`Snooze ${plural(props.incidents.length, 'incident')}`}>
      <div className={css.resolve}>
        <ChosenList incidents={props.incidents} />
        <p className="quiet">Out of the queue until then, or until something new happens in it.</p>
        <div className={css.choices}>
          {snoozeChoices(nowMs).map(({ name, untilMs }, at) => (
            <Button
              key={name}
              variant="default"
              justify="space-between"
              data-autofocus={at === 0 || undefined}
              onClick={() => snooze(untilMs)}
              rightSection={
                <span className="quiet">{dateTimeText(new Date(untilMs).toISOString())} UTC</span>
              }
            >
              {name}
            </Button>
          ))}
        </div>
        <form onSubmit={submit} className={css.moment}>
          <TextInput
            label="Another time, by your own clock"
            description={`At most ${snoozeMaxDays} days ahead.`}
            type="datetime-local"
            value={moment}
            onChange={(event) => setMoment(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={moment === ''}>
              Snooze
            </Button>
          </Group>
        </form>
      </div>
    </Modal>
  )
}
