import { type EventDraft, setStatus } from '../draft.ts'
import { addressOf } from '../fields.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import { connectionInfo, endpoint } from '../network/connection.ts'
import type { JsonObject } from '../record.ts'
import { setActor, sysmonProcess, userOf } from './actor.ts'
import { fileOf, processOf } from './process.ts'
import { dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

/** Addresses as the other sources write them: Windows maps IPv4 into IPv6 (`::ffff:10.0.0.1`). */
export function plainAddress(text: string | undefined): string | undefined {
  return addressOf(text?.startsWith('::ffff:') === true ? text.slice(7) : text)
}

/** Sysmon 3: `Initiated` says whether this host opened the connection. */
export function describeConnection(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, sysmonProcess(data))
  const source = dataText(data, 'SourceIp')
  const initiated = dataText(data, 'Initiated')
  event.connection_info = connectionInfo({
    protocol: dataText(data, 'Protocol'),
    sourceIp: source,
    directionId: initiated === 'true' ? 2 : initiated === 'false' ? 1 : 0,
  })
  event.src_endpoint = side(data, 'SourceIp', 'SourcePort', 'SourceHostname')
  event.dst_endpoint = side(data, 'DestinationIp', 'DestinationPort', 'DestinationHostname')
  return firstDataText(data, 'DestinationHostname', 'DestinationIp')
}

function side(data: JsonObject, ip: string, port: string, name: string): object {
  const hostname = dataText(data, name)
  const address = dataText(data, ip) ?? 'unknown'
  return endpoint(
    plainAddress(address) ?? address,
    dataText(data, port),
    hostname === undefined ? undefined : { hostname },
  )
}

/** Security 5156 writes the direction as a message id. */
const directions: Readonly<Record<string, number>> = { '%%14592': 1, '%%14593': 2 }

const protocols: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp6' }

/** Security 5152 to 5158, the Windows Filtering Platform. */
export function describeFiltered(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const process =
    processOf(data, 'Application', 'ProcessID', undefined) ??
    processOf(data, 'Application', 'ProcessId', undefined)
  setActor(event, actor, process)
  const number = dataText(data, 'Protocol') ?? ''
  event.connection_info = connectionInfo({
    protocol: Object.hasOwn(protocols, number) ? protocols[number] : undefined,
    sourceIp: dataText(data, 'SourceAddress'),
    directionId: directions[dataText(data, 'Direction') ?? ''] ?? 0,
  })
  event.src_endpoint = side(data, 'SourceAddress', 'SourcePort', 'SourceHostname')
  const remote = dataText(data, 'DestAddress')
  if (remote !== undefined) event.dst_endpoint = side(data, 'DestAddress', 'DestPort', 'DestHostname')
  return remote ?? process?.path
}

/** Windows DNS status codes: `DNS_ERROR_RCODE_*` are 9000 + RCODE. Source: Windows error codes, 9000 to 11999. */
const rcodeBase = 9000
const rcodeCaptions = ['NoError', 'FormError', 'ServError', 'NXDomain', 'NotImp', 'Refused'] as const
const answersMax = 64

/** Sysmon 22. `QueryResults` is `type: 5 name;::ffff:192.0.2.7;` */
export function describeLookup(
  event: EventDraft,
  { data, computer }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, sysmonProcess(data))
  const name = dataText(data, 'QueryName')
  event.query = { hostname: name ?? 'unknown' }
  event.src_endpoint = { hostname: computer ?? 'unknown' }
  const results = dataText(data, 'QueryResults')
  if (results !== undefined) event.answers = answersOf(results)
  const status = dataText(data, 'QueryStatus')
  if (status === undefined) return name
  event.status_code = status
  const code = status === '0' ? 0 : Number(status) - rcodeBase
  event.rcode_id = code in rcodeCaptions ? code : 99
  event.rcode = rcodeCaptions[code] ?? status
  if (code !== 0) setStatus(event, 'failure')
  return name
}

function answersOf(results: string): readonly object[] {
  return results
    .split(';', answersMax)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({
      rdata: text.startsWith('type:') ? text : (plainAddress(text) ?? text),
    }))
}

/** Security 5140 and 5145: a share, and a file on it. */
export function describeShare(
  event: EventDraft,
  { data, computer }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  if (actor !== undefined) event.actor = { user: userOf(actor) }
  event.src_endpoint = side(data, 'IpAddress', 'IpPort', 'IpHostname')
  event.dst_endpoint = { hostname: computer ?? 'unknown' }
  const share = dataText(data, 'ShareName')
  if (share !== undefined) event.share = share
  const name = dataText(data, 'RelativeTargetName')
  if (name === undefined) return share
  const path = share === undefined ? name : `${share}\\${name}`
  event.file = fileOf(path)
  return path
}
