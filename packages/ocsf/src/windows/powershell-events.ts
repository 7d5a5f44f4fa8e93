import type { EventDraft } from '../draft.ts'
import { accountOfName, type WindowsAccount } from '../identity/windows.ts'
import { setActor } from './actor.ts'
import { fileOf } from './process.ts'
import { scriptActivity } from './windows-class.ts'
import { each, type Readings, type WindowsReading } from './windows-reading.ts'
import { dataInteger, dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

/** Microsoft-Windows-PowerShell. 4103 is a pipeline, 4104 a block of script text, 4105 and 4106 its start and stop. */
export const powerShellEvents: Readings = new Map<number, WindowsReading>([
  ...each(scriptActivity, { 4103: 1 }, { actor: pipelineUser, describe: describePipeline }),
  ...each(
    scriptActivity,
    { 4104: 1, 4105: 'Script block started', 4106: 'Script block stopped' },
    { actor: ({ writer }) => writer, describe: describeBlock },
  ),
])

/** The classic log (`Windows PowerShell`): engine and provider life cycle, and pipelines in 800. */
export const classicPowerShellEvents: Readings = new Map<number, WindowsReading>(
  each(
    scriptActivity,
    { 400: 'Engine started', 403: 'Engine stopped', 600: 'Provider started', 800: 1 },
    { actor: classicUser, describe: describeClassic },
  ),
)

/** Context that PowerShell writes as text holds the account and the host's command line. */
const contextUser = /(?:^|\n)\s*User = ([^\r\n]{1,256})/
const contextCommand = /(?:^|\n)\s*Host Application = ([^\r\n]{1,8192})/
const classicUserId = /(?:^|\n)\s*UserId=([^\r\n]{1,256})/
const classicCommand = /(?:^|\n)\s*HostApplication=([^\r\n]{1,8192})/
/** The context comes first; what follows may be a whole script. */
const contextMaxChars = 16_384

function found(pattern: RegExp, text: string | undefined): string | undefined {
  return text === undefined ? undefined : pattern.exec(text.slice(0, contextMaxChars))?.[1]?.trim()
}

function pipelineUser({ data, writer }: WindowsRecord): WindowsAccount | undefined {
  return accountOfName(found(contextUser, dataText(data, 'ContextInfo'))) ?? writer
}

function describePipeline(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const host = found(contextCommand, dataText(data, 'ContextInfo'))
  setHost(event, actor, host)
  event.script = scriptOf(dataText(data, 'Payload'))
  return host
}

/** Long scripts come in numbered parts of one `ScriptBlockId`. */
function describeBlock(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const script = scriptOf(dataText(data, 'ScriptBlockText'))
  const id = dataText(data, 'ScriptBlockId')
  if (id !== undefined) script.uid = id
  const path = dataText(data, 'Path')
  if (path !== undefined) script.file = fileOf(path)
  event.script = script
  const total = dataInteger(data, 'MessageTotal')
  if (total !== undefined && total > 1)
    script.script_content = { value: dataText(data, 'ScriptBlockText') ?? '', is_truncated: true }
  return path ?? id
}

function classicUser({ data, message, writer }: WindowsRecord): WindowsAccount | undefined {
  return accountOfName(found(classicUserId, contextOf(data, message))) ?? writer
}

/** Shippers name the third datum `param3`, `Data_2` or nothing; the message holds the same text. */
function contextOf(data: WindowsRecord['data'], message: string | undefined): string | undefined {
  return firstDataText(data, 'param2', 'param3', 'Data_1', 'Data_2') ?? message
}

function describeClassic(
  event: EventDraft,
  { data, message, eventId }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const host = found(classicCommand, contextOf(data, message)) ?? found(classicCommand, message)
  setHost(event, actor, host)
  const pipeline = eventId === 800 ? dataText(data, 'param1') : undefined
  event.script = scriptOf(pipeline ?? host)
  return host
}

function setHost(event: EventDraft, actor: WindowsAccount | undefined, command: string | undefined): void {
  setActor(
    event,
    actor,
    command === undefined ? undefined : { name: 'PowerShell', uid: 'unknown', cmd_line: command },
  )
}

function scriptOf(text: string | undefined): { [attribute: string]: unknown } {
  return { type_id: 2, type: 'PowerShell', script_content: { value: text ?? '' } }
}
