import { type Found, idOf, isObject, numberOf, textOf } from '../fields.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { windowsEvent } from './windows-event.ts'
import type { WindowsRecord } from './windows-record.ts'

/**
 * Windows events with every field at the top, under Windows' own names: NXLog's im_msvistalog, and the many exports that
 * flatten event XML. Source: NXLog, "Event Log for Windows (im_msvistalog)", Fields.
 */
export const windowsNxlog: Normaliser = { format: 'windows-nxlog', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  const id = fields.EventID ?? fields.EventId
  if (typeof id !== 'number' && typeof id !== 'string') return undefined
  // A record with event_data or winlog is a Beat's, one with System is event XML.
  if (isObject(fields.winlog) || isObject(fields.event_data) || isObject(fields.System)) return undefined
  if (typeof fields.SourceName === 'string') return 'EventID and SourceName are present'
  if (typeof fields.Channel === 'string') return 'EventID and Channel are present'
  return typeof fields.Provider_Name === 'string' || typeof fields.ProviderName === 'string'
    ? 'EventID and the provider are present'
    : undefined
}

function normalise({ fields }: SourceRecord, context: NormaliseContext) {
  return windowsEvent(recordOf(fields), context)
}

function recordOf(fields: JsonObject): WindowsRecord {
  return {
    format: 'windows-nxlog',
    provider: textOf(fields.SourceName) ?? textOf(fields.Provider_Name) ?? textOf(fields.ProviderName),
    channel: textOf(fields.Channel),
    eventId: numberOf(fields.EventID ?? fields.EventId) ?? 0,
    computer: textOf(fields.Hostname) ?? textOf(fields.Computer) ?? textOf(fields.ComputerName),
    time: timeOf(fields),
    recordId: idOf(fields.RecordNumber) ?? idOf(fields.EventRecordID),
    level: levelOf(fields),
    audit: auditOf(fields),
    data: fields,
    writer: writerOf(fields),
    message: textOf(fields.Message),
  }
}

const withZone = /(?:Z|[+-]\d{2}:?\d{2})$/

/**
 * NXLog writes `EventTime` in the local time of the host, mostly without saying which. So times that state their zone
 * go first, then Sysmon's own UTC, then the time of shipping, and the bare local time last.
 */
function timeOf(fields: JsonObject): Found {
  const { TimeCreated: created, EventTime: local } = fields
  if (typeof created === 'string') return created
  if (typeof local === 'number' || (typeof local === 'string' && withZone.test(local))) return local
  return fields.UtcTime ?? fields['@timestamp'] ?? fields.SystemTime ?? local ?? fields.EventReceivedTime
}

/** NXLog's SeverityValue: 1 debug, 2 info, 3 warning, 4 error, 5 critical. */
const levels = [undefined, 5, 4, 3, 2, 1] as const

function levelOf(fields: JsonObject): number | undefined {
  if (typeof fields.SeverityValue === 'number') return levels[fields.SeverityValue]
  return fields.Level === undefined ? undefined : numberOf(fields.Level)
}

function auditOf({ EventType: type, Keywords: keywords }: JsonObject): 'success' | 'failure' | undefined {
  if (type === 'AUDIT_SUCCESS') return 'success'
  if (type === 'AUDIT_FAILURE') return 'failure'
  if (typeof keywords !== 'string' || !keywords.startsWith('0x80')) return undefined
  return keywords.startsWith('0x802') ? 'success' : keywords.startsWith('0x801') ? 'failure' : undefined
}

/** NXLog adds the account behind the record; a 7045's own `AccountName` is overwritten by it, or it by that. */
function writerOf(fields: JsonObject): WindowsAccount | undefined {
  const sid = textOf(fields.UserID)
  const domain = textOf(fields.Domain)
  const name = domain === undefined ? undefined : textOf(fields.AccountName)
  return name === undefined && sid === undefined ? undefined : { name, domain, sid }
}
