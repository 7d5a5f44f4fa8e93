import type { DelegationHop, IdentityKey } from '../event.ts'
import { addressOf, type Found, numberOf, restOf, textOf } from '../fields.ts'
import { endpoint } from '../network/connection.ts'
import { certificateKey } from '../network/principal.ts'
import type { NormaliseContext, Normaliser } from '../normaliser.ts'
import type { JsonObject, SourceRecord } from '../record.ts'
import { accessEvent, forwardedAddresses, stated } from './access-event.ts'
import { forwardedCertificates } from './forwarded-client-cert.ts'
import { authorityOf, requestUrl } from './request-url.ts'

/**
 * Envoy's access log, as its default text and as JSON under the names of Istio's mesh configuration. Source: Envoy
 * documentation, "Access logging"; Istio, "Envoy Access Logs".
 */
export const envoyAccess: Normaliser = { format: 'envoy-access', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (fields.response_code === undefined) return undefined
  if (fields.response_flags !== undefined) return 'response_code and response_flags are present'
  if (fields.upstream_host !== undefined || fields.upstream_cluster !== undefined)
    return 'response_code and the upstream are present'
  return fields.authority !== undefined && fields.method !== undefined
    ? 'response_code, authority and method are present'
    : undefined
}

const mapped: ReadonlySet<string> = new Set(
  (
    'start_time method path protocol response_code response_code_details bytes_received bytes_sent duration ' +
    'x_forwarded_for user_agent request_id authority upstream_host downstream_remote_address requested_server_name'
  ).split(' '),
)

function normalise({ fields }: SourceRecord, context: NormaliseContext) {
  const source = sourceOf(fields)
  const upstream = socketOf(fields.upstream_host)
  const caller = callerOf(fields)
  return accessEvent(
    {
      format: 'envoy-access',
      product: { name: 'Envoy', vendor_name: 'CNCF' },
      time: fields.start_time ?? fields.timestamp ?? fields['@timestamp'] ?? fields.time,
      method: stated(textOf(fields.method)),
      url: requestUrl(
        stated(textOf(fields.path)),
        stated(textOf(fields.authority)),
        stated(textOf(fields.scheme)),
        textOf(fields.method),
      ),
      protocol: stated(textOf(fields.protocol)),
      status: numberOf(fields.response_code),
      statusDetail: detailOf(fields),
      userAgent: stated(textOf(fields.user_agent)),
      forwardedFor: forwardedAddresses(textOf(fields.x_forwarded_for)),
      requestUid: stated(textOf(fields.request_id)),
      source: endpoint(source.ip, source.port),
      sourceIp: addressOf(source.ip),
      destination: upstream.ip === undefined ? undefined : endpoint(upstream.ip, upstream.port),
      destinationIp: addressOf(upstream.ip),
      bytesReceived: numberOf(fields.bytes_received),
      bytesSent: numberOf(fields.bytes_sent),
      durationMs: numberOf(fields.duration),
      user: caller.name,
      identityKey: caller.identityKey,
      chain: caller.chain,
      tls: tlsOf(fields),
      unmapped: restOf(fields, mapped),
    },
    context,
  )
}

/** Why Envoy itself answered: its flags (`UF`, `RL`, `UAEX`), and the details where they are logged. */
function detailOf(fields: JsonObject): string | undefined {
  const flags = stated(textOf(fields.response_flags))
  const details = stated(textOf(fields.response_code_details))
  if (flags === undefined) return details
  return details === undefined ? flags : `${flags}: ${details}`
}

type Socket = { readonly ip: string | undefined; readonly port: number | undefined }

/** `10.0.0.9:8080` and `[2001:db8::9]:8080`. */
function socketOf(value: Found): Socket {
  const text = stated(textOf(value))
  if (text === undefined) return { ip: undefined, port: undefined }
  const { hostname, port } = authorityOf(text)
  return { ip: hostname, port }
}

/** The default format does not log the peer; Envoy has put it last into X-Forwarded-For. */
function sourceOf(fields: JsonObject): Socket {
  const peer = socketOf(fields.downstream_remote_address ?? fields.downstream_direct_remote_address)
  if (peer.ip !== undefined) return peer
  return { ip: forwardedAddresses(textOf(fields.x_forwarded_for))?.at(-1), port: undefined }
}

type Caller = {
  readonly name: string | undefined
  readonly identityKey: IdentityKey | undefined
  readonly chain: readonly DelegationHop[]
}

const certificateNames = [
  'x_forwarded_client_cert',
  'x-forwarded-client-cert',
  'forwarded_client_cert',
  'xfcc',
] as const
const peerNames = [
  'downstream_peer_uri_san',
  'source_principal',
  'downstream_peer_principal',
  'downstream_peer_subject',
] as const

/**
 * Whose certificate came with the request: what Envoy saw itself before what a header says, and of the header's elements
 * the last, which the nearest proxy wrote. The elements before it stand behind.
 */
function callerOf(fields: JsonObject): Caller {
  const certificates = forwardedCertificates(firstText(fields, certificateNames))
  const keys = certificates.map(({ subject, uri }) => certificateKey(subject, uri) ?? uri)
  const peer = firstText(fields, peerNames)
  const seen = peer === undefined ? undefined : certificateKey(peer, peer)
  const all = seen === undefined || keys.at(-1) === seen ? keys : [...keys, seen]
  const [identityKey, ...behind] = all.filter((key) => key !== undefined).reverse()
  return {
    name: identityKey?.replace(/^x509:/, ''),
    identityKey,
    chain: behind.map((key) => ({ identityKey: key, relation: 'forwarded-client-cert' })),
  }
}

function firstText(fields: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = stated(textOf(fields[name]))
    if (found !== undefined) return found
  }
  return undefined
}

function tlsOf(fields: JsonObject): object | undefined {
  const sni = stated(textOf(fields.requested_server_name))
  const version = stated(textOf(fields.downstream_tls_version))
  if (sni === undefined && version === undefined) return undefined
  return { version: version ?? 'unknown', ...(sni === undefined ? {} : { sni }) }
}
