import type { Json, JsonObject } from '@countersign/ocsf/record'
import { isObject } from './path.ts'
import type { FieldReader } from './source-view.ts'

/** Unnamed event data: Winlogbeat numbers it `param1`, NXLog `Data`, `Data_1`. Events seldom have more. */
const paramsMax = 24

/** What rules call `Data`: every unnamed value of the event, else its message, which quotes them. */
export function unnamedData(containers: readonly FieldReader[]): FieldReader {
  return (fields) => {
    for (const container of containers) {
      const object = container(fields)
      const found = isObject(object) ? unnamedIn(object) : []
      if (found.length > 0) return found
    }
    return fields.Message ?? fields.message
  }
}

function unnamedIn(object: JsonObject): readonly Json[] {
  const found: Json[] = []
  const add = (value: Json | undefined): void => {
    if (value !== undefined && value !== null && value !== '') found.push(value)
  }
  add(object.Data)
  for (let at = 1; at <= paramsMax; at++) {
    add(object[`param${at}`])
    add(object[`Data_${at}`])
  }
  return found
}

const changes =
  /^(?:(?:Create|Delete|Rename)(?:Key|Value)|SetValue|Create|Delete|Rename|Modify|Modified|Added|Created|Deleted|CreatePipe|ConnectPipe|WmiFilterEvent|WmiConsumerEvent|WmiBindingEvent)$/
const changeInMessage = /(?:^|\n)EventType: *(\w+)/

/** Sysmon's EventType. NXLog keeps its own severity under that name; the message still quotes Sysmon's. */
export function sysmonChange(eventType: Json | undefined, message: Json | undefined): string | undefined {
  if (typeof eventType === 'string' && changes.test(eventType)) return eventType
  return typeof message === 'string' ? changeInMessage.exec(message)?.[1] : undefined
}
