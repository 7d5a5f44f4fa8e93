import { namedEndpoint, type Observable, observe, present } from '../draft.ts'
import { addressOf, type Found, idOf, integerOf, numberOf, textOf } from '../fields.ts'

/** IANA numbers of the transports that network sensors name. */
const protocolNumbers: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['esp', 50],
  ['icmp6', 58],
  ['ipv6-icmp', 58],
  ['sctp', 132],
])

const directions = ['Unknown', 'Inbound', 'Outbound', 'Lateral', 'Local'] as const

export type ConnectionParts = {
  readonly protocol: Found
  readonly sourceIp: string | undefined
  readonly uid?: Found
  readonly communityId?: Found
  readonly flagHistory?: Found
  readonly tcpFlags?: Found
  /** OCSF `direction_id`: 0 unknown, 1 inbound, 2 outbound, 3 lateral. */
  readonly directionId?: number
}

/** OCSF `network_connection_info`. */
export function connectionInfo(parts: ConnectionParts): object {
  const name = textOf(parts.protocol)?.toLowerCase()
  const directionId = parts.directionId ?? 0
  // The schema's caption of the version is a whole sentence; the id says the same.
  const version = parts.sourceIp === undefined ? undefined : parts.sourceIp.includes(':') ? 6 : 4
  return present({
    uid: idOf(parts.uid),
    community_uid: textOf(parts.communityId),
    protocol_name: name,
    protocol_num: name === undefined ? undefined : protocolNumbers.get(name),
    protocol_ver_id: version,
    direction_id: directionId,
    direction: directions[directionId],
    flag_history: textOf(parts.flagHistory),
    tcp_flags: integerOf(parts.tcpFlags),
  })
}

/** OCSF `network_endpoint`: an address where there is one, otherwise the name that stands in its place. */
export function endpoint(address: Found, port?: Found, more: object = {}): object {
  const ip = addressOf(address)
  return namedEndpoint({
    ip,
    hostname: ip === undefined ? textOf(address) : undefined,
    port: portNumber(port),
    ...more,
  })
}

function portNumber(value: Found): number | undefined {
  const port = numberOf(value)
  return port !== undefined && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined
}

/** `10.0.0.9:443/tcp`: what a connection reached. */
export function socketName(address: Found, port: Found, protocol: Found): string | undefined {
  const ip = textOf(address)
  if (ip === undefined) return undefined
  const number = portNumber(port)
  const at = number === undefined ? ip : ip.includes(':') ? `[${ip}]:${number}` : `${ip}:${number}`
  const transport = textOf(protocol)?.toLowerCase()
  return transport === undefined ? at : `${at}/${transport}`
}

/** The observables that every network event has: both addresses. */
export function endpointObservables(source: Found, destination: Found): Observable[] {
  const found: Observable[] = []
  observe(found, 'src_endpoint.ip', 'ip', addressOf(source))
  observe(found, 'dst_endpoint.ip', 'ip', addressOf(destination))
  return found
}

/** OCSF `network_traffic`; "out" is what the source sent. Undefined when nothing was counted. */
export function trafficOf(parts: {
  readonly bytesOut: Found
  readonly bytesIn: Found
  readonly packetsOut: Found
  readonly packetsIn: Found
  readonly bytesMissed?: Found
}): object | undefined {
  const bytesOut = integerOf(parts.bytesOut)
  const bytesIn = integerOf(parts.bytesIn)
  const packetsOut = integerOf(parts.packetsOut)
  const packetsIn = integerOf(parts.packetsIn)
  const traffic = present({
    bytes_out: bytesOut,
    bytes_in: bytesIn,
    bytes: sum(bytesOut, bytesIn),
    packets_out: packetsOut,
    packets_in: packetsIn,
    packets: sum(packetsOut, packetsIn),
    bytes_missed: integerOf(parts.bytesMissed),
  })
  return Object.keys(traffic).length === 0 ? undefined : traffic
}

/** The whole is known only when both directions are. */
function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : integerOf(a + b)
}
