import type { EventDraft } from '../draft.ts'
import type { WindowsAccount } from '../identity/windows.ts'
import { endpoint } from '../network/connection.ts'
import type { JsonObject } from '../record.ts'
import { securityProcess, userOf } from './actor.ts'
import { plainAddress } from './describe-network.ts'
import { dataAccount, dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

const nobody = { name: 'unknown', type_id: 0 } as const

/** Security 4624, 4625, 4634, 4647, 4776 and Kerberos 4768 to 4771: the account named is the one that signs in. */
export function describeLogon(
  event: EventDraft,
  { data, computer }: WindowsRecord,
  account: WindowsAccount | undefined,
): string | undefined {
  event.user = account === undefined ? nobody : userOf(account)
  setCaller(event, data)
  setLogonType(event, dataText(data, 'LogonType'))
  setProtocol(event, firstDataText(data, 'AuthenticationPackageName', 'PackageName'))
  setSource(event, data)
  setReason(event, data)
  const id = dataText(data, 'TargetLogonId')
  if (id !== undefined) event.session = { uid: id }
  const service = dataText(data, 'ServiceName')
  if (service !== undefined) event.service = { name: service }
  event.dst_endpoint = { hostname: computer ?? 'unknown' }
  return service ?? computer
}

/** Security 4648: the subject uses the credentials of another account, on this host or another. */
export function describeExplicitLogon(
  event: EventDraft,
  { data, computer }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const used = dataAccount(data, 'Target')
  event.user = used === undefined ? nobody : userOf(used)
  if (actor !== undefined) event.actor = withProcess(actor, data)
  setSource(event, data)
  const server = dataText(data, 'TargetServerName')
  event.dst_endpoint = { hostname: server ?? computer ?? 'unknown' }
  return used?.name ?? server
}

function withProcess(actor: WindowsAccount, data: JsonObject): object {
  const process = securityProcess(data)
  return process === undefined ? { user: userOf(actor) } : { user: userOf(actor), process }
}

function setCaller(event: EventDraft, data: JsonObject): void {
  const caller = dataAccount(data, 'Subject')
  if (caller !== undefined) event.actor = withProcess(caller, data)
}

/** Windows' logon types are OCSF's, except that OCSF has no 0 and calls 5 a service of the system. */
const logonTypes: Readonly<Record<string, string>> = {
  2: 'Interactive',
  3: 'Network',
  4: 'Batch',
  5: 'OS Service',
  7: 'Unlock',
  8: 'Network Cleartext',
  9: 'New Credentials',
  10: 'Remote Interactive',
  11: 'Cached Interactive',
  12: 'Cached Remote Interactive',
  13: 'Cached Unlock',
}

function setLogonType(event: EventDraft, type: string | undefined): void {
  if (type === undefined) return
  const caption = Object.hasOwn(logonTypes, type) ? logonTypes[type] : undefined
  event.logon_type_id = caption === undefined ? 99 : Number(type)
  event.logon_type = caption ?? type
  if (caption !== undefined) event.is_remote = type === '3' || type === '8' || type === '10'
}

function setProtocol(event: EventDraft, name: string | undefined): void {
  if (name === undefined) return
  const kerberos = name === 'Kerberos'
  const ntlm = name.startsWith('NTLM') || name.startsWith('MICROSOFT_AUTHENTICATION_PACKAGE')
  event.auth_protocol_id = kerberos ? 2 : ntlm ? 1 : 99
  event.auth_protocol = kerberos ? 'Kerberos' : ntlm ? 'NTLM' : name
}

function setSource(event: EventDraft, data: JsonObject): void {
  const address = plainAddress(firstDataText(data, 'IpAddress', 'ClientAddress'))
  const station = firstDataText(data, 'WorkstationName', 'Workstation', 'ClientName')
  if (address === undefined && station === undefined) return
  event.src_endpoint = endpoint(
    address ?? station,
    dataText(data, 'IpPort'),
    station === undefined ? undefined : { hostname: station },
  )
}

/** Why a sign-in failed. Source: Microsoft, "4625(F): An account failed to log on", Status and SubStatus. */
const reasons: Readonly<Record<string, string>> = {
  '0xc000005e': 'no logon servers available',
  '0xc0000064': 'no such user',
  '0xc000006a': 'wrong password',
  '0xc000006d': 'wrong user name or password',
  '0xc000006e': 'account restriction',
  '0xc000006f': 'outside the hours allowed',
  '0xc0000070': 'from a workstation not allowed',
  '0xc0000071': 'password expired',
  '0xc0000072': 'account disabled',
  '0xc000015b': 'logon type not granted',
  '0xc0000193': 'account expired',
  '0xc0000224': 'password must be changed',
  '0xc0000234': 'account locked',
}

function setReason(event: EventDraft, data: JsonObject): void {
  const sub = dataText(data, 'SubStatus')
  const code = (sub === undefined || sub === '0x0' ? dataText(data, 'Status') : sub)?.toLowerCase()
  if (code === undefined) return
  event.status_code = code
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined
  if (reason !== undefined) event.status_detail = reason
}

/** Security 4672, 4703 and 4627: what a new session may do, or belongs to. */
export function describePrivileges(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  event.user = actor === undefined ? nobody : userOf(actor)
  const privileges = words(
    firstDataText(data, 'PrivilegeList', 'EnabledPrivilegeList', 'DisabledPrivilegeList'),
  )
  const groups = words(dataText(data, 'GroupMembership')).map((sid) => ({
    uid: sid.replace(/^%?\{|\}$/g, ''),
  }))
  if (groups.length > 0) event.groups = groups
  event.privileges = privileges
  return privileges[0]
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(/\s+/).filter((word) => word !== '')
}
