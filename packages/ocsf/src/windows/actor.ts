import type { EventDraft } from '../draft.ts'
import { accountOfName, type WindowsAccount, windowsUserType } from '../identity/windows.ts'
import { type ProcessDraft, processOf } from './process.ts'
import type { ActorOf } from './windows-reading.ts'
import { dataAccount, dataText } from './windows-record.ts'

/** Sysmon's `User`: the account of the process that the event is about. */
export const processUser: ActorOf = ({ data }) => accountOfName(dataText(data, 'User'))

/** Events in which one process acts on another; Sysmon names the users from version 13 on. */
export const sourceUser: ActorOf = ({ data }) => accountOfName(dataText(data, 'SourceUser'))

export const subject: ActorOf = ({ data }) => dataAccount(data, 'Subject')
export const target: ActorOf = ({ data }) => dataAccount(data, 'Target')

/** The account that the record was written under. */
export const writer: ActorOf = (record) => record.writer

export function userOf(account: WindowsAccount): object {
  const user: { [attribute: string]: unknown } = { type_id: windowsUserType(account) }
  if (account.name !== undefined) user.name = account.name
  if (account.domain !== undefined) user.domain = account.domain
  if (account.sid !== undefined) user.uid = account.sid
  return user
}

/** Where an event states neither user nor process, OCSF still asks for an actor. */
const unknownActor = { user: { name: 'unknown', type_id: 0 } } as const

export function setActor(
  event: EventDraft,
  account: WindowsAccount | undefined,
  process: ProcessDraft | undefined,
): void {
  if (account === undefined) event.actor = process === undefined ? unknownActor : { process }
  else event.actor = process === undefined ? { user: userOf(account) } : { process, user: userOf(account) }
}

/** The acting process as Sysmon names it in most events. */
export function sysmonProcess(data: Parameters<typeof processOf>[0]): ProcessDraft | undefined {
  return processOf(data, 'Image', 'ProcessId', 'ProcessGuid')
}

/** The acting process as the Security log names it. */
export function securityProcess(data: Parameters<typeof processOf>[0]): ProcessDraft | undefined {
  return processOf(data, 'ProcessName', 'ProcessId', undefined)
}
