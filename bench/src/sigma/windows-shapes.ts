import type { Json, JsonObject } from '@countersign/ocsf/record'

/** Nested Windows event JSON in the two shapes that shippers make of the same event. */

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

type Parts = { readonly system: JsonObject; readonly data: JsonObject; readonly user: JsonObject | undefined }

function partsOf(event: JsonObject): Parts {
  const root = isObject(event.Event) ? event.Event : event
  const operations = isObject(root.UserData) ? Object.values(root.UserData).filter(isObject) : []
  return {
    system: isObject(root.System) ? root.System : {},
    data: isObject(root.EventData) ? root.EventData : {},
    user: operations.length === 0 ? undefined : Object.assign({}, ...operations),
  }
}

function textNode(json: Json | undefined): Json {
  return isObject(json) && '#text' in json ? json['#text']! : (json ?? null)
}

function attribute(json: Json | undefined, name: string): Json {
  const attributes = isObject(json) ? json['#attributes'] : undefined
  return isObject(attributes) ? (attributes[name] ?? null) : null
}

/** Winlogbeat 7 and later: everything below `winlog`, unnamed data numbered. */
export function asWinlogbeat(event: JsonObject): JsonObject {
  const { system, data, user } = partsOf(event)
  return {
    '@timestamp': attribute(system.TimeCreated, 'SystemTime'),
    event: { code: String(textNode(system.EventID)), kind: 'event' },
    winlog: {
      channel: textNode(system.Channel),
      event_id: String(textNode(system.EventID)),
      provider_name: attribute(system.Provider, 'Name'),
      computer_name: textNode(system.Computer),
      event_data: named(data, (at) => `param${at + 1}`),
      ...(user === undefined ? {} : { user_data: user }),
    },
  }
}

/** NXLog: everything at the top, and its own severity where Sysmon has EventType. */
export function asNxlog(event: JsonObject): JsonObject {
  const { system, data, user } = partsOf(event)
  return {
    EventTime: attribute(system.TimeCreated, 'SystemTime'),
    Hostname: textNode(system.Computer),
    SourceName: attribute(system.Provider, 'Name'),
    SourceModuleType: 'im_msvistalog',
    Severity: 'INFO',
    ...named(data, (at) => (at === 0 ? 'Data' : `Data_${at}`)),
    ...user,
    ...(typeof data.EventType === 'string' ? { Message: `EventType: ${data.EventType}\r\n` } : {}),
    EventType: 'INFO',
    EventID: Number(textNode(system.EventID)),
    Channel: textNode(system.Channel),
  }
}

function named(data: JsonObject, nameOf: (at: number) => string): JsonObject {
  const { Data, ...rest } = data
  if (Data === undefined) return rest
  const values = [textNode(Data)].flat()
  return { ...rest, ...Object.fromEntries(values.map((value, at) => [nameOf(at), value as Json])) }
}
