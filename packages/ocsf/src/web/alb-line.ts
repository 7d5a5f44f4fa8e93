import type { LineParser, LineReading } from '../normaliser.ts'
import type { Json } from '../record.ts'
import { timeMsOf } from '../time.ts'
import { atEnd, type LineScanner, scannerOf, value } from './line-scanner.ts'
import { requestLineOf } from './request-line.ts'

/** One request to an Application Load Balancer. AWS appends fields over the years: what is beyond the known is kept. */
export const albLine: LineParser = { format: 'aws-alb-access', open: () => readLine }

/** In the order of the line; `request` is `"GET https://host:443/ HTTP/1.1"`. */
const names = (
  'type time elb client target request_processing_time target_processing_time response_processing_time ' +
  'elb_status_code target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol ' +
  'target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time ' +
  'actions_executed redirect_url error_reason target_port_list target_status_code_list classification ' +
  'classification_reason conn_trace_id transformed_host transformed_uri request_transform_status'
).split(' ')
/** The oldest lines end with the target group. */
const valuesMin = 17
const valuesMax = 64

const start = /^(?:https?|h2|grpcs?|wss?) \d{4}-\d{2}-\d{2}T/
const numeric: ReadonlySet<string> = new Set([
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'elb_status_code',
  'target_status_code',
  'received_bytes',
  'sent_bytes',
  'matched_rule_priority',
])

function readLine(line: string): LineReading {
  if (!start.test(line)) return { kind: 'no' }
  const values = valuesOf(scannerOf(line))
  if (timeMsOf(values[1]) === undefined) return { kind: 'no' }
  if (values.length < valuesMin)
    return {
      kind: 'broken',
      detail: `an ALB access line has at least ${valuesMin} values, this one has ${values.length}: cut off`,
    }
  return { kind: 'record', record: { fields: fieldsOf(values), raw: line } }
}

/** The values up to the end, or up to a quote that does not close. */
function valuesOf(scanner: LineScanner): readonly string[] {
  const values: string[] = []
  while (values.length < valuesMax && !atEnd(scanner)) {
    const found = value(scanner, 'bare')
    if (found === undefined) break
    values.push(found)
  }
  return values
}

function fieldsOf(values: readonly string[]): { [name: string]: Json } {
  const fields: { [name: string]: Json } = {}
  for (const [at, found] of values.slice(0, names.length).entries()) {
    const name = names[at] as string
    const number = numeric.has(name) ? Number(found) : Number.NaN
    fields[name] = Number.isFinite(number) ? number : found
  }
  const { method, target, protocol } = requestLineOf(values[12])
  if (method !== undefined) fields.request_verb = method
  if (target !== undefined) fields.request_url = target
  if (protocol !== undefined) fields.request_proto = protocol
  addSocket(fields, 'client', values[3] as string)
  addSocket(fields, 'target', values[4] as string)
  if (values.length > names.length) fields.more = values.slice(names.length)
  return fields
}

/** `203.0.113.4:51312`; an IPv6 address comes with or without brackets, so the port is what follows the last colon. */
function addSocket(fields: { [name: string]: Json }, side: 'client' | 'target', text: string): void {
  delete fields[side]
  if (text === '-') return
  const colon = text.lastIndexOf(':')
  if (colon === -1) {
    fields[`${side}_ip`] = text
    return
  }
  fields[`${side}_ip`] = text.slice(0, colon).replace(/^\[|\]$/g, '')
  fields[`${side}_port`] = Number(text.slice(colon + 1))
}
