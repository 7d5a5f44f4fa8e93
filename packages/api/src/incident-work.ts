import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { IncidentPatch, IncidentRow } from './incident.ts'

const incidentId = Type.String({ pattern: '^[0-9a-f]{32}$' })

/** Where an incident is found. */
export const IncidentRef = Type.Object({ tenantId: Type.String({ maxLength: 63 }), incidentId })
export type IncidentRef = Static<typeof IncidentRef>

/** GET …/incidents/:incidentId/neighbours: the ones before and after it in the queue that the same query gives. */
export const Neighbours = Type.Object({
  previous: Type.Union([IncidentRef, Type.Null()]),
  next: Type.Union([IncidentRef, Type.Null()]),
})
export type Neighbours = Static<typeof Neighbours>

/** POST …/incidents/:incidentId/merge: others of the same tenant that are part of this one. */
export const MergeRequest = Type.Object({
  incidentIds: Type.Array(incidentId, { minItems: 1, maxItems: 20, uniqueItems: true }),
  /** Kept in the history. */
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type MergeRequest = Static<typeof MergeRequest>

/** POST …/incidents/:incidentId/unmerge: takes one out again, with its own findings. */
export const UnmergeRequest = Type.Object({
  incidentId,
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type UnmergeRequest = Static<typeof UnmergeRequest>

/** A note of a person. `text` is markdown as it was typed: whoever shows it renders no HTML and loads nothing. */
export const Note = Type.Object({
  noteId: Type.String(),
  author: Type.String(),
  at: Instant,
  /** When it was changed last. */
  editedAt: Type.Union([Instant, Type.Null()]),
  /** Written for the next shift. */
  handOver: Type.Boolean(),
  text: Type.String(),
  /** Until then its author can change it; null for everybody else, and afterwards. */
  editableUntil: Type.Union([Instant, Type.Null()]),
})
export type Note = Static<typeof Note>

/** GET …/incidents/:incidentId/notes: newest first, at most 500. */
export const NoteList = Type.Object({ items: Type.Array(Note) })
export type NoteList = Static<typeof NoteList>

const text = Type.String({ minLength: 1, maxLength: 20_000 })

/** POST …/incidents/:incidentId/notes */
export const NewNote = Type.Object({ text, handOver: Type.Optional(Type.Boolean()) })
export type NewNote = Static<typeof NewNote>

/** PATCH …/incidents/:incidentId/notes/:noteId */
export const NotePatch = Type.Object({ text })
export type NotePatch = Static<typeof NotePatch>

/** GET /api/hand-over: open incidents in the order of the queue, with what was written last. */
export const HandOverPage = Type.Object({
  items: Type.Array(Type.Object({ incident: IncidentRow, note: Type.Union([Note, Type.Null()]) })),
  nextCursor: Type.Optional(Type.String()),
})
export type HandOverPage = Static<typeof HandOverPage>

/** POST /api/incidents/bulk: the same change for many, each by itself. */
export const BulkRequest = Type.Object({
  incidents: Type.Array(
    Type.Object({
      ...IncidentRef.properties,
      /** Change it only when it is still this version. */
      version: Type.Optional(Type.Integer()),
    }),
    { minItems: 1, maxItems: 200 },
  ),
  change: IncidentPatch,
})
export type BulkRequest = Static<typeof BulkRequest>

/** What became of one of them; `code` and `detail` say why it was refused. */
export const BulkOutcome = Type.Object({
  ...IncidentRef.properties,
  outcome: Type.Union([Type.Literal('changed'), Type.Literal('unchanged'), Type.Literal('refused')]),
  code: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  incident: Type.Optional(IncidentRow),
})
export type BulkOutcome = Static<typeof BulkOutcome>
export const BulkAnswer = Type.Object({ items: Type.Array(BulkOutcome) })
export type BulkAnswer = Static<typeof BulkAnswer>

const viewName = Type.String({ minLength: 1, maxLength: 80 })
/** The part of the console's address after `?`, which is its whole state. */
const search = Type.String({ maxLength: 4000 })

/** A named state of a page. */
export const SavedView = Type.Object({
  viewId: Type.String(),
  page: Type.Union([Type.Literal('queue'), Type.Literal('events'), Type.Literal('rules')]),
  name: Type.String(),
  search: Type.String(),
  /** Seen by everybody of the operator who may see the tenants that it names. */
  shared: Type.Boolean(),
  owner: Type.String(),
  /** Only its owner changes it. */
  isMine: Type.Boolean(),
  changedAt: Instant,
})
export type SavedView = Static<typeof SavedView>

/** GET /api/views: one's own and those shared, by name. */
export const SavedViewList = Type.Object({ items: Type.Array(SavedView) })
export type SavedViewList = Static<typeof SavedViewList>

/** POST /api/views, PUT /api/views/:viewId */
export const NewSavedView = Type.Object({
  page: SavedView.properties.page,
  name: viewName,
  search,
  shared: Type.Optional(Type.Boolean()),
})
export type NewSavedView = Static<typeof NewSavedView>
