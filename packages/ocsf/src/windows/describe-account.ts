import type { EventDraft } from '../draft.ts'
import { accountOfName, type WindowsAccount } from '../identity/windows.ts'
import type { JsonObject } from '../record.ts'
import { setActor, userOf } from './actor.ts'
import { dataAccount, dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

const nobody = { name: 'unknown', type_id: 0 } as const

/** Security 4720 to 4767: `Target…` is the account that is changed. */
export function describeAccountChange(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const changed = accountChanged(data)
  event.user = changed === undefined ? nobody : userOf(changed)
  return changed === undefined ? undefined : nameOf(changed)
}

/** Event 4781 writes `OldTargetUserName`, account events `TargetSid` where logons write `TargetUserSid`. */
function accountChanged(data: JsonObject): WindowsAccount | undefined {
  const name = firstDataText(data, 'TargetUserName', 'OldTargetUserName')
  const sid = firstDataText(data, 'TargetSid', 'TargetUserSid')
  if (name === undefined && sid === undefined) return undefined
  return { name, domain: dataText(data, 'TargetDomainName'), sid }
}

function nameOf({ name, domain, sid }: WindowsAccount): string | undefined {
  return name === undefined || domain === undefined ? (name ?? sid) : `${domain}\\${name}`
}

/** Security 4727 to 4764: `Target…` is the group, `Member…` who enters or leaves it. */
export function describeGroup(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const group = accountChanged(data)
  const described: { [attribute: string]: unknown } = { name: group?.name ?? group?.sid ?? 'unknown' }
  if (group?.domain !== undefined) described.domain = group.domain
  if (group?.sid !== undefined) described.uid = group.sid
  event.group = described
  const member = dataText(data, 'MemberName')
  const sid = dataText(data, 'MemberSid')
  if (member !== undefined || sid !== undefined)
    event.user = userOf({ name: member ?? accountOfName(sid)?.name, domain: undefined, sid })
  return group === undefined ? undefined : nameOf(group)
}

/** Security 4704, 4705, 4717 and 4718: a right given to or taken from an account, named by its SID. */
export function describeRight(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const sid = dataText(data, 'TargetSid')
  event.user = sid === undefined ? nobody : { uid: sid, type_id: 0 }
  const rights = firstDataText(data, 'PrivilegeList', 'AccessGranted', 'AccessRemoved')
  event.privileges = rights === undefined ? ['unknown'] : rights.split(/\s+/).filter((word) => word !== '')
  return sid
}

/** Security 5136 to 5141 (directory objects), 4719 and 4739 (policies). */
export function describeEntity(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  setActor(event, actor, undefined)
  const name = firstDataText(data, 'ObjectDN', 'NewObjectDN', 'ObjectName', 'SubcategoryGuid', 'DomainName')
  const kind = firstDataText(data, 'ObjectClass', 'ObjectType')
  event.entity =
    kind === undefined
      ? { name: name ?? 'unknown', type: 'Policy', type_id: 5 }
      : { name: name ?? 'unknown', type: kind, type_id: 99 }
  return name
}

/** Security 4662 names its object only by GUID; the subject is all that is sure. */
export function describeActorOnly(
  event: EventDraft,
  { data }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const account = actor ?? dataAccount(data, 'Subject')
  if (account !== undefined) event.actor = { user: userOf(account) }
  return firstDataText(
    data,
    'ObjectName',
    'TargetUserName',
    'ServiceName',
    'FilterName',
    'RuleName',
    'param1',
  )
}
