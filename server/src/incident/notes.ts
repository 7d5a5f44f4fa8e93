import { randomUUID } from 'node:crypto'
import type { NewNote, Note, NoteList, NotePatch } from '@countersign/api/incident-work'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { mergedListedMax, recordAt } from './incident-detail.ts'
import { mergedInto } from './merge-store.ts'
import { addNote, changeNote, findNote, notesOf } from './note-store.ts'
import { storableText } from './storable.ts'
import { addHistory, nextChange, setByPerson } from './store.ts'
import type { NoteRecord } from './tables.ts'
import { tell } from './write-incident.ts'

/** A slip can be corrected; what others may have read and acted on stays as it was. */
export const noteEditMinutes = 15
const notesListedMax = 500

export interface Notes {
  /** Those of the incident, and of others that went up in it. Errors: NOT_FOUND. */
  readonly list: (person: Person, tenantId: TenantId, incidentId: string) => Promise<NoteList>
  readonly add: (person: Person, tenantId: TenantId, incidentId: string, note: NewNote) => Promise<Note>
  /** Errors: NOT_FOUND, FORBIDDEN for a note of somebody else, CONFLICT after `noteEditMinutes`. */
  readonly change: (
    person: Person,
    tenantId: TenantId,
    note: { readonly incidentId: string; readonly noteId: string; readonly patch: NotePatch },
  ) => Promise<Note>
}

export function openNotes({ state, clock }: { readonly state: State; readonly clock: Clock }): Notes {
  return {
    list: (person, tenantId, incidentId) =>
      state.forTenant(tenantId, async (tx) => {
        const record = await recordAt(tx, incidentId)
        const merged = await mergedInto(tx, record.incident_id, mergedListedMax)
        const ids = [record.incident_id, ...merged.map(({ from_id }) => from_id)]
        const notes = await notesOf(tx, ids, notesListedMax)
        return { items: notes.map((note) => noteShape(note, person, clock.now())) }
      }),
    add: (person, tenantId, incidentId, note) =>
      state.forTenant(tenantId, (tx) => add(tx, clock.now(), person, tenantId, incidentId, note)),
    change: (person, tenantId, { incidentId, noteId, patch }) =>
      state.forTenant(tenantId, async (tx) => {
        const found = await findNote(tx, noteId)
        if (found?.incident_id !== (await recordAt(tx, incidentId)).incident_id)
          throw new CountersignError('NOT_FOUND', 'no such note')
        const nowMs = clock.now()
        refuseEdit(found, person, nowMs)
        const change = { text: storableText(patch.text), edited_at: new Date(nowMs) }
        await changeNote(tx, noteId, change)
        await announce(tx, person, found, 'changed a note', nowMs)
        return noteShape({ ...found, ...change }, person, nowMs)
      }),
  }
}

async function add(
  tx: StateTransaction,
  nowMs: number,
  person: Person,
  tenantId: TenantId,
  incidentId: string,
  { text, handOver = false }: NewNote,
): Promise<Note> {
  const { incident_id } = await recordAt(tx, incidentId)
  const note: NoteRecord = {
    tenant_id: tenantId,
    note_id: randomUUID(),
    incident_id,
    author_id: person.personId,
    author: person.name,
    at: new Date(nowMs),
    edited_at: null,
    hand_over: handOver,
    text: storableText(text),
  }
  await addNote(tx, note)
  await announce(tx, person, note, handOver ? 'wrote a note for the next shift' : 'wrote a note', nowMs)
  return noteShape(note, person, nowMs)
}

/** A note makes a new version: who has not read it has not seen the incident as it is. */
async function announce(
  tx: StateTransaction,
  person: Person,
  { tenant_id, incident_id }: NoteRecord,
  what: string,
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs)
  const seq = await nextChange(tx)
  await setByPerson(tx, incident_id, { updated_at: at, change_seq: seq })
  await addHistory(tx, { tenant_id, incident_id, at, who: person.name, what })
  await tell(tx, { tenantId: tenant_id, incidentId: incident_id, kind: 'updated', seq })
}

function refuseEdit(note: NoteRecord, person: Person, nowMs: number): void {
  if (note.author_id !== person.personId)
    throw new CountersignError('FORBIDDEN', 'only its author can change a note')
  if (nowMs > editableUntilMs(note))
    throw new CountersignError(
      'CONFLICT',
      `a note can be changed for ${noteEditMinutes} minutes; write another one`,
    )
}

const editableUntilMs = ({ at }: NoteRecord) => at.getTime() + noteEditMinutes * 60_000

export function noteShape(note: NoteRecord, person: Person, nowMs: number): Note {
  const isEditable = note.author_id === person.personId && nowMs <= editableUntilMs(note)
  return {
    noteId: note.note_id,
    author: note.author,
    at: note.at.toISOString(),
    editedAt: note.edited_at?.toISOString() ?? null,
    handOver: note.hand_over,
    text: note.text,
    editableUntil: isEditable ? new Date(editableUntilMs(note)).toISOString() : null,
  }
}
