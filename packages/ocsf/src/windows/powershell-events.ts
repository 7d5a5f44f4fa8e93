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

/** What PowerShell writes as text, one `name = value` a line: the account and the host's command line among it. */
const contextUser = 'User = '
const contextCommand = 'Host Application = '
const classicUserId = 'UserId='
const classicCommand = 'HostApplication='
const valueMaxChars = 8192
const occurrencesMax = 8

/**
 * The value of a named line. A command line in the same text may hold a line of that name: where several disagree, none
 * is believed.
 */
function lineOf(text: string | undefined, name: string): string | undefined {
  let value: string | undefined
  let from = 0
  for (let count = 0; text !== undefined && count < occurrencesMax; count++) {
    const at = text.indexOf(name, from)
    if (at === -1) break
    from = at + name.length
    if (!startsLine(text, at)) continue
    const found = restOfLine(text, from)
    if (value !== undefined && value !== found) return undefined
    value = found
  }
  return value === '' ? undefined : value
}

function startsLine(text: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && (text.charCodeAt(before) === 0x20 || text.charCodeAt(before) === 0x09)) before--
  return before < 0 || text.charCodeAt(before) === 0x0a
}

function restOfLine(text: string, from: number): string {
  const end = text.indexOf('\n', from)
  return text.slice(from, Math.min(end === -1 ? text.length : end, from + valueMaxChars)).trim()
}

function pipelineUser({ data, writer }: WindowsRecord): WindowsAccount | undefined {
  return accountOfName(lineOf(dataText(data, 'ContextInfo'), contextUser)) ?? writer
}

function describePipeline(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const host = lineOf(dataText(data, 'ContextInfo'), contextCommand)
  setHost(event, actor, host)
  event.script = scriptOf(dataText(data, 'Payload'))
  return programOf(host)
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
  return path
}

function classicUser({ data, message, writer }: WindowsRecord): WindowsAccount | undefined {
  return accountOfName(lineOf(contextOf(data, message), classicUserId)) ?? writer
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
  const host = lineOf(contextOf(data, message), classicCommand)
  setHost(event, actor, host)
  const pipeline = eventId === 800 ? dataText(data, 'param1') : undefined
  event.script = scriptOf(pipeline ?? host)
  return programOf(host)
}

/** The program of a command line; paths with blanks are not always quoted. */
function programOf(command: string | undefined): string | undefined {
  if (command === undefined) return undefined
  const quoted = /^"([^"]{1,1024})"/.exec(command)?.[1]
  return quoted ?? /^.{0,1024}?\.exe(?=\s|$)/i.exec(command)?.[0] ?? command.split(/\s/, 1)[0]
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
