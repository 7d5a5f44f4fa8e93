import type { Json, JsonObject } from '../record.ts'

const rfc5424 = /^<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (.*)$/s
const rfc3164 =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\S{0,20}) (\S{1,255}) ([^\s:[\]]{1,48})(?:\[(\d{1,10})\])?: ?(.*)$/s
const leadingTime = /^\[?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)\]?/

/**
 * The fields of a text line: the syslog header where there is one (RFC 5424 section 6, RFC 3164 section 4), otherwise
 * the time the line begins with. `message` is what remains.
 */
export function textFields(line: string): JsonObject {
  const modern = rfc5424.exec(line)
  if (modern !== null) {
    const [, priority, time, host, app, pid, id, rest = ''] = modern
    return stated({ priority, time, host, app, pid, msgid: id, message: withoutStructuredData(rest) })
  }
  const classic = rfc3164.exec(line)
  if (classic !== null) {
    const [, priority, time, host, app, pid, message] = classic
    return stated({ priority, time, host, app, pid, message })
  }
  return stated({ time: leadingTime.exec(line)?.[1]?.replace(',', '.'), message: line })
}

/** RFC 5424 writes `-` for a field that it does not know. */
function stated(found: Readonly<Record<string, string | undefined>>): JsonObject {
  const fields: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(found))
    if (value !== undefined && value !== '-') fields[name] = value
  return fields
}

const structuredData = /^(?:-|(?:\[(?:[^\]\\]|\\.){0,8192}\])+) ?/s

function withoutStructuredData(rest: string): string {
  return rest.replace(structuredData, '').replace(/^\uFEFF/, '')
}
