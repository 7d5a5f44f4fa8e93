import { addressOf, type Found, idOf, numberOf, restOf, textOf } from '../fields.ts'
import { endpoint } from '../network/connection.ts'
import { userKey } from '../network/principal.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { accessEvent, forwardedAddresses, stated } from './access-event.ts'
import { clfTimeMs } from './clf-time.ts'
import { type RequestLine, requestLineOf } from './request-line.ts'
import { requestUrl } from './request-url.ts'

/**
 * Access logs of nginx and Apache, text or JSON. The names are nginx's variables; JSON logs have no standard, so the
 * spellings that are common elsewhere (`clientip`, `verb`, `response`) are read as well.
 */
export const nginxAccess: Normaliser = {
  format: 'nginx-access',
  recognise: ({ fields }) => recognise(fields),
  normalise,
}

const clientNames = ['remote_addr', 'remote_ip', 'clientip', 'client_ip', 'remote_host'] as const
const targetNames = ['request_uri', 'request', 'uri', 'url', 'request_url', 'path'] as const
const statusNames = ['status', 'response', 'status_code'] as const
const methodNames = ['request_method', 'method', 'verb', 'http_method'] as const
const agentNames = ['http_user_agent', 'user_agent', 'agent'] as const
const referrerNames = ['http_referer', 'http_referrer', 'referer', 'referrer'] as const
const sizeNames = ['body_bytes_sent', 'bytes_sent', 'bytes', 'size'] as const

function recognise(fields: JsonObject): string | undefined {
  // Envoy and load balancers say more of the same request under names of their own.
  if (fields.elb !== undefined || fields.response_flags !== undefined) return undefined
  const client = nameOf(fields, clientNames)
  const target = nameOf(fields, targetNames)
  const status = nameOf(fields, statusNames)
  if (client === undefined || target === undefined || status === undefined) return undefined
  if (typeof fields[target] !== 'string' || numberOf(fields[status]) === undefined) return undefined
  const more = nameOf(fields, methodNames) ?? nameOf(fields, agentNames) ?? nameOf(fields, sizeNames)
  return more === undefined ? undefined : `${client}, ${target}, ${status} and ${more} are present`
}

function nameOf(fields: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) if (fields[name] !== undefined) return name
  return undefined
}

function first(fields: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = stated(textOf(fields[name]))
    if (found !== undefined) return found
  }
  return undefined
}

function firstNumber(fields: JsonObject, names: readonly string[]): number | undefined {
  for (const name of names) {
    const found = numberOf(fields[name])
    if (found !== undefined) return found
  }
  return undefined
}

const mapped: ReadonlySet<string> = new Set([
  ...clientNames,
  ...targetNames,
  ...statusNames,
  ...methodNames,
  ...agentNames,
  ...referrerNames,
  ...sizeNames,
  'remote_port',
  'remote_user',
  'time_local',
  'time_iso8601',
  'server_protocol',
  'httpversion',
  'request_id',
  'request_length',
  'request_time',
  'http_x_forwarded_for',
  'x_forwarded_for',
  'args',
  'query_string',
  'scheme',
  'host',
  'http_host',
  'server_name',
  'server_addr',
  'server_port',
])

function normalise({ fields }: SourceRecord, context: NormaliseContext) {
  const line = lineOf(fields)
  const client = first(fields, clientNames)
  const user = stated(textOf(fields.remote_user) ?? textOf(fields.user) ?? textOf(fields.auth))
  const seconds = numberOf(fields.request_time)
  const server = stated(textOf(fields.server_addr))
  return accessEvent(
    {
      format: 'nginx-access',
      product: { name: 'HTTP server', vendor_name: 'Unknown' },
      time: timeOf(fields),
      method: line.method,
      url: requestUrl(targetOf(fields, line), hostOf(fields), textOf(fields.scheme), line.method),
      protocol: line.protocol,
      status: firstNumber(fields, statusNames),
      referrer: first(fields, referrerNames),
      userAgent: first(fields, agentNames),
      forwardedFor: forwardedAddresses(textOf(fields.http_x_forwarded_for) ?? textOf(fields.x_forwarded_for)),
      requestUid: stated(idOf(fields.request_id)),
      source: endpoint(client, fields.remote_port),
      sourceIp: addressOf(client),
      destination: server === undefined ? undefined : endpoint(server, fields.server_port),
      destinationIp: addressOf(server),
      bytesReceived: numberOf(fields.request_length),
      bytesSent: firstNumber(fields, sizeNames),
      durationMs: seconds === undefined ? undefined : seconds * 1000,
      user,
      identityKey: userKey(user),
      host: stated(textOf(fields.hostname)),
      unmapped: restOf(fields, mapped),
    },
    context,
  )
}

/** The request's parts, whole in `request` or each in its own field. */
function lineOf(fields: JsonObject): RequestLine {
  const method = first(fields, methodNames)
  const protocol =
    stated(textOf(fields.server_protocol)) ?? stated(textOf(fields.protocol)) ?? idOf(fields.httpversion)
  const whole = textOf(fields.request)
  if (method !== undefined) return { method, target: undefined, protocol }
  const line = requestLineOf(whole)
  return { ...line, protocol: line.protocol ?? protocol }
}

/** `$request_uri` holds the query, `$uri` does not: then it stands in `$args`. */
function targetOf(fields: JsonObject, line: RequestLine): string | undefined {
  const target = stated(textOf(fields.request_uri)) ?? line.target ?? first(fields, targetNames)
  const query = stated(textOf(fields.args)) ?? stated(textOf(fields.query_string))
  if (target === undefined || query === undefined || target.includes('?')) return target
  return `${target}?${query.replace(/^\?/, '')}`
}

function hostOf(fields: JsonObject): string | undefined {
  return stated(textOf(fields.http_host)) ?? stated(textOf(fields.host)) ?? stated(textOf(fields.server_name))
}

function timeOf(fields: JsonObject): Found {
  const local = textOf(fields.time_local) ?? textOf(fields.timestamp) ?? textOf(fields.time)
  const clf = local === undefined ? undefined : clfTimeMs(local.replace(/^\[|\]$/g, ''))
  if (clf !== undefined) return clf
  const other: Json | undefined =
    fields.time_iso8601 ?? fields['@timestamp'] ?? fields.msec ?? fields.timestamp ?? fields.time ?? fields.ts
  return other
}
