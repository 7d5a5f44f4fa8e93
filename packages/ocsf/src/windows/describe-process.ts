import type { EventDraft } from '../draft.ts'
import { accountOfName, type WindowsAccount } from '../identity/windows.ts'
import type { JsonObject } from '../record.ts'
import { securityProcess, setActor, sysmonProcess, userOf } from './actor.ts'
import { fileOf, hashesOf, type ProcessDraft, processOf, setIntegrity } from './process.ts'
import { dataInteger, dataText, type WindowsRecord } from './windows-record.ts'

/** Sysmon 1: the parent acts, the new process is what is acted on. */
export function describeLaunch(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const parent = processOf(data, 'ParentImage', 'ParentProcessId', 'ParentProcessGuid')
  setCommand(parent, dataText(data, 'ParentCommandLine'))
  setActor(event, actor, parent)
  const process = sysmonProcess(data) ?? { uid: 'unknown' }
  setCommand(process, dataText(data, 'CommandLine'))
  setIntegrity(process, dataText(data, 'IntegrityLevel'))
  if (process.path !== undefined) process.file = imageFile(data, process.path)
  const folder = dataText(data, 'CurrentDirectory')
  if (folder !== undefined) process.working_directory = folder
  const session = dataText(data, 'LogonGuid')
  if (session !== undefined) process.session = { uid: session }
  if (actor !== undefined) process.user = userOf(actor)
  if (parent !== undefined) process.parent_process = parent
  event.process = process
  return process.path
}

function setCommand(process: ProcessDraft | undefined, command: string | undefined): void {
  if (process !== undefined && command !== undefined) process.cmd_line = command
}

function imageFile(data: JsonObject, path: string): object {
  const file = fileOf(path)
  const hashes = dataText(data, 'Hashes')
  if (hashes !== undefined) file.hashes = hashesOf(hashes)
  const original = dataText(data, 'OriginalFileName')
  if (original !== undefined) file.internal_name = original
  const company = dataText(data, 'Company')
  if (company !== undefined) file.company_name = company
  const description = dataText(data, 'Description')
  if (description !== undefined) file.desc = description
  return file
}

/** Security 4688. Its ids are hexadecimal; the parent's path and the command line depend on the audit policy. */
export function describeCreation(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const parent = processOf(data, 'ParentProcessName', 'ProcessId', undefined)
  setActor(event, actor, parent)
  const process = processOf(data, 'NewProcessName', 'NewProcessId', undefined) ?? { uid: 'unknown' }
  setCommand(process, dataText(data, 'CommandLine') ?? dataText(data, 'ProcessCommandLine'))
  setIntegrity(process, dataText(data, 'MandatoryLabel'))
  if (process.path !== undefined) process.file = fileOf(process.path)
  if (parent !== undefined) process.parent_process = parent
  event.process = process
  return process.path
}

/** Sysmon 5 and 25: the process that ends, or whose image is replaced, is all that the event names. */
export function describeEnd(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const process = sysmonProcess(data) ?? { uid: 'unknown' }
  setActor(event, actor, process)
  event.process = process
  return process.path
}

/** Security 4689. */
export function describeExit(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const process = securityProcess(data) ?? { uid: 'unknown' }
  setActor(event, actor, process)
  event.process = process
  const code = dataInteger(data, 'Status')
  if (code !== undefined) event.exit_code = code
  return process.path
}

/** Sysmon 10. `GrantedAccess` is the mask that the caller got. */
export function describeAccess(
  event: EventDraft,
  record: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const granted = dataInteger(record.data, 'GrantedAccess')
  if (granted !== undefined) event.actual_permissions = granted
  return describePair(event, record.data, actor)
}

/** Sysmon 8: a thread started inside another process. */
export function describeInjection(
  event: EventDraft,
  record: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  event.injection_type_id = 1
  event.injection_type = 'Remote Thread'
  return describePair(event, record.data, actor)
}

/** Sysmon writes `…ProcessGUID` in event 10 and `…ProcessGuid` in event 8. */
function describePair(
  event: EventDraft,
  data: JsonObject,
  actor: WindowsAccount | undefined,
): string | undefined {
  const upper = data.SourceProcessGUID !== undefined
  const source = processOf(
    data,
    'SourceImage',
    'SourceProcessId',
    upper ? 'SourceProcessGUID' : 'SourceProcessGuid',
  )
  const aim = processOf(
    data,
    'TargetImage',
    'TargetProcessId',
    upper ? 'TargetProcessGUID' : 'TargetProcessGuid',
  ) ?? { uid: 'unknown' }
  const thread = dataInteger(data, 'SourceThreadId')
  if (source !== undefined && thread !== undefined) source.tid = thread
  setActor(event, actor, source)
  const user = accountOfName(dataText(data, 'TargetUser'))
  if (user !== undefined) aim.user = userOf(user)
  event.process = aim
  return aim.path
}
