import type { Activity, EventDraft } from '../draft.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import { setActor, sysmonProcess } from './actor.ts'
import { registryKeyActivity, registryValueActivity } from './windows-class.ts'
import type { Describe } from './windows-reading.ts'
import { dataText, type WindowsRecord } from './windows-record.ts'

/** Sysmon's names of a registry key; `HKLM\…\Run\Updater` is key and value in one. */
export function describeKey(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, sysmonProcess(data))
  const path = dataText(data, 'TargetObject')
  event.reg_key = { path: path ?? 'unknown' }
  return path
}

export function describeValue(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, sysmonProcess(data))
  const whole = dataText(data, 'TargetObject')
  event.reg_value = registryValue(whole ?? 'unknown', dataText(data, 'Details'))
  return whole
}

export function registryValue(whole: string, content: string | undefined): object {
  const slash = whole.lastIndexOf('\\')
  const value = { path: slash > 0 ? whole.slice(0, slash) : whole, name: whole.slice(slash + 1) }
  return content === undefined ? value : { ...value, data: content }
}

/** Sysmon 14: `TargetObject` is the old name. */
export function describeRename(
  event: EventDraft,
  record: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const old = describeKey(event, record, actor)
  const name = dataText(record.data, 'NewName')
  if (name === undefined) return old
  event.prev_reg_key = event.reg_key
  event.reg_key = { path: name }
  return name
}

/** Sysmon 12 is keys created and deleted, and values deleted. Some shippers overwrite `EventType` with their own. */
const registryChanges: Readonly<Record<string, Activity>> = {
  CreateKey: { eventClass: registryKeyActivity, id: 1 },
  DeleteKey: { eventClass: registryKeyActivity, id: 4 },
  CreateValue: { eventClass: registryValueActivity, id: 2 },
  DeleteValue: { eventClass: registryValueActivity, id: 4 },
}
const unknownChange: Activity = { eventClass: registryKeyActivity, id: 0 }

/** NXLog puts the level into `EventType`; the message still says what Sysmon wrote. */
const changeInMessage = /\bEventType: (CreateKey|DeleteKey|CreateValue|DeleteValue)\b/
const messageHeadChars = 200

export function registryChange({ data, message }: WindowsRecord): Activity {
  const stated = dataText(data, 'EventType') ?? ''
  const known = Object.hasOwn(registryChanges, stated) ? registryChanges[stated] : undefined
  if (known !== undefined || message === undefined) return known ?? unknownChange
  const found = changeInMessage.exec(message.slice(0, messageHeadChars))?.[1]
  return (found === undefined ? undefined : registryChanges[found]) ?? unknownChange
}

/** Sysmon 12, once its class is known. */
export const describeKeyOrValue: Describe = (event, record, actor) => {
  const describe = event.class_uid === registryValueActivity.uid ? describeValue : describeKey
  return describe(event, record, actor)
}
