import type { Activity, EventDraft } from '../draft.ts'
import type { EventClass } from '../event-class.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import type { WindowsRecord } from './windows-record.ts'

/** How one event id of one provider is read. */
export type WindowsReading = {
  /** Undefined where only the event itself tells: then `activityOf` does. */
  readonly activity: Activity
  readonly activityOf?: (record: WindowsRecord) => Activity
  readonly actor: ActorOf
  /** Adds what the class says beside the base attributes; gives the thing acted on. */
  readonly describe: Describe
  /** The field with the logon id that ties the actor's events together. */
  readonly logonId?: string
  /** The field with the address of the other side. */
  readonly sourceIp?: string
  readonly destinationIp?: string
  readonly outcome?: 'success' | 'failure'
}

/** Who acts. */
export type ActorOf = (record: WindowsRecord) => WindowsAccount | undefined

export type Describe = (
  event: EventDraft,
  record: WindowsRecord,
  actor: WindowsAccount | undefined,
) => string | undefined

export type Readings = ReadonlyMap<number, WindowsReading>

/** `Other` (99) says nothing: the event's own word stands in its place. */
export function other(eventClass: EventClass, name: string): Activity {
  return { eventClass, id: 99, name }
}

/** The same reading for several event ids, each with its activity. */
export function each(
  eventClass: EventClass,
  ids: { readonly [eventId: number]: number | string },
  rest: Omit<WindowsReading, 'activity'>,
): readonly (readonly [number, WindowsReading])[] {
  return Object.entries(ids).map(([eventId, id]) => [
    Number(eventId),
    { activity: typeof id === 'string' ? other(eventClass, id) : { eventClass, id }, ...rest },
  ])
}
