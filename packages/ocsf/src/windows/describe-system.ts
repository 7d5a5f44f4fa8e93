import type { EventDraft } from '../draft.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import { setActor } from './actor.ts'
import { dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

/** Start types as Security 4697 numbers them and as the Service Control Manager words them. */
const startTypes: Readonly<Record<string, readonly [number, string]>> = {
  0: [1, 'Boot'],
  1: [2, 'System'],
  2: [3, 'Auto'],
  3: [4, 'Demand'],
  4: [5, 'Disabled'],
  'boot start': [1, 'Boot'],
  'system start': [2, 'System'],
  'auto start': [3, 'Auto'],
  'demand start': [4, 'Demand'],
  disabled: [5, 'Disabled'],
}

const serviceTypes: Readonly<Record<string, readonly [number, string]>> = {
  '0x1': [1, 'Kernel Driver'],
  '0x2': [2, 'File System Driver'],
  '0x10': [3, 'Own Process'],
  '0x20': [4, 'Share Process'],
  'kernel mode driver': [1, 'Kernel Driver'],
  'file system driver': [2, 'File System Driver'],
  'user mode service': [0, 'Unknown'],
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  const key = name?.toLowerCase() ?? ''
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** Security 4697 and the Service Control Manager's 7045, 7040, 7036 and 7034 (`param1` is the service). */
export function describeService(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const name = firstDataText(data, 'ServiceName', 'param4', 'param1')
  const service: { [attribute: string]: unknown } = { name: name ?? 'unknown' }
  const command = firstDataText(data, 'ServiceFileName', 'ImagePath')
  if (command !== undefined) service.cmd_line = command
  const [startId, start] = lookUp(startTypes, firstDataText(data, 'ServiceStartType', 'StartType')) ?? []
  if (start !== undefined) {
    service.service_start_type_id = startId
    service.service_start_type = start
  }
  const [typeId, type] = lookUp(serviceTypes, dataText(data, 'ServiceType')) ?? [0, 'Unknown']
  service.service_type_id = typeId
  service.service_type = type
  const runsAs = firstDataText(data, 'ServiceAccount', 'ServiceStartName')
  if (runsAs !== undefined) service.service_start_name = runsAs
  event.win_service = service
  return name
}

/** The command inside a task's XML: what the task runs. */
const taskCommand = /<Command>([^<]{1,1024})<\/Command>/
const taskArguments = /<Arguments>([^<]{1,4096})<\/Arguments>/

/** Security 4698 to 4702, and the Task Scheduler's own log. */
export function describeJob(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const name = dataText(data, 'TaskName')
  const job: { [attribute: string]: unknown } = {
    name: name ?? 'unknown',
    type_id: 1,
    type: 'Task Scheduler',
  }
  const content = firstDataText(data, 'TaskContent', 'TaskContentNew')
  const command =
    content === undefined
      ? firstDataText(data, 'ActionName', 'Path')
      : [taskCommand.exec(content)?.[1], taskArguments.exec(content)?.[1]].filter((part) => part).join(' ')
  if (command !== undefined && command !== '') job.cmd_line = command
  event.job = job
  return name
}

/** Security 1102 and System 104: which log was cleared, and by whom. */
export function describeLog(
  event: EventDraft,
  { data, channel, provider }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  // System 104 names the cleared log; Security 1102 is the Security log's own.
  const log = dataText(data, 'Channel') ?? channel
  if (log !== undefined) event.log_name = log
  if (provider !== undefined) event.log_provider = provider
  event.log_type_id = 1
  event.log_type = 'OS'
  return log
}
