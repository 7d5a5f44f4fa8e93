import { createEvent, eventTimeMs, present, setStatus } from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import { baseEventClass } from '../event-class.ts'
import { addressOf, idOf, isObject, objectOf, restOf, textOf } from '../fields.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { timeMsOf } from '../time.ts'

/** JSON of an unknown product: what has a common name is found, the rest is kept. The last to be asked. */
export const genericJson: Normaliser = { format: 'generic-json', recognise, normalise }

/** Where products put the time of an event, most telling first. */
const timeNames = [
  '@timestamp',
  'timestamp',
  'time',
  'eventTime',
  'event_time',
  'TimeGenerated',
  'TimeCreated',
  'datetime',
  'dateTime',
  'createdDateTime',
  'created_at',
  'createdAt',
  'published',
  'startTimeUnixNano',
  'start_time',
  'startTime',
  '_time',
  'ts',
  'date',
  'p_event_time',
  'UtcTime',
] as const

function recognise({ fields }: SourceRecord): string | undefined {
  const name = timeNameOf(fields)
  return name === undefined ? undefined : `no known product; ${name} holds a time`
}

function timeNameOf(fields: JsonObject): string | undefined {
  for (const name of timeNames) if (timeMsOf(fields[name]) !== undefined) return name
  return undefined
}

const none: ReadonlySet<string> = new Set()
const severities: ReadonlyMap<string, number> = new Map([
  ['trace', 1],
  ['debug', 1],
  ['info', 1],
  ['information', 1],
  ['informational', 1],
  ['notice', 1],
  ['low', 2],
  ['warn', 3],
  ['warning', 3],
  ['medium', 3],
  ['error', 4],
  ['err', 4],
  ['high', 4],
  ['crit', 5],
  ['critical', 5],
  ['fatal', 6],
  ['emergency', 6],
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const unmapped = restOf(fields, none)
  const name = timeNameOf(fields)
  const timeMs = eventTimeMs(name === undefined ? undefined : fields[name], context, unmapped)
  const level = firstText(fields, 'level', 'severity', 'log_level', 'loglevel')
  const severity = severities.get(level?.toLowerCase() ?? '') ?? 0
  const event = createEvent(
    { eventClass: baseEventClass, id: 0 },
    timeMs,
    severity,
    metadataOf(fields, level),
  )
  const message = firstText(fields, 'message', 'msg', 'log', 'description', 'summary')
  if (message !== undefined) event.message = message
  const outcome = firstText(fields, 'outcome', 'result', 'status')?.toLowerCase()
  if (outcome === 'success' || outcome === 'failure') setStatus(event, outcome)
  event.unmapped = unmapped
  return {
    kind: 'event',
    normalised: {
      format: 'generic-json',
      event,
      identityKey: undefined,
      chain: [],
      sessionKey: firstText(fields, 'session_id', 'sessionId', 'session'),
      host: hostOf(fields)?.toLowerCase(),
      sourceIp: firstAddress(
        fields,
        'source',
        'src_ip',
        'source_ip',
        'sourceIp',
        'client_ip',
        'clientIp',
        'remote_addr',
        'remote_ip',
        'ip',
      ),
      destinationIp: firstAddress(
        fields,
        'destination',
        'dst_ip',
        'dest_ip',
        'destination_ip',
        'destinationIp',
      ),
      action:
        firstText(fields, 'action', 'event', 'event_type', 'eventType', 'operation', 'type') ?? 'record',
      resource: firstText(fields, 'resource', 'object', 'path', 'url', 'uri'),
    },
  }
}

const profiles = ['datetime'] as const

function metadataOf(fields: JsonObject, level: string | undefined) {
  return {
    version: ocsfVersion,
    product: {
      name: firstText(fields, 'product', 'service', 'app', 'application', 'logger') ?? 'Unknown',
      vendor_name: firstText(fields, 'vendor') ?? 'Unknown',
    },
    profiles,
    ...present({ uid: idOf(fields.id) ?? idOf(fields.event_id), log_level: level }),
  }
}

function firstText(fields: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = textOf(fields[name])
    if (found !== undefined) return found
  }
  return undefined
}

function firstAddress(fields: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value: Json | undefined = fields[name]
    const found = addressOf(isObject(value) ? value.ip : value)
    if (found !== undefined) return found
  }
  return undefined
}

function hostOf(fields: JsonObject): string | undefined {
  const host = fields.host
  return (
    firstText(fields, 'hostname', 'host', 'host_name', 'computer', 'Computer') ??
    textOf(objectOf(host).name) ??
    textOf(objectOf(host).hostname)
  )
}
