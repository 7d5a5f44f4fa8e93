import {
  createEvent,
  type EventDraft,
  eventTimeMs,
  namedEndpoint,
  type Observable,
  observe,
  present,
  setStatus,
} from '../draft.ts'
import { type NormaliseResult, ocsfVersion } from '../event.ts'
import { networkActivity } from '../event-class.ts'
import { addressOf, type Found, idOf, integerOf, numberOf, restOf, textOf } from '../fields.ts'
import type { LineParser, LineReading, NormaliseContext, Normaliser } from '../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../record.ts'
import { rfc3339, timeMsOf } from '../time.ts'
import { flowFieldOf } from './vpc-flow-fields.ts'

/** AWS VPC flow logs, from JSON or text. Source: VPC User Guide, "Flow log records" (versions 2 to 8). */
export const awsVpcFlow: Normaliser = { format: 'aws-vpc-flow', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  if (flowText(fields.srcaddr) && flowText(fields.dstaddr)) return 'srcaddr and dstaddr are present'
  if (flowText(fields.srcAddr) && flowText(fields.dstAddr)) return 'srcAddr and dstAddr are present'
  if (typeof fields.interface_id === 'string' && typeof fields.log_status === 'string')
    return 'interface_id and log_status are present'
  return undefined
}

function flowText(value: Found): boolean {
  return typeof value === 'string'
}

/** Fields of the record that the event carries under an OCSF name; version 7's ECS fields stay in `unmapped`. */
const mapped: ReadonlySet<string> = new Set(
  (
    'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action ' +
    'log_status vpc_id subnet_id instance_id tcp_flags type pkt_srcaddr pkt_dstaddr region az_id ' +
    'pkt_src_aws_service pkt_dst_aws_service flow_direction traffic_path'
  ).split(' '),
)

function normalise(record: SourceRecord, context: NormaliseContext): NormaliseResult {
  const fields = underOwnNames(record.fields)
  const unmapped = restOf(fields, mapped)
  const timeMs = eventTimeMs(fields.start ?? fields.end, context, unmapped)
  const refused = fields.action === 'REJECT'
  const id = fields.action === undefined || fields.action === '-' ? 0 : refused ? 5 : 6
  const event = createEvent({ eventClass: networkActivity, id }, timeMs, 1, metadataOf(fields))
  describe(event, fields, refused)
  event.unmapped = unmapped
  const source = addressOf(value(fields.pkt_srcaddr)) ?? addressOf(fields.srcaddr)
  const destination = addressOf(value(fields.pkt_dstaddr)) ?? addressOf(fields.dstaddr)
  return {
    kind: 'event',
    normalised: {
      format: 'aws-vpc-flow',
      event,
      identityKey: undefined,
      chain: [],
      sessionKey: undefined,
      host: value(fields.instance_id)?.toLowerCase() ?? value(fields.interface_id)?.toLowerCase(),
      sourceIp: source,
      destinationIp: destination,
      action: textOf(fields.action) ?? 'flow',
      resource: value(fields.interface_id) ?? value(fields.vpc_id),
    },
  }
}

/** `srcAddr`, `dst-port`, `src_port`: every export has its own spelling of the same fields. */
function underOwnNames(fields: JsonObject): JsonObject {
  if (typeof fields.srcaddr === 'string' && typeof fields.interface_id === 'string') return fields
  const own: { [name: string]: Json } = {}
  for (const name in fields) {
    const found = fields[name]
    if (name !== '__proto__' && found !== undefined) own[flowFieldOf(name) ?? name] = found
  }
  return own
}

/** A dash says that the field does not apply. */
function value(found: Found): string | undefined {
  return found === '-' ? undefined : textOf(found)
}

const profiles = ['cloud', 'security_control', 'datetime'] as const

function metadataOf(fields: JsonObject) {
  return {
    version: ocsfVersion,
    product: present({
      name: 'Amazon VPC',
      vendor_name: 'AWS',
      version: idOf(fields.version),
      feature: { name: 'Flowlogs' },
    }) as { name: string; vendor_name: string },
    profiles,
  }
}

function describe(event: EventDraft, fields: JsonObject, refused: boolean): void {
  const endMs = timeMsOf(fields.end)
  const known = fields.action === 'ACCEPT' || refused
  event.start_time = event.time
  event.start_time_dt = event.time_dt
  if (endMs !== undefined) {
    event.end_time = endMs
    event.end_time_dt = rfc3339(endMs)
  }
  event.action_id = known ? (refused ? 2 : 1) : 0
  event.action = known ? (refused ? 'Denied' : 'Allowed') : 'Unknown'
  event.disposition_id = known ? (refused ? 2 : 1) : 0
  event.disposition = known ? (refused ? 'Blocked' : 'Allowed') : 'Unknown'
  const status = textOf(fields.log_status)
  if (status !== undefined) event.status_code = status
  setStatus(event, known ? (refused ? 'failure' : 'success') : 'unknown')
  event.cloud = cloudOf(fields)
  event.src_endpoint = endpointOf(fields, 'src')
  event.dst_endpoint = endpointOf(fields, 'dst')
  event.connection_info = connectionOf(fields)
  event.traffic = present({ packets: integerOf(fields.packets), bytes: integerOf(fields.bytes) })
  event.observables = observablesOf(fields)
}

