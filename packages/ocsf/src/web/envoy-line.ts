import type { LineParser, LineReading } from '../normaliser.ts'
import type { Json } from '../record.ts'
import { timeMsOf } from '../time.ts'
import { atEnd, bracketed, quoted, scannerOf, value } from './line-scanner.ts'
import { requestLineOf } from './request-line.ts'

/** Envoy's default text line, and the longer one of Istio. */
export const envoyLine: LineParser = { format: 'envoy-access', open: () => readLine }

const envoyNames =
  'response_code response_flags bytes_received bytes_sent duration upstream_service_time x_forwarded_for user_agent request_id authority upstream_host'.split(
    ' ',
  )
const istioNames = (
  'response_code response_flags response_code_details connection_termination_details ' +
  'upstream_transport_failure_reason bytes_received bytes_sent duration upstream_service_time x_forwarded_for ' +
  'user_agent request_id authority upstream_host upstream_cluster upstream_local_address downstream_local_address ' +
  'downstream_remote_address requested_server_name route_name'
).split(' ')
const namesByCount: ReadonlyMap<number, readonly string[]> = new Map([
  [envoyNames.length, envoyNames],
  [istioNames.length, istioNames],
])
const numeric: ReadonlySet<string> = new Set([
  'response_code',
  'bytes_received',
  'bytes_sent',
  'duration',
  'upstream_service_time',
])

function readLine(line: string): LineReading {
  if (line.charCodeAt(0) !== 0x5b) return { kind: 'no' }
  const scanner = scannerOf(line)
  const time = bracketed(scanner)
  if (time === undefined || timeMsOf(time) === undefined) return { kind: 'no' }
  const request = quoted(scanner, 'bare')
  if (request === undefined) return { kind: 'no' }
  const values: string[] = []
  while (values.length <= istioNames.length && !atEnd(scanner)) {
    const found = value(scanner, 'bare')
    if (found === undefined) break
    values.push(found)
  }
  if (!/^\d{1,3}$/.test(values[0] ?? '')) return { kind: 'no' }
  const names = namesByCount.get(values.length)
  // Envoy does not escape quotes: a header that holds `" ` would move its neighbours into each other's fields.
  if (names === undefined || !atEnd(scanner))
    return {
      kind: 'broken',
      detail: `an Envoy access line has ${envoyNames.length} values after the request (Istio: ${istioNames.length}), this one has another number: a custom format, or quotes inside a header; log JSON to have it read`,
    }
  return { kind: 'record', record: { fields: fieldsOf(time, request, names, values), raw: line } }
}

function fieldsOf(
  time: string,
  request: string,
  names: readonly string[],
  values: readonly string[],
): { [name: string]: Json } {
  const fields: { [name: string]: Json } = { start_time: time }
  const { method, target, protocol } = requestLineOf(request)
  if (method !== undefined) fields.method = method
  if (target !== undefined) fields.path = target
  if (protocol !== undefined) fields.protocol = protocol
  for (const [at, found] of values.entries()) {
    const name = names[at] as string
    if (found !== '-') fields[name] = numeric.has(name) && /^\d{1,15}$/.test(found) ? Number(found) : found
  }
  return fields
}
