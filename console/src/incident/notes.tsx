import type { IncidentRow } from '@countersign/api/incident'
import type { Note } from '@countersign/api/incident-work'
import { Button, Group, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { useNow } from '../text/use-now.ts'
import css from './incident.module.css'
import { notesQuery, useWriteNote } from './note-queries.ts'

const noteMaxChars = 20_000

/** What people wrote about it, newest first; a note for the next shift stands on the hand-over page. */
export function Notes({ incident }: { readonly incident: IncidentRow }) {
  const { tenantId, incidentId } = incident
  const { data: notes, error } = useQuery(notesQuery(tenantId, incidentId))
  const refusal = useRefusal('incident.write')
  return (
    <section className={css.card} aria-labelledby="notes">
      <h2 id="notes">Notes</h2>
      {refusal === undefined ? <NewNote key={incidentId} incident={incident} /> : null}
      {error === null ? null : <Refusal error={error} />}
      {notes?.length === 0 ? <p className="quiet">Nobody has written anything yet.</p> : null}
      <ol className={css.history}>
        {notes?.map((note) => (
          <NoteItem key={note.noteId} note={note} incident={incident} />
        ))}
      </ol>
    </section>
  )
}

function NewNote({ incident }: { readonly incident: IncidentRow }) {
  const input = useRef<HTMLTextAreaElement>(null)
  useActions({ 'incident.note': { run: () => input.current?.focus() } })
  return <NoteForm incident={incident} input={input} />
}

function NoteForm(props: {
  readonly incident: IncidentRow
  /** The note that is changed; absent for a new one. */
  readonly note?: Note
  readonly input?: React.RefObject<HTMLTextAreaElement | null>
  readonly onDone?: () => void
}) {
  const { incident, note } = props
  const write = useWriteNote(incident.tenantId, incident.incidentId)
  const [text, setText] = useState(note?.text ?? '')
  const [handOver, setHandOver] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '' || write.isPending) return
    const written = note === undefined ? { text, handOver } : { text, noteId: note.noteId }
    write.mutate(written, {
      onSuccess: () => {
        if (note === undefined) setText('')
        props.onDone?.()
      },
    })
  }
  return (
    <form onSubmit={submit} className={css.note}>
      <Textarea
        ref={props.input}
        aria-label={note === undefined ? 'New note' : 'Note'}
        placeholder="What you saw, did, or need to know"
        classNames={{ input: css.noteInput }}
        rows={2}
        maxLength={noteMaxChars}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <Refusal error={write.error} />
      <Group justify="space-between" gap={8}>
        {note === undefined ? (
          <label className={css.check}>
            <input
              type="checkbox"
              checked={handOver}
              onChange={(event) => setHandOver(event.currentTarget.checked)}
            />
            For the next shift
          </label>
        ) : (
          <Button variant="default" onClick={props.onDone}>
            Cancel
          </Button>
        )}
        <Button type="submit" variant="default" loading={write.isPending} disabled={text.trim() === ''}>
          {note === undefined ? 'Add the note' : 'Change it'}
        </Button>
      </Group>
    </form>
  )
}

function NoteItem({ note, incident }: { readonly note: Note; readonly incident: IncidentRow }) {
  const [editing, setEditing] = useState(false)
  const nowMs = useNow()
  const mayEdit = note.editableUntil !== null && Date.parse(note.editableUntil) > nowMs
  if (editing && mayEdit)
    return (
      <li>
        <NoteForm incident={incident} note={note} onDone={() => setEditing(false)} />
      </li>
    )
  return (
    <li className={css.noteItem} data-hand-over={note.handOver || undefined}>
      <NoteText text={note.text} />
      <span className="quiet">
        <LogText text={note.author} max={60} />, <Instant at={note.at} look="age" />
        {note.editedAt === null ? '' : ', changed since'}
        {note.handOver ? ' · for the next shift' : ''}
      </span>
      {mayEdit ? (
        <button type="button" className={css.cite} onClick={() => setEditing(true)}>
          Change
        </button>
      ) : null}
    </li>
  )
}

/** As it was typed, line by line: nothing in a note is markup. */
export function NoteText({ text }: { readonly text: string }) {
  return (
    <span className={css.noteText}>
      <LogText text={text} lines />
    </span>
  )
}
