import type { IncidentRow } from '@countersign/api/incident'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { incidentsQuery } from '../api/queries.ts'
import { MergeDialog } from '../queue/merge-dialog.tsx'
import css from '../queue/queue.module.css'
import { Severity } from '../shell/severity.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'

/** The API takes so many up into one. */
const othersMax = 20

/** Which open incidents of the same tenant belong to this one; then, as from the queue, which stays and why. */
export function MergeHere(props: {
  readonly incident: IncidentRow
  readonly onClose: () => void
  readonly onDone: (stays: string) => void
}) {
  const [chosen, setChosen] = useState<readonly IncidentRow[]>([])
  const [isChosen, setIsChosen] = useState(false)
  if (isChosen)
    return (
      <MergeDialog incidents={[props.incident, ...chosen]} onClose={props.onClose} onDone={props.onDone} />
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen.length > 0) setIsChosen(true)
  }
  return (
    <Modal opened onClose={props.onClose} title="Merge with other incidents of this tenant" size="lg">
      <form onSubmit={submit} className={css.resolve}>
        <Others incident={props.incident} chosen={chosen} onChoose={setChosen} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={chosen.length === 0}>
            {chosen.length === 0 ? 'Choose at least one' : `Merge with ${chosen.length}…`}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function Others(props: {
  readonly incident: IncidentRow
  readonly chosen: readonly IncidentRow[]
  readonly onChoose: (chosen: readonly IncidentRow[]) => void
}) {
  const { incident, chosen, onChoose } = props
  const [text, setText] = useState('')
  const { data, error, isPending } = useInfiniteQuery(
    incidentsQuery({ tenant: [incident.tenantId], status: 'open', text }),
  )
  const isIn = (row: IncidentRow) => chosen.some(({ incidentId }) => incidentId === row.incidentId)
  const rows = (data?.pages[0]?.items ?? []).filter(({ incidentId }) => incidentId !== incident.incidentId)
  const toggle = (row: IncidentRow) =>
    onChoose(isIn(row) ? chosen.filter((each) => each.incidentId !== row.incidentId) : [...chosen, row])
  return (
    <>
      <TextInput
        label="Find an incident"
        description="Words of its title, sentence, identities or hosts."
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Refusal error={error} />
      <fieldset className={css.resolutions}>
        <legend>Open incidents of this tenant, most severe first</legend>
        {rows.length === 0 ? (
          <p className="quiet">{isPending ? 'Reading the incidents…' : 'No other open incident matches.'}</p>
        ) : null}
        {rows.map((row) => (
          <label key={row.incidentId}>
            <input
              type="checkbox"
              checked={isIn(row)}
              disabled={!isIn(row) && chosen.length >= othersMax}
              onChange={() => toggle(row)}
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
    </>
  )
}
