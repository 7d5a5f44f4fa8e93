import { isObject } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'

/**
 * Beats' own pipelines move event data to ECS and delete the original. This gives it back under Windows' names.
 * Source: Elastic, winlogbeat modules sysmon and security; ECS field reference.
 */
const ecsNames: readonly (readonly [windows: string, ecs: readonly string[]])[] = [
  ['Image', ['process', 'executable']],
  ['CommandLine', ['process', 'command_line']],
  ['CurrentDirectory', ['process', 'working_directory']],
  ['ProcessGuid', ['process', 'entity_id']],
  ['ProcessId', ['process', 'pid']],
  ['ParentImage', ['process', 'parent', 'executable']],
  ['ParentCommandLine', ['process', 'parent', 'command_line']],
  ['ParentProcessGuid', ['process', 'parent', 'entity_id']],
  ['ParentProcessId', ['process', 'parent', 'pid']],
  ['OriginalFileName', ['process', 'pe', 'original_file_name']],
  ['NewProcessName', ['process', 'executable']],
  ['ProcessName', ['process', 'executable']],
  ['TargetFilename', ['file', 'path']],
  ['ImageLoaded', ['dll', 'path']],
  ['PipeName', ['file', 'name']],
  ['TargetObject', ['registry', 'path']],
  ['QueryName', ['dns', 'question', 'name']],
  ['SourceIp', ['source', 'ip']],
  ['SourcePort', ['source', 'port']],
  ['SourceHostname', ['source', 'domain']],
  ['IpAddress', ['source', 'ip']],
  ['IpPort', ['source', 'port']],
  ['WorkstationName', ['source', 'domain']],
  ['DestinationIp', ['destination', 'ip']],
  ['DestinationPort', ['destination', 'port']],
  ['DestinationHostname', ['destination', 'domain']],
  ['Protocol', ['network', 'transport']],
  ['SubjectLogonId', ['winlog', 'logon', 'id']],
  ['TargetLogonId', ['winlog', 'logon', 'id']],
  ['ScriptBlockText', ['powershell', 'file', 'script_block_text']],
  ['ScriptBlockId', ['powershell', 'file', 'script_block_id']],
]

const holders = [...new Set(ecsNames.map(([, path]) => path[0] ?? '')), 'user'].filter(
  (name) => name !== 'winlog',
)

/** The event data of a Beat's record: its own where it is, and what ECS holds for the rest. */
export function withEcs(fields: JsonObject, own: JsonObject): JsonObject {
  // Without a pipeline nothing was moved, and nothing has to be copied.
  if (holders.every((name) => fields[name] === undefined)) return own
  const data: { [name: string]: Json } = {}
  for (const [name, path] of ecsNames) {
    if (own[name] !== undefined) continue
    const found = at(fields, path)
    if (found !== undefined) data[name] = found
  }
  return Object.assign(data, userOf(fields), own)
}

function at(fields: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = fields
  for (const name of path) value = isObject(value) ? value[name] : undefined
  return typeof value === 'object' ? undefined : value
}

/** ECS keeps the account in three parts; Sysmon had it in one. */
function userOf(fields: JsonObject): JsonObject {
  const user = fields.user
  if (!isObject(user) || typeof user.name !== 'string') return {}
  const whole = typeof user.domain === 'string' ? `${user.domain}\\${user.name}` : user.name
  return {
    User: whole,
    SubjectUserName: user.name,
    ...(typeof user.domain === 'string' ? { SubjectDomainName: user.domain } : {}),
  }
}
