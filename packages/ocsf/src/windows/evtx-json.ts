import { type Found, idOf, isObject, listOf, numberOf, objectOf, textOf } from '../fields.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { windowsEvent } from './windows-event.ts'
import type { WindowsRecord } from './windows-record.ts'

/**
 * Windows event XML as JSON, as evtx_dump, Velociraptor and XML converters write it: `Event.System` beside
 * `Event.EventData` or `Event.UserData`. Attributes stand below `#attributes`, or begin with `@`.
 * Source: Microsoft, "Event Schema"; the XML namespace win/2004/08/events/event.
 */
export const windowsEvtxJson: Normaliser = { format: 'windows-evtx-json', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  const whole = isObject(fields.Event) ? fields.Event : fields
  const { System: system } = whole
  if (!isObject(system) || system.EventID === undefined) return undefined
  return system.Provider !== undefined || system.Channel !== undefined
    ? 'System with EventID and its provider or channel is present'
    : undefined
}

function normalise({ fields }: SourceRecord, context: NormaliseContext) {
  return windowsEvent(recordOf(fields), context)
}

function recordOf(fields: JsonObject): WindowsRecord {
  const whole = isObject(fields.Event) ? fields.Event : fields
  const system = objectOf(whole.System)
  const sid = textOf(attributeOf(system.Security, 'UserID'))
  return {
    format: 'windows-evtx-json',
    provider: textOf(attributeOf(system.Provider, 'Name')) ?? textOf(contentOf(system.Provider)),
    channel: textOf(contentOf(system.Channel)),
    eventId: numberOf(contentOf(system.EventID)) ?? 0,
    computer: textOf(contentOf(system.Computer)),
    time: attributeOf(system.TimeCreated, 'SystemTime') ?? system.TimeCreated,
    recordId: idOf(contentOf(system.EventRecordID)),
    level: numberOf(contentOf(system.Level)),
    audit: auditOf(textOf(contentOf(system.Keywords))),
    data: dataOf(whole),
    writer: accountOf(sid),
    message: textOf(objectOf(whole.RenderingInfo).Message) ?? textOf(fields.Message),
  }
}

function accountOf(sid: string | undefined): WindowsAccount | undefined {
  return sid === undefined ? undefined : { name: undefined, domain: undefined, sid }
}

/** An attribute of an element, whichever way the converter wrote it. */
function attributeOf(element: Found, name: string): Found {
  if (!isObject(element)) return undefined
  const attributes = element['#attributes']
  if (isObject(attributes)) return attributes[name]
  return element[`@${name}`] ?? element[name]
}

/** The text of an element; an element with attributes keeps it below `#text`. */
function contentOf(element: Found): Found {
  return isObject(element) ? element['#text'] : element
}

/** `Keywords` as a hexadecimal mask: bit 53 is audit success, bit 52 audit failure. */
function auditOf(keywords: string | undefined): 'success' | 'failure' | undefined {
  if (keywords === undefined || !keywords.startsWith('0x80')) return undefined
  if (keywords.startsWith('0x802')) return 'success'
  return keywords.startsWith('0x801') ? 'failure' : undefined
}

const none: JsonObject = {}

/** EventData, or the one element below UserData; namespaces and attributes of that element are no data. */
function dataOf(whole: JsonObject): JsonObject {
  if (isObject(whole.EventData)) return named(whole.EventData)
  if (!isObject(whole.UserData)) return none
  for (const name in whole.UserData) {
    const operation = whole.UserData[name]
    if (isObject(operation) && name !== '#attributes') return named(operation)
  }
  return whole.UserData
}

/** Converters that know no names write `Data: [{"@Name": "Image", "#text": "…"}, …]`, or plain texts in order. */
function named(data: JsonObject): JsonObject {
  const items = data.Data
  if (items === undefined) return data
  const found: { [name: string]: Json } = {}
  const list = Array.isArray(items) ? listOf(items) : isObject(items) ? [items] : []
  list.forEach((item, at) => {
    const name = isObject(item) ? textOf(attributeOf(item, 'Name')) : `param${at + 1}`
    const content = contentOf(item)
    if (name !== undefined && name !== '__proto__' && content !== undefined) found[name] = content
  })
  return list.length === 0 ? data : found
}
