import type { Json, JsonObject } from '@countersign/ocsf/record'
import { blankMember, blankSpellings } from './blank-names.ts'
import { ecsNames } from './ecs-names.ts'
import { firstOf, isObject, member, pathReader, rooted, textOf } from './path.ts'
import type { RecordLogSource } from './record-log-source.ts'
import type { FieldReader, SourceView } from './source-view.ts'
import { entryOf } from './table.ts'
import { eventAliases, sameSystemField, systemAliases } from './windows-aliases.ts'
import { sysmonChange, unnamedData } from './windows-data.ts'
import { type WindowsOrigin, windowsLogSource } from './windows-source.ts'

/** NXLog and its kin: every field at the top, under Windows' own names. */
export const windowsNxlogView: SourceView = {
  format: 'windows-nxlog',
  classify: (fields) => windowsLogSource(flatOrigin(fields)),
  reader: (field, source) => windowsReader(field, source, [[]]),
}

/** Winlogbeat 7 and later below `winlog`, Winlogbeat 6 below `event_data`; what is missing there is looked up as ECS. */
export const windowsWinlogbeatView: SourceView = {
  format: 'windows-winlogbeat',
  classify: (fields) => windowsLogSource(winlogbeatOrigin(fields)),
  reader: (field, source) =>
    windowsReader(field, source, [
      ['winlog', 'event_data'],
      ['winlog', 'user_data'],
      ['event_data'],
      ['user_data'],
      [],
    ]),
}

/** Where the record of any flat Windows shape says it comes from. */
export function flatOrigin(fields: JsonObject): WindowsOrigin {
  return {
    channel: textOf(fields.Channel ?? fields.channel ?? fields.log_name ?? fields.LogName),
    provider: textOf(fields.SourceName ?? fields.Provider_Name ?? fields.ProviderName ?? fields.source_name),
    eventId: textOf(fields.EventID ?? fields.EventId ?? fields.event_id ?? fields.EventCode),
    change: sysmonChange(fields.EventType, fields.Message),
  }
}

const oldEventType = pathReader('event_data.EventType')

function winlogbeatOrigin(fields: JsonObject): WindowsOrigin {
  const winlog = isObject(fields.winlog) ? fields.winlog : undefined
  if (winlog === undefined)
    return { ...flatOrigin(fields), change: sysmonChange(oldEventType(fields), fields.message) }
  return {
    channel: textOf(winlog.channel),
    provider: textOf(winlog.provider_name),
    eventId: textOf(winlog.event_id ?? pathReader('event.code')(fields)),
    change: sysmonChange(
      isObject(winlog.event_data) ? winlog.event_data.EventType : undefined,
      fields.message,
    ),
  }
}

/** Reads a field from the first container that has it, under its own name and then under what the event calls it. */
export function windowsReader(
  field: string,
  source: RecordLogSource,
  containers: readonly (readonly string[])[],
): FieldReader {
  const services = source.services ?? []
  if (field === 'Data') return unnamedData(containers.map(containerOf), source.services !== undefined)
  if (field === 'EventType' && services.includes('sysmon')) return sysmonEventType(containers)
  const system = entryOf(systemAliases, entryOf(sameSystemField, field) ?? field)
  const aliases = entryOf(eventAliases(services, source.categories ?? []), field) ?? []
  const own = [field, ...aliases].flatMap((name) =>
    containers.map((container) => containerReader(container, name)),
  )
  if (services.includes('windefend')) return defenderReader(field, containers, firstOf(own))
  const rest = [...(system ?? []), ...(entryOf(ecsNames, field) ?? [])].map(pathReader)
  // The system fields of the record win over event data of the same name: Sigma means the record's own EventID.
  return firstOf(system === undefined ? [...own, ...rest] : [...rest, ...own])
}

/** The object in a record that holds the event's own fields. */
function containerOf([outer, inner]: readonly string[]): FieldReader {
  return (fields) => {
    const first = outer === undefined ? fields : fields[outer]
    return inner === undefined || !isObject(first) ? first : first[inner]
  }
}

/** Defender's own `Source Name` comes before what a shipper calls SourceName. */
function defenderReader(
  field: string,
  containers: readonly (readonly string[])[],
  own: FieldReader,
): FieldReader {
  const spaced = blankSpellings(field).flatMap((name) =>
    containers.map((container) => containerReader(container, name)),
  )
  const system = entryOf(systemAliases, entryOf(sameSystemField, field) ?? field) ?? []
  const anyhow = containers.map((container) => blankReader(container, field))
  return firstOf([...spaced, own, ...system.map(pathReader), ...anyhow])
}

function blankReader(container: readonly string[], name: string): FieldReader {
  const read = containerOf(container)
  return (fields) => {
    const object = read(fields)
    return isObject(object) ? blankMember(object, name) : undefined
  }
}

function sysmonEventType(containers: readonly (readonly string[])[]): FieldReader {
  const written = firstOf(containers.map((container) => containerReader(container, 'EventType')))
  return (fields) => sysmonChange(written(fields), fields.Message ?? fields.message)
}

function containerReader(container: readonly string[], name: string): FieldReader {
  const [outer, inner] = container
  if (outer === undefined) return pathReader(name)
  return rooted([outer], (fields) => {
    const first = fields[outer]
    const second: Json | undefined = inner === undefined || !isObject(first) ? first : first[inner]
    return isObject(second) ? member(second, name) : undefined
  })
}
