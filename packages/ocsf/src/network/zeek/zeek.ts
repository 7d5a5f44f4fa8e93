import {
  createEvent,
  type EventDraft,
  eventTimeMs,
  namedEndpoint,
  type Observable,
  present,
} from '../../draft.ts'
import { type NormalisedEvent, type NormaliseResult, type OcsfMetadata, ocsfVersion } from '../../event.ts'
import { authentication, baseEventClass, networkActivity } from '../../event-class.ts'
import { addressOf, type Found, isObject, numberOf, restOf, textOf } from '../../fields.ts'
import type { NormaliseContext, Normaliser } from '../../normaliser.ts'
import type { Json, JsonObject, SourceRecord } from '../../record.ts'
import { rfc3339, timeMsOf } from '../../time.ts'
import { connectionInfo, endpoint, endpointObservables, socketName } from '../connection.ts'
import { kerberosLog, ntlmLog, radiusLog } from './authentication-log.ts'
import { connLog } from './conn-log.ts'
import { dnsLog } from './dns-log.ts'
import { fileSides, filesLog, smbFilesLog, smbMappingLog } from './file-log.ts'
import { httpLog } from './http-log.ts'
import { intelLog, noticeLog, weirdLog } from './notice-log.ts'
import { ftpLog, rdpLog, sshLog } from './remote-access-log.ts'
import { dhcpLog, smtpLog } from './service-log.ts'
import { sslLog, x509Log } from './tls-log.ts'
import { type ZeekLog, zeekFlag, zeekItems } from './zeek-log.ts'
import { plainPath, zeekPath } from './zeek-path.ts'

/** Zeek logs as JSON, a record a line. Source: Zeek documentation, "Log Files". */
export const zeekJson: Normaliser = {
  format: 'zeek-json',
  recognise,
  normalise: (record, context) => normalise('zeek-json', record, context),
}

/** Zeek logs as TSV: only `zeekTsvLine` can tell a line of it, so no record is claimed here. */
export const zeekTsv: Normaliser = {
  format: 'zeek-tsv',
  recognise: () => undefined,
  normalise: (record, context) => normalise('zeek-tsv', record, context),
}

/** Log names are short words; other programs keep file paths under such a name. */
const pathShape = /^[a-z][a-z0-9_]{1,40}$/i

function recognise({ fields }: SourceRecord): string | undefined {
  if (fields.ts === undefined) return undefined
  if (isLogName(fields._path)) return '_path and ts are present'
  if (isLogName(fields['@path'])) return '@path and ts are present'
  const orig = fields['id.orig_h'] ?? (isObject(fields.id) ? fields.id.orig_h : undefined)
  if (typeof orig === 'string')
    return typeof fields.uid === 'string'
      ? 'uid, ts and id.orig_h are present'
      : 'ts and id.orig_h are present'
  const fingerprinted = typeof fields['certificate.serial'] === 'string' || typeof fields.fuid === 'string'
  return fingerprinted && zeekPath(fields) !== undefined
    ? 'ts and the columns of one Zeek log are present'
    : undefined
}

function isLogName(value: Found): boolean {
  return typeof value === 'string' && pathShape.test(value)
}

const logs: ReadonlyMap<string, ZeekLog> = new Map([
  ['conn', connLog],
  ['dns', dnsLog],
  ['http', httpLog],
  ['ssl', sslLog],
  ['x509', x509Log],
  ['files', filesLog],
  ['smb_files', smbFilesLog],
  ['smb_mapping', smbMappingLog],
  ['rdp', rdpLog],
  ['ssh', sshLog],
  ['ftp', ftpLog],
  ['kerberos', kerberosLog],
  ['ntlm', ntlmLog],
  ['radius', radiusLog],
  ['dhcp', dhcpLog],
  ['smtp', smtpLog],
  ['notice', noticeLog],
  ['intel', intelLog],
  ['weird', weirdLog],
])

/** Fields of every log. */
const common =
  '_path @path _write_ts _system_name ts uid id id.orig_h id.orig_p id.resp_h id.resp_p proto community_id history'.split(
    ' ',
  )
const mappedOf: ReadonlyMap<ZeekLog | undefined, ReadonlySet<string>> = new Map([
  [undefined, new Set(common)],
  ...[...logs.values()].map((log): [ZeekLog, ReadonlySet<string>] => [
    log,
    new Set([...common, ...log.mapped]),
  ]),
])

function normalise(
  format: 'zeek-json' | 'zeek-tsv',
  record: SourceRecord,
  context: NormaliseContext,
): NormaliseResult {
  const fields = withFlatId(record.fields)
  const path = zeekPath(fields) ?? 'unknown'
  const log = logs.get(plainPath(path))
  const unmapped = restOf(fields, mappedOf.get(log) as ReadonlySet<string>)
  const timeMs = eventTimeMs(fields.ts, context, unmapped)
  const activity = log?.activity(fields) ?? otherActivity(fields, path)
  const event = createEvent(activity, timeMs, log?.severity ?? 1, metadataOf(fields, path))
  const observables = describe(event, fields)
  log?.describe(event, fields, observables)
  event.observables = observables
  event.unmapped = unmapped
  return { kind: 'event', normalised: keyed(format, event, fields, path, log) }
}

