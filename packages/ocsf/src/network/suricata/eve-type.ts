import type { Activity, EventDraft, Observable } from '../../draft.ts'
import type { IdentityKey } from '../../event.ts'
import type { JsonObject } from '../../record.ts'

/** How one `event_type` of EVE is read. */
export type EveType = {
  readonly activity: (fields: JsonObject) => Activity
  readonly severity?: (fields: JsonObject) => number
  /** Adds what the class says; the endpoints and the connection are already there. */
  readonly describe: (event: EventDraft, fields: JsonObject, observables: Observable[]) => void
  readonly identity?: (fields: JsonObject) => IdentityKey | undefined
  readonly resource?: (fields: JsonObject) => string | undefined
}