function cloudOf(fields: JsonObject): object {
  const account = value(fields.account_id)
  return present({
    provider: 'AWS',
    region: value(fields.region),
    zone: value(fields.az_id),
    account: account === undefined ? undefined : { uid: account },
  })
}

/** The interface that reported the flow: the sender of what leaves, the receiver of what arrives. */
function ownSide(fields: JsonObject): 'src' | 'dst' {
  return fields.flow_direction === 'egress' ? 'src' : 'dst'
}

/**
 * `pkt_srcaddr` is the original sender where `srcaddr` is a hop in between (a NAT gateway, a load balancer): the
 * original is the endpoint, the hop goes to `intermediate_ips`.
 */
function endpointOf(fields: JsonObject, side: 'src' | 'dst'): object {
  const seen = value(fields[`${side}addr`])
  const original = value(fields[`pkt_${side}addr`])
  const own = ownSide(fields) === side
  return namedEndpoint({
    ip: original ?? seen,
    port: integerOf(fields[`${side}port`]),
    svc_name: textOf(fields[`pkt_${side}_aws_service`]),
    intermediate_ips: original !== undefined && seen !== undefined && original !== seen ? [seen] : undefined,
    instance_uid: own ? textOf(fields.instance_id) : undefined,
    interface_uid: own ? textOf(fields.interface_id) : undefined,
    subnet_uid: own ? textOf(fields.subnet_id) : undefined,
    vpc_uid: own ? textOf(fields.vpc_id) : undefined,
  })
}

/** OCSF `boundary` captions of the traffic paths 1 to 8 (boundary ids 4 to 11). */
const boundaries = [
  'Same VPC',
  'Internet/VPC Gateway',
  'Virtual Private Gateway',
  'Intra-region VPC',
  'Inter-region VPC',
  'Local Gateway',
  'Gateway VPC',
  'Internet Gateway',
] as const

const ipVersions: ReadonlyMap<string, number> = new Map([
  ['IPv4', 4],
  ['IPv6', 6],
])

function connectionOf(fields: JsonObject): object {
  const direction = fields.flow_direction
  const path = numberOf(fields.traffic_path)
  const boundary = path === undefined ? textOf(fields.traffic_path) : boundaries[path - 1]
  const version = textOf(fields.type)
  return present({
    protocol_num: integerOf(fields.protocol),
    tcp_flags: integerOf(fields.tcp_flags),
    protocol_ver: version,
    protocol_ver_id: version === undefined ? undefined : (ipVersions.get(version) ?? 99),
    boundary,
    boundary_id: boundary === undefined ? undefined : path === undefined ? 99 : path + 3,
    direction: direction === 'ingress' ? 'Inbound' : direction === 'egress' ? 'Outbound' : 'Unknown',
    direction_id: direction === 'ingress' ? 1 : direction === 'egress' ? 2 : 0,
  })
}

function observablesOf(fields: JsonObject): readonly Observable[] {
  const found: Observable[] = []
  for (const side of ['dst', 'src'] as const) {
    const seen = value(fields[`${side}addr`])
    const original = value(fields[`pkt_${side}addr`])
    observe(found, `${side}_endpoint.ip`, 'ip', original ?? seen)
    if (original !== undefined && seen !== original)
      observe(found, `${side}_endpoint.intermediate_ips[]`, 'ip', seen)
  }
  observe(found, `${ownSide(fields)}_endpoint.instance_uid`, 'resourceUid', value(fields.instance_id))
  return found
}

/** The order of fields in a version 2 record, which AWS writes when no other format is asked for. */
const version2 =
  'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status'.split(
    ' ',
  )
const version2Shape =
  /^2 \d{12} eni-[0-9a-f]+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \d+ \d+ (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/
const headerFieldsMin = 5

/** Flow logs as text: the default version 2 line, or any format behind a header line (S3 objects, CSV exports). */
export const awsVpcFlowText: LineParser = {
  format: 'aws-vpc-flow',
  open: () => {
    let header: readonly string[] | undefined
    let separator = ' '
    return (line): LineReading => {
      const found = headerOf(line)
      if (found !== undefined) {
        header = found.names
        separator = found.separator
        return { kind: 'skip' }
      }
      if (version2Shape.test(line)) return { kind: 'record', record: recordOf(line, version2, ' ') }
      if (header === undefined || line.startsWith('{')) return { kind: 'no' }
      const cells = line.split(separator)
      return cells.length === header.length
        ? { kind: 'record', record: recordOf(line, header, separator) }
        : { kind: 'no' }
    }
  },
}

function headerOf(
  line: string,
): { readonly names: readonly string[]; readonly separator: string } | undefined {
  if (!/^[a-z][a-z_-]+[ ,]/.test(line) || !/(?:^|[ ,])(?:srcaddr|dstaddr)(?:$|[ ,])/.test(line))
    return undefined
  const separator = line.includes(',') ? ',' : ' '
  const names = line
    .trim()
    .split(separator)
    .map((name) => flowFieldOf(name.trim()) ?? name.trim())
  return names.length >= headerFieldsMin ? { names, separator } : undefined
}

function recordOf(line: string, names: readonly string[], separator: string): SourceRecord {
  const fields: { [name: string]: Json } = {}
  line.split(separator).forEach((cell, at) => {
    const name = names[at]
    if (name !== undefined && name !== '__proto__') fields[name] = cell.trim()
  })
  return { fields, raw: line }
}
