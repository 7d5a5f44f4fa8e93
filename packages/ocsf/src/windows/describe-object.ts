import type { Activity, EventDraft } from '../draft.ts'
import { baseEventClass } from '../event-class.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import { securityProcess, setActor } from './actor.ts'
import { fileOf } from './process.ts'
import { fileActivity, processActivity, registryKeyActivity } from './windows-class.ts'
import { other } from './windows-reading.ts'
import { dataText, type WindowsRecord } from './windows-record.ts'

/** Access to an object of the kernel: its type decides the class. 4656 asks, 4660 deletes, 4663 uses, 4670 sets security. */
const byType: Readonly<Record<string, Readonly<Record<number, Activity>>>> = {
  File: {
    4656: { eventClass: fileActivity, id: 14 },
    4660: { eventClass: fileActivity, id: 4 },
    4663: { eventClass: fileActivity, id: 14 },
    4670: { eventClass: fileActivity, id: 7 },
  },
  Key: {
    4656: other(registryKeyActivity, 'Open'),
    4660: { eventClass: registryKeyActivity, id: 4 },
    4663: other(registryKeyActivity, 'Access'),
    4670: { eventClass: registryKeyActivity, id: 6 },
  },
  Process: {
    4656: { eventClass: processActivity, id: 3 },
    4663: { eventClass: processActivity, id: 3 },
  },
}

export function objectActivity({ data, eventId }: WindowsRecord): Activity {
  const type = dataText(data, 'ObjectType') ?? ''
  const known = Object.hasOwn(byType, type) ? byType[type]?.[eventId] : undefined
  return known ?? other(baseEventClass, String(eventId))
}

export function describeObject(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, securityProcess(data))
  const name = dataText(data, 'ObjectName')
  if (event.class_uid === fileActivity.uid) event.file = fileOf(name ?? 'unknown')
  else if (event.class_uid === registryKeyActivity.uid) event.reg_key = { path: name ?? 'unknown' }
  else if (event.class_uid === processActivity.uid)
    event.process =
      name === undefined ? { uid: 'unknown' } : { uid: 'unknown', path: name, name: lastPart(name) }
  return name
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1)
}

/** Security 4657. */
export function describeRegistryWrite(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, securityProcess(data))
  const key = dataText(data, 'ObjectName') ?? 'unknown'
  const name = dataText(data, 'ObjectValueName') ?? ''
  const content = dataText(data, 'NewValue')
  event.reg_value = content === undefined ? { path: key, name } : { path: key, name, data: content }
  return name === '' ? key : `${key}\\${name}`
}
