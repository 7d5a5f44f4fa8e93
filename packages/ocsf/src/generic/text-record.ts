import { createEvent, eventTimeMs, present } from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import { baseEventClass } from '../event-class.ts'
import { idOf, numberOf, textOf } from '../fields.ts'
import type { LineParser, NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { textFields } from './syslog-header.ts'

/** Any line of text. The last to be asked, since it takes everything that can be seen. */
export const genericTextLine: LineParser = {
  format: 'generic-text',
  open: () => (line) =>
    /\S/.test(line) ? { kind: 'record', record: { fields: textFields(line), raw: line } } : { kind: 'skip' },
}

/** Free text and syslog: who wrote it, when, and what it says. */
export const genericText: Normaliser = { format: 'generic-text', recognise: () => undefined, normalise }

/** Syslog severities 0 to 7 (RFC 5424, table 2) as OCSF severity ids. */
const severities = [6, 5, 5, 4, 3, 1, 1, 1] as const

function normalise({ fields, raw }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const unmapped: { [name: string]: Json } = {}
  const priority = numberOf(fields.priority)
  const severity = priority === undefined ? 0 : (severities[priority % 8] ?? 0)
  const timeMs = eventTimeMs(withYear(fields.time, context.receivedAtMs), context, unmapped)
  const event = createEvent({ eventClass: baseEventClass, id: 0 }, timeMs, severity, metadataOf(fields))
  event.message = textOf(fields.message) ?? raw
  const host = textOf(fields.host)
  if (host !== undefined) event.device = { hostname: host, type_id: 0, type: 'Unknown' }
  if (priority !== undefined) unmapped.facility = Math.floor(priority / 8)
  for (const name of ['pid', 'msgid'] as const) if (fields[name] !== undefined) unmapped[name] = fields[name]
  event.unmapped = unmapped
  return {
    kind: 'event',
    normalised: {
      format: 'generic-text',
      event,
      identityKey: undefined,
      chain: [],
      sessionKey: undefined,
      host: host?.toLowerCase(),
      sourceIp: undefined,
      destinationIp: undefined,
      action: textOf(fields.app) ?? 'text',
      resource: undefined,
    },
  }
}

const dayMs = 86_400_000

/** RFC 3164 times carry no year: the one that puts the line last before its arrival, a day of clock skew allowed. */
function withYear(time: Json | undefined, receivedAtMs: number): Json | undefined {
  if (typeof time !== 'string' || !/^[A-Z][a-z]{2} /.test(time)) return time
  const year = new Date(receivedAtMs).getUTCFullYear()
  const ms = Date.parse(`${time} ${year} UTC`)
  if (Number.isNaN(ms)) return undefined
  return new Date(ms > receivedAtMs + dayMs ? Date.parse(`${time} ${year - 1} UTC`) : ms).toISOString()
}

const profiles = ['datetime', 'host'] as const

function metadataOf(fields: JsonObject) {
  return {
    version: ocsfVersion,
    product: { name: textOf(fields.app) ?? 'Unknown', vendor_name: 'Unknown' },
    profiles,
    ...present({ log_name: fields.priority === undefined ? undefined : 'syslog', uid: idOf(fields.msgid) }),
  }
}
