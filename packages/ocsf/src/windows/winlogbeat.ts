import { type Found, idOf, isObject, listOf, numberOf, objectOf, textOf } from '../fields.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { withEcs } from './ecs-data.ts'
import { windowsEvent } from './windows-event.ts'
import type { WindowsRecord } from './windows-record.ts'

/**
 * Windows events from Winlogbeat and the Elastic agent: below `winlog` since version 7, at the top in version 6.
 * Source: Elastic, "Winlogbeat reference", exported fields.
 */
export const windowsWinlogbeat: Normaliser = { format: 'windows-winlogbeat', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (isObject(fields.winlog))
    return fields.winlog.event_id !== undefined || objectOf(fields.event).code !== undefined
      ? 'winlog and its event id are present'
      : undefined
  if (fields.event_id === undefined || typeof fields.source_name !== 'string') return undefined
  return typeof fields.log_name === 'string' || isObject(fields.event_data)
    ? 'event_id, source_name and log_name are present (Winlogbeat 6)'
    : undefined
}

function normalise({ fields }: SourceRecord, context: NormaliseContext) {
  return windowsEvent(isObject(fields.winlog) ? recordOf(fields, fields.winlog) : oldRecord(fields), context)
}

function recordOf(fields: JsonObject, winlog: JsonObject): WindowsRecord {
  const event = objectOf(fields.event)
  return {
    format: 'windows-winlogbeat',
    provider: textOf(winlog.provider_name) ?? textOf(event.provider),
    channel: textOf(winlog.channel),
    eventId: numberOf(winlog.event_id ?? event.code) ?? 0,
    computer: textOf(winlog.computer_name) ?? textOf(objectOf(fields.host).name),
    time: fields['@timestamp'] ?? event.created,
    recordId: idOf(winlog.record_id),
    level: levelOf(textOf(winlog.level) ?? textOf(objectOf(fields.log).level)),
    audit: auditOf(winlog.keywords) ?? outcomeOf(event.outcome),
    data: withEcs(fields, dataOf(winlog)),
    writer: writerOf(objectOf(winlog.user)),
    message: textOf(fields.message),
  }
}

function oldRecord(fields: JsonObject): WindowsRecord {
  return {
    format: 'windows-winlogbeat',
    provider: textOf(fields.source_name),
    channel: textOf(fields.log_name),
    eventId: numberOf(fields.event_id) ?? 0,
    computer: textOf(fields.computer_name),
    time: fields['@timestamp'],
    recordId: idOf(fields.record_number),
    level: levelOf(textOf(fields.level)),
    audit: auditOf(fields.keywords),
    data: dataOf(fields),
    writer: writerOf(objectOf(fields.user)),
    message: textOf(fields.message),
  }
}

function dataOf(holder: JsonObject): JsonObject {
  if (isObject(holder.event_data)) return holder.event_data
  if (!isObject(holder.user_data)) return none
  return holder.user_data
}

const none: JsonObject = {}

function writerOf(user: JsonObject): WindowsAccount | undefined {
  const name = textOf(user.name)
  const sid = textOf(user.identifier)
  return name === undefined && sid === undefined ? undefined : { name, domain: textOf(user.domain), sid }
}

const levels: ReadonlyMap<string, number> = new Map([
  ['critical', 1],
  ['error', 2],
  ['warning', 3],
  ['information', 4],
  ['verbose', 5],
])

function levelOf(level: string | undefined): number | undefined {
  return level === undefined ? undefined : levels.get(level.toLowerCase())
}

function auditOf(keywords: Found): 'success' | 'failure' | undefined {
  return listOf(keywords)
    .map(outcomeOfKeyword)
    .find((outcome) => outcome !== undefined)
}

function outcomeOfKeyword(keyword: Json): 'success' | 'failure' | undefined {
  if (keyword === 'Audit Success') return 'success'
  return keyword === 'Audit Failure' ? 'failure' : undefined
}

function outcomeOf(outcome: Found): 'success' | 'failure' | undefined {
  return outcome === 'success' || outcome === 'failure' ? outcome : undefined
}
