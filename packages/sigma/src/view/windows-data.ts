import type { Json, JsonObject } from '@countersign/ocsf/record'
import { isObject } from './path.ts'
import type { FieldReader } from './source-view.ts'

/** Unnamed event data has at most this many values here. */
const paramsMax = 64

/**
 * What rules call `Data`: every unnamed value of the event. Winlogbeat numbers them `param1`, NXLog `Data`, `Data_1`.
 * Where a shipper drops them, `orMessage` takes the message, which quotes them.
 */
export function unnamedData(containers: readonly FieldReader[], orMessage: boolean): FieldReader {
  return (fields) => {
    for (const container of containers) {
      const object = container(fields)
      const found = isObject(object) ? unnamedIn(object) : undefined
      if (found !== undefined) return found
    }
    return orMessage ? (fields.Message ?? fields.message) : undefined
  }
}

function unnamedIn(object: JsonObject): Json | undefined {
  const first = object.Data ?? object.param1
  if (first === undefined) return undefined
  const found: Json[] = [first]
  const rest = object.Data === undefined ? 'param' : 'Data_'
  for (let at = rest === 'param' ? 2 : 1; at <= paramsMax; at++) {
    const value = object[rest + at]
    if (value === undefined) break
    found.push(value)
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
