import {
  type Activity,
  createEvent,
  type EventDraft,
  eventTimeMs,
  type Observable,
  present,
} from '../../draft.ts'
import { type NormalisedEvent, type NormaliseResult, type OcsfMetadata, ocsfVersion } from '../../event.ts'
import { authentication, baseEventClass, networkActivity } from '../../event-class.ts'
import { addressOf, type Found, idOf, isObject, objectOf, restOf, textOf } from '../../fields.ts'
import type { NormaliseContext, Normaliser } from '../../normaliser.ts'
import type { JsonObject, SourceRecord } from '../../record.ts'
import { connectionInfo, endpoint, endpointObservables, socketName } from '../connection.ts'
import { alertType } from './alert.ts'
import { krb5Type, rdpType, smbType, sshType } from './authentication.ts'
import { dnsType } from './dns.ts'
import type { EveType } from './eve-type.ts'
import { anomalyType, dropType, fileInfoType, flowType, netflowType } from './flow.ts'
import { httpType } from './http.ts'
import { dhcpType, ftpType, smtpType } from './service.ts'
import { tlsType } from './tls.ts'

/** Suricata's event log. Source: Suricata User Guide, "EVE JSON Format". */
export const suricataEve: Normaliser = { format: 'suricata-eve', recognise, normalise }

function recognise({ fields }: SourceRecord): string | undefined {
  const type = fields.event_type
  if (typeof type !== 'string' || typeof fields.timestamp !== 'string') return undefined
  if (isFlowId(fields.flow_id)) return 'event_type and flow_id are present'
  if (fields.in_iface !== undefined) return 'event_type and in_iface are present'
  if (!isObject(fields[type])) return undefined
  return type === 'stats' || typeof fields.src_ip === 'string'
    ? 'event_type and the object it names are present'
    : undefined
}

/** A number; some exporters write it as text. */
function isFlowId(value: Found): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d{1,20}$/.test(value))
}

const types: ReadonlyMap<string, EveType> = new Map([
  ['alert', alertType],
  ['anomaly', anomalyType],
  ['dhcp', dhcpType],
  ['dns', dnsType],
  ['drop', dropType],
  ['fileinfo', fileInfoType],
  ['flow', flowType],
  ['ftp', ftpType],
  ['http', httpType],
  ['krb5', krb5Type],
  ['netflow', netflowType],
  ['rdp', rdpType],
  ['smb', smbType],
  ['smtp', smtpType],
  ['ssh', sshType],
  ['tls', tlsType],
])

const mapped: ReadonlySet<string> = new Set([
  'timestamp',
  'event_type',
  'flow_id',
  'src_ip',
  'src_port',
  'dest_ip',
  'dest_port',
  'proto',
  'community_id',
  'app_proto',
])

function normalise({ fields }: SourceRecord, context: NormaliseContext): NormaliseResult {
  const type = textOf(fields.event_type) ?? 'unknown'
  const reading = types.get(type)
  const unmapped = restOf(fields, mapped)
  const timeMs = eventTimeMs(fields.timestamp, context, unmapped)
  const activity = reading?.activity(fields) ?? otherActivity(fields, type)
  const event = createEvent(activity, timeMs, reading?.severity?.(fields) ?? 1, metadataOf(fields, type))
  const observables = describe(event, fields)
  reading?.describe(event, fields, observables)
  event.observables = observables
  event.unmapped = unmapped
  return { kind: 'event', normalised: keyed(event, fields, type, reading) }
}

/** An event with no reading of its own: a protocol's traffic, or the sensor speaking of itself (`stats`, `engine`). */
function otherActivity(fields: JsonObject, type: string): Activity {
  return fields.src_ip === undefined
    ? { eventClass: baseEventClass, id: 99, name: type }
    : { eventClass: networkActivity, id: 6 }
}

const profiles = ['datetime', 'security_control', 'host'] as const

function metadataOf(fields: JsonObject, type: string): OcsfMetadata {
  const sensor = textOf(fields.host)
  return present({
    version: ocsfVersion,
    product: { name: 'Suricata', vendor_name: 'OISF' },
    profiles,
    log_name: type,
    uid: idOf(fields.flow_id),
    loggers: sensor === undefined ? undefined : [{ name: sensor }],
  }) as unknown as OcsfMetadata
}

function describe(event: EventDraft, fields: JsonObject): Observable[] {
  if (fields.src_ip === undefined && fields.dest_ip === undefined) return []
  event.src_endpoint = endpoint(fields.src_ip, fields.src_port)
  event.dst_endpoint = endpoint(fields.dest_ip, fields.dest_port)
  // Authentication (3002) has no attribute for the connection and its application.
  if (event.class_uid === authentication.uid) return endpointObservables(fields.src_ip, fields.dest_ip)
  event.connection_info = connectionInfo({
    protocol: fields.proto,
    sourceIp: addressOf(fields.src_ip),
    uid: fields.flow_id,
    communityId: fields.community_id,
    tcpFlags: hexadecimal(objectOf(fields.tcp).tcp_flags),
    directionId: 0,
  })
  const application = textOf(fields.app_proto)
  if (application !== undefined) event.app_name = application
  return endpointObservables(fields.src_ip, fields.dest_ip)
}

/** Suricata writes the union of a flow's TCP flags in hexadecimal: `1b`. */
function hexadecimal(value: JsonObject[string] | undefined): number | undefined {
  return typeof value === 'string' && /^[0-9a-fA-F]{1,4}$/.test(value)
    ? Number.parseInt(value, 16)
    : undefined
}

function keyed(
  event: EventDraft,
  fields: JsonObject,
  type: string,
  reading: EveType | undefined,
): NormalisedEvent {
  return {
    format: 'suricata-eve',
    event,
    identityKey: reading?.identity?.(fields),
    chain: [],
    sessionKey: idOf(fields.flow_id),
    host: undefined,
    sourceIp: addressOf(fields.src_ip),
    destinationIp: addressOf(fields.dest_ip),
    action: type,
    resource: reading?.resource?.(fields) ?? socketName(fields.dest_ip, fields.dest_port, fields.proto),
  }
}
