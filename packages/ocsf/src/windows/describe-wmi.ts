import type { Activity } from '../draft.ts'
import { entityManagement } from '../event-class.ts'
import { setActor } from './actor.ts'
import type { Describe } from './windows-reading.ts'
import { dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

const changes: Readonly<Record<string, Activity>> = {
  Created: { eventClass: entityManagement, id: 1 },
  Modified: { eventClass: entityManagement, id: 3 },
  Deleted: { eventClass: entityManagement, id: 4 },
}
const unknownChange: Activity = { eventClass: entityManagement, id: 0 }

/** Sysmon 19 to 21 state what was done in `Operation`. */
export function wmiChange({ data }: WindowsRecord): Activity {
  const operation = dataText(data, 'Operation') ?? ''
  return (Object.hasOwn(changes, operation) ? changes[operation] : undefined) ?? unknownChange
}

const kinds: ReadonlyMap<number, string> = new Map([
  [19, 'WMI event filter'],
  [20, 'WMI event consumer'],
  [21, 'WMI filter to consumer binding'],
])

/** Sysmon 19 to 21 and WMI-Activity 5861: a part of a WMI subscription, with all that the event says about it. */
export const describeWmi: Describe = (event, { data, eventId }, actor) => {
  setActor(event, actor, undefined)
  const name = firstDataText(data, 'Name', 'Consumer', 'Filter', 'CONSUMER', 'ESS', 'Namespace')
  event.entity = {
    name: name ?? 'unknown',
    type: kinds.get(eventId) ?? 'WMI subscription',
    type_id: 99,
    data,
  }
  return name
}
