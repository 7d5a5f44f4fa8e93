import type { StateTransaction } from '../platform/state/state.ts'
import { tablesOf } from './store.ts'
import type { NoteRecord } from './tables.ts'

export async function addNote(tx: StateTransaction, note: NoteRecord): Promise<void> {
  await tablesOf(tx).insertInto('incident_note').values(note).execute()
}

export async function findNote(tx: StateTransaction, noteId: string): Promise<NoteRecord | undefined> {
  return tablesOf(tx).selectFrom('incident_note').selectAll().where('note_id', '=', noteId).executeTakeFirst()
}

export async function changeNote(
  tx: StateTransaction,
  noteId: string,
  change: Pick<NoteRecord, 'text' | 'edited_at'>,
): Promise<void> {
  await tablesOf(tx).updateTable('incident_note').set(change).where('note_id', '=', noteId).execute()
}

/** Of the incident and of those that went up in it, newest first. */
export async function notesOf(
  tx: StateTransaction,
  incidentIds: readonly string[],
  max: number,
): Promise<readonly NoteRecord[]> {
  return tablesOf(tx)
    .selectFrom('incident_note')
    .selectAll()
    .where('incident_id', 'in', [...incidentIds])
    .orderBy('at', 'desc')
    .orderBy('note_id')
    .limit(max)
    .execute()
}

/** The last note of each, by incident id. */
export async function latestNotes(
  tx: StateTransaction,
  incidentIds: readonly string[],
): Promise<ReadonlyMap<string, NoteRecord>> {
  if (incidentIds.length === 0) return new Map()
  const rows = await tablesOf(tx)
    .selectFrom('incident_note')
    .distinctOn(['tenant_id', 'incident_id'])
    .selectAll()
    .where('incident_id', 'in', [...incidentIds])
    .orderBy('tenant_id')
    .orderBy('incident_id')
    .orderBy('at', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.incident_id, row]))
}
