import {
  createEvent,
  type EventDraft,
  eventTimeMs,
  httpOutcome,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import {
  type DelegationHop,
  type IdentityKey,
  type NormaliseResult,
  type OcsfMetadata,
  ocsfVersion,
} from '../event.ts'
import { addressOf, type Found, integerOf } from '../fields.ts'
import type { NormaliseContext } from '../normaliser.ts'
import type { Json } from '../record.ts'
import type { SourceFormat } from '../source-format.ts'
import { httpActivityOf, listedMethod } from './http-method.ts'
import { httpVersionOf } from './request-line.ts'
import { type RequestUrl, urlObject, urlResource, urlText } from './request-url.ts'

/** One request as a server or a proxy in front of it logged it. */
export type Access = {
  readonly format: SourceFormat
  readonly product: { readonly name: string; readonly vendor_name: string }
  readonly time: Found
  readonly method: string | undefined
  readonly url: RequestUrl
  readonly protocol: string | undefined
  readonly status: number | undefined
  readonly statusDetail?: string | undefined
  readonly referrer?: string | undefined
  readonly userAgent: string | undefined
  readonly forwardedFor?: readonly string[] | undefined
  readonly requestUid?: string | undefined
  /** The peer that connected. */
  readonly source: object
  readonly sourceIp: string | undefined
  /** Where the request went on to, or was answered. */
  readonly destination?: object | undefined
  readonly destinationIp?: string | undefined
  readonly bytesReceived?: number | undefined
  readonly bytesSent?: number | undefined
  readonly durationMs?: number | undefined
  readonly user?: string | undefined
  readonly identityKey: IdentityKey | undefined
  readonly chain?: readonly DelegationHop[]
  readonly host?: string | undefined
  readonly tls?: object | undefined
  /** Attributes that only one product knows. */
  readonly more?: object
  readonly unmapped: { [name: string]: Json }
}

const noHops: readonly DelegationHop[] = Object.freeze([])

/** HTTP Activity (4002) of a request. */
export function accessEvent(access: Access, context: NormaliseContext): NormaliseResult {
  const timeMs = eventTimeMs(access.time, context, access.unmapped)
  const event = createEvent(httpActivityOf(access.method ?? ''), timeMs, 1, metadataOf(access))
  describe(event, access)
  event.observables = observablesOf(access)
  event.unmapped = access.unmapped
  return {
    kind: 'event',
    normalised: {
      format: access.format,
      event,
      identityKey: access.identityKey,
      chain: access.chain ?? noHops,
      sessionKey: undefined,
      host: access.host?.toLowerCase(),
      sourceIp: access.sourceIp,
      destinationIp: access.destinationIp,
      action: access.method ?? 'request',
      resource: urlResource(access.url),
    },
  }
}

const profiles = ['datetime', 'host'] as const
const cloudProfiles = ['cloud', ...profiles] as const

function metadataOf(access: Access): OcsfMetadata {
  return present({
    version: ocsfVersion,
    product: access.product,
    profiles: access.more !== undefined && 'cloud' in access.more ? cloudProfiles : profiles,
    log_name: 'access',
    correlation_uid: access.requestUid,
  }) as unknown as OcsfMetadata
}

function describe(event: EventDraft, access: Access): void {
  event.src_endpoint = access.source
  if (access.destination !== undefined) event.dst_endpoint = access.destination
  event.http_request = present({
    http_method: listedMethod(access.method),
    url: urlObject(access.url),
    version: httpVersionOf(access.protocol),
    user_agent: access.userAgent,
    referrer: access.referrer,
    uid: access.requestUid,
    x_forwarded_for: access.forwardedFor,
  })
  const traffic = trafficOf(access)
  if (traffic !== undefined) event.traffic = traffic
  if (access.tls !== undefined) event.tls = access.tls
  if (access.user !== undefined) event.actor = { user: { name: access.user } }
  const durationMs = whole(access.durationMs)
  if (durationMs !== undefined) event.duration = durationMs
  describeAnswer(event, access)
  if (access.more !== undefined) Object.assign(event, access.more)
}

/** A status below 100 says that no answer was sent: the connection broke first. */
function describeAnswer(event: EventDraft, access: Access): void {
  const status = integerOf(access.status)
  if (status !== undefined && status >= 100) {
    event.http_response = present({
      code: status,
      length: integerOf(access.bytesSent),
      latency: whole(access.durationMs),
    })
    event.http_status = status
    event.status_code = String(status)
  }
  setStatus(
    event,
    status === undefined ? 'unknown' : status < 100 ? 'failure' : (httpOutcome(status) ?? 'unknown'),
  )
  if (access.statusDetail !== undefined) event.status_detail = access.statusDetail
}

function whole(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : integerOf(Math.round(milliseconds))
}

/** The client's bytes are "out" of the source, the answer's "in". */
function trafficOf(access: Access): object | undefined {
  const bytesReceived = integerOf(access.bytesReceived)
  const bytesSent = integerOf(access.bytesSent)
  if (bytesReceived === undefined && bytesSent === undefined) return undefined
  return present({ bytes_out: bytesReceived, bytes_in: bytesSent })
}

function observablesOf(access: Access): readonly Observable[] {
  const found: Observable[] = []
  observe(found, 'src_endpoint.ip', 'ip', addressOf(access.sourceIp))
  observe(found, 'http_request.url.hostname', 'hostname', access.url.hostname)
  observe(found, 'http_request.url.url_string', 'url', urlText(access.url))
  observe(found, 'http_request.user_agent', 'userAgent', access.userAgent)
  observe(found, 'actor.user.name', 'userName', access.user)
  return found
}

/** The addresses of an X-Forwarded-For header, as strangers and proxies wrote them. */
export function forwardedAddresses(header: string | undefined): readonly string[] | undefined {
  if (header === undefined || header === '-') return undefined
  const forwardedMax = 32
  const found = header
    .split(',', forwardedMax)
    .map((address) => address.trim())
    .filter((address) => address !== '')
  return found.length === 0 ? undefined : found
}

/** A dash says that a field is empty. */
export function stated(text: string | undefined): string | undefined {
  return text === '-' || text === '' ? undefined : text
}
