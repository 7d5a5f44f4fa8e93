import type { Activity, EventDraft, Observable } from '../../draft.ts'
import type { IdentityKey } from '../../event.ts'
import { type Found, idOf, listOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'

/** How one Zeek log is read. Source: Zeek documentation, "Log Files", and the record types it links. */
export type ZeekLog = {
  /** Fields of this log that the event carries under an OCSF name, beside those every log has. */
  readonly mapped: ReadonlySet<string>
  readonly activity: (fields: JsonObject) => Activity
  readonly severity?: number
  /** Adds what the class says; the endpoints and the connection are already there. */
  readonly describe: (event: EventDraft, fields: JsonObject, observables: Observable[]) => void
  readonly identity?: (fields: JsonObject) => IdentityKey | undefined
  readonly host?: (fields: JsonObject) => string | undefined
  readonly resource?: (fields: JsonObject) => string | undefined
}

export function fieldNames(names: string): ReadonlySet<string> {
  return new Set(names.split(' '))
}

/** Booleans of JSON, and `T` / `F` of a TSV log without `#types`. */
export function zeekFlag(value: Found): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 'T') return true
  return value === 'F' ? false : undefined
}

/** The items of a vector or set as texts; numbers are written out. */
export function zeekItems(value: Found): readonly string[] {
  const single = textOf(value)
  if (single !== undefined) return [single]
  return listOf(value).flatMap((item) => idOf(item) ?? [])
}