/** Some pipelines nest the connection id: `{"id":{"orig_h":…}}`. */
function withFlatId(fields: JsonObject): JsonObject {
  if (!isObject(fields.id)) return fields
  const { orig_h, orig_p, resp_h, resp_p } = fields.id
  return present({
    ...fields,
    'id.orig_h': orig_h,
    'id.orig_p': orig_p,
    'id.resp_h': resp_h,
    'id.resp_p': resp_p,
  }) as { [name: string]: Json }
}

/** A log with no reading of its own: traffic where it names a connection, otherwise an event of the sensor itself. */
function otherActivity(fields: JsonObject, path: string) {
  return fields['id.orig_h'] === undefined
    ? { eventClass: baseEventClass, id: 99, name: path }
    : { eventClass: networkActivity, id: 99, name: path }
}

const profiles = ['datetime', 'host'] as const

function metadataOf(fields: JsonObject, path: string): OcsfMetadata {
  const sensor = textOf(fields._system_name)
  const writtenMs = timeMsOf(fields._write_ts)
  return present({
    version: ocsfVersion,
    product: { name: 'Zeek', vendor_name: 'Zeek' },
    profiles,
    log_name: path,
    uid: textOf(fields.uid) ?? textOf(fields.fuid),
    loggers: sensor === undefined ? undefined : [{ name: sensor }],
    logged_time: writtenMs,
    logged_time_dt: writtenMs === undefined ? undefined : rfc3339(writtenMs),
  }) as unknown as OcsfMetadata
}

/** Adds when, where from and where to. Gives the observables of both ends. */
function describe(event: EventDraft, fields: JsonObject): Observable[] {
  event.start_time = event.time
  event.start_time_dt = event.time_dt
  const durationMs = Math.round((numberOf(fields.duration) ?? Number.NaN) * 1000)
  if (Number.isSafeInteger(durationMs)) event.duration = durationMs
  const [source, destination] = sides(fields)
  if (source === undefined && destination === undefined) {
    // OCSF asks every network event for an endpoint; a certificate or a filter has none of its own.
    if (event.category_uid === networkActivity.categoryUid) event.src_endpoint = namedEndpoint({})
    return []
  }
  event.src_endpoint = endpoint(source, fields['id.orig_p'])
  event.dst_endpoint = endpoint(destination, fields['id.resp_p'])
  // Authentication (3002) has no attribute for the connection.
  if (event.class_uid === authentication.uid) return endpointObservables(source, destination)
  event.connection_info = connectionInfo({
    protocol: fields.proto,
    sourceIp: addressOf(source),
    uid: fields.uid,
    communityId: fields.community_id,
    flagHistory: fields.history,
    directionId: directionOf(fields),
  })
  return endpointObservables(source, destination)
}

/** Who sent and who received: a file without a connection id and a certificate name their hosts themselves. */
function sides(fields: JsonObject): readonly [source: Found, destination: Found] {
  const source = fields['id.orig_h']
  const destination = fields['id.resp_h']
  if (source !== undefined || destination !== undefined) return [source, destination]
  if (fields.tx_hosts !== undefined) return fileSides(fields)
  return [fields.tx, fields.rx]
}

/** From the site's own networks: out, in, or between two of its hosts. */
function directionOf(fields: JsonObject): number {
  const orig = zeekFlag(fields.local_orig)
  const resp = zeekFlag(fields.local_resp)
  if (fields.direction === 'INBOUND') return 1
  if (fields.direction === 'OUTBOUND') return 2
  if (orig === undefined || resp === undefined) return 0
  if (orig) return resp ? 3 : 2
  return resp ? 1 : 0
}

function keyed(
  format: 'zeek-json' | 'zeek-tsv',
  event: EventDraft,
  fields: JsonObject,
  path: string,
  log: ZeekLog | undefined,
): NormalisedEvent {
  const [source, destination] = sides(fields)
  return {
    format,
    event,
    identityKey: log?.identity?.(fields),
    chain: [],
    sessionKey: textOf(fields.uid) ?? zeekItems(fields.uids ?? fields.conn_uids)[0],
    host: log?.host?.(fields)?.toLowerCase(),
    sourceIp: addressOf(source) ?? addressOf(fields.src) ?? addressOf(fields.client_addr),
    destinationIp: addressOf(destination) ?? addressOf(fields.dst) ?? addressOf(fields.server_addr),
    action: path,
    resource: log?.resource?.(fields) ?? socketName(destination, fields['id.resp_p'], fields.proto),
  }
}
