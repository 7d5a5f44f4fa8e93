import type { Json, JsonObject } from '@countersign/ocsf/record'
import { blankMember } from './blank-names.ts'
import { isObject, member, textOf } from './path.ts'
import type { RecordLogSource } from './record-log-source.ts'
import type { FieldReader, SourceView } from './source-view.ts'
import { entryOf } from './table.ts'
import { eventAliases, sameSystemField } from './windows-aliases.ts'
import { windowsLogSource } from './windows-source.ts'

/** Windows event XML as JSON: `Event.System`, and `Event.EventData` or `Event.UserData.<operation>`. */
export const windowsEvtxView: SourceView = { format: 'windows-evtx-json', classify, reader }

function classify(fields: JsonObject): RecordLogSource {
  const system = systemOf(fields)
  return windowsLogSource({
    channel: textOf(node(system?.Channel)),
    provider: textOf(providerOf(system)),
    eventId: textOf(node(system?.EventID)),
    change: textOf(dataOf(fields)?.EventType),
  })
}

function reader(field: string, source: RecordLogSource): FieldReader {
  const system = entryOf(systemReaders, entryOf(sameSystemField, field) ?? field)
  const aliases = entryOf(eventAliases(source.services ?? [], source.categories ?? []), field) ?? []
  const names = [field, ...aliases]
  const blanks = source.services?.includes('windefend') === true
  return (fields) => {
    const value = dataValue(fields, names, blanks)
    return value === undefined ? system?.(fields) : value
  }
}

function dataValue(fields: JsonObject, names: readonly string[], blanks: boolean): Json | undefined {
  const data = dataOf(fields)
  if (data === undefined) return undefined
  for (const name of names) {
    const value = node(member(data, name) ?? (blanks ? blankMember(data, name) : undefined))
    if (value !== undefined) return value
  }
  return undefined
}

const systemReaders: Readonly<Record<string, FieldReader>> = {
  EventID: (fields) => node(systemOf(fields)?.EventID),
  Channel: (fields) => node(systemOf(fields)?.Channel),
  Computer: (fields) => node(systemOf(fields)?.Computer),
  Level: (fields) => node(systemOf(fields)?.Level),
  Keywords: (fields) => node(systemOf(fields)?.Keywords),
  Task: (fields) => node(systemOf(fields)?.Task),
  Opcode: (fields) => node(systemOf(fields)?.Opcode),
  Provider_Name: (fields) => providerOf(systemOf(fields)),
  Message: (fields) => (isObject(fields.RenderingInfo) ? node(fields.RenderingInfo.Message) : undefined),
}

function eventOf(fields: JsonObject): JsonObject {
  return isObject(fields.Event) ? fields.Event : fields
}

function systemOf(fields: JsonObject): JsonObject | undefined {
  const system = eventOf(fields).System
  return isObject(system) ? system : undefined
}

function providerOf(system: JsonObject | undefined): Json | undefined {
  const provider = system?.Provider
  if (!isObject(provider)) return provider
  const attributes = isObject(provider['#attributes']) ? provider['#attributes'] : provider
  return attributes.Name ?? attributes['@Name']
}

/** EventData, or the members of every operation below UserData. */
function dataOf(fields: JsonObject): JsonObject | undefined {
  const event = eventOf(fields)
  if (isObject(event.EventData)) return event.EventData
  if (!isObject(event.UserData)) return undefined
  const operations = Object.values(event.UserData).filter(isObject)
  return operations.length === 1 ? operations[0] : Object.assign({}, ...operations)
}

/** An element with attributes keeps its text under `#text`. */
function node(json: Json | undefined): Json | undefined {
  return isObject(json) && '#text' in json ? json['#text'] : json
}
