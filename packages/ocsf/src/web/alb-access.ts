import { present } from '../draft.ts'
import { addressOf, numberOf, restOf, textOf } from '../fields.ts'
import { endpoint } from '../network/connection.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { remember } from '../remember.ts'
import { accessEvent, stated } from './access-event.ts'
import { requestUrl } from './request-url.ts'

/**
 * Access logs of AWS Application Load Balancers, text or JSON. Names are those of the table AWS documents for Athena.
 * Source: Elastic Load Balancing User Guide, "Access logs for your Application Load Balancer".
 */
export const albAccess: Normaliser = { format: 'aws-alb-access', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (typeof fields.elb !== 'string') return undefined
  if (fields.elb_status_code !== undefined) return 'elb and elb_status_code are present'
  return fields.elbStatusCode !== undefined ? 'elb and elbStatusCode are present' : undefined
}

const mapped: ReadonlySet<string> = new Set(
  (
    'time client_ip client_port target_ip target_port elb_status_code received_bytes sent_bytes request_verb ' +
    'request_url request_proto user_agent ssl_cipher ssl_protocol trace_id domain_name'
  ).split(' '),
)

/** `elbStatusCode` and `elb_status_code` are one field; so are the three names exporters give the request's parts. */
const ownName: (name: string) => string = remember((name) => {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return renamed.get(snake) ?? snake
})
const renamed: ReadonlyMap<string, string> = new Map([
  ['timestamp', 'time'],
  ['request_http_method', 'request_verb'],
  ['request_http_version', 'request_proto'],
])

function underOwnNames(fields: JsonObject): JsonObject {
  if (fields.elb_status_code !== undefined) return fields
  const own: { [name: string]: Json } = {}
  for (const name in fields) {
    const found = fields[name]
    if (name !== '__proto__' && found !== undefined) own[ownName(name)] = found
  }
  return own
}

function normalise(record: SourceRecord, context: NormaliseContext) {
  const fields = underOwnNames(record.fields)
  const target = stated(textOf(fields.target_ip))
  const method = stated(textOf(fields.request_verb))
  return accessEvent(
    {
      format: 'aws-alb-access',
      product: { name: 'Elastic Load Balancing', vendor_name: 'AWS' },
      time: fields.time,
      method,
      url: requestUrl(
        stated(textOf(fields.request_url)),
        stated(textOf(fields.domain_name)),
        undefined,
        method,
      ),
      protocol: stated(textOf(fields.request_proto)),
      status: numberOf(fields.elb_status_code),
      statusDetail: stated(textOf(fields.error_reason)),
      userAgent: stated(textOf(fields.user_agent)),
      requestUid: stated(textOf(fields.trace_id)),
      source: endpoint(fields.client_ip, fields.client_port),
      sourceIp: addressOf(fields.client_ip),
      destination: target === undefined ? undefined : endpoint(target, fields.target_port),
      destinationIp: addressOf(target),
      bytesReceived: numberOf(fields.received_bytes),
      bytesSent: numberOf(fields.sent_bytes),
      durationMs: durationMs(fields),
      identityKey: undefined,
      tls: tlsOf(fields),
      more: cloudOf(fields),
      unmapped: restOf(fields, mapped),
    },
    context,
  )
}

const durationNames = [
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
] as const

/** The three parts of the time taken, in seconds; -1 says that the part never happened. */
function durationMs(fields: JsonObject): number | undefined {
  const parts = durationNames.map((name) => numberOf(fields[name]) ?? -1)
  return parts.some((part) => part < 0) ? undefined : parts.reduce((sum, part) => sum + part, 0) * 1000
}

function tlsOf(fields: JsonObject): object | undefined {
  const version = stated(textOf(fields.ssl_protocol))
  return version === undefined
    ? undefined
    : present({ version, cipher: stated(textOf(fields.ssl_cipher)), sni: stated(textOf(fields.domain_name)) })
}

/** The target group's ARN is the only place that names the region and the account. */
function cloudOf(fields: JsonObject): object {
  const [, , , region, account] = (stated(textOf(fields.target_group_arn)) ?? '').split(':')
  return {
    cloud: present({
      provider: 'AWS',
      region: region === undefined || region === '' ? undefined : region,
      account: account === undefined || account === '' ? undefined : { uid: account },
    }),
  }
}
