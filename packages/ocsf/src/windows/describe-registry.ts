import type { EventDraft } from '../draft.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import { setActor, sysmonProcess } from './actor.ts'
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
