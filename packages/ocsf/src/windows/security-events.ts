import type { Activity } from '../draft.ts'
import {
  accountChange,
  authentication,
  baseEventClass,
  entityManagement,
  groupManagement,
  networkActivity,
  userAccess,
} from '../event-class.ts'
import { smbActivity } from '../network/network-class.ts'
import { subject, target } from './actor.ts'
import {
  describeAccountChange,
  describeActorOnly,
  describeEntity,
  describeGroup,
  describeRight,
} from './describe-account.ts'
import { describeExplicitLogon, describeLogon, describePrivileges } from './describe-logon.ts'
import { describeFiltered, describeShare } from './describe-network.ts'
import { describeObject, describeRegistryWrite, objectActivity } from './describe-object.ts'
import { describeCreation, describeExit } from './describe-process.ts'
import { describeJob, describeLog, describeService } from './describe-system.ts'
import {
  authorizeSession,
  eventLogActivity,
  processActivity,
  registryValueActivity,
  scheduledJobActivity,
  windowsServiceActivity,
} from './windows-class.ts'
import { each, type Readings, type WindowsReading } from './windows-reading.ts'
import { dataText, type WindowsRecord } from './windows-record.ts'

const bySubject = { actor: subject, logonId: 'SubjectLogonId' } as const
const logon = {
  actor: target,
  describe: describeLogon,
  logonId: 'TargetLogonId',
  sourceIp: 'IpAddress',
} as const

/** The Security log by event id. Source: Microsoft Learn, "Advanced security audit policy settings", event pages. */
export const securityEvents: Readings = new Map<number, WindowsReading>([
  ...each(authentication, { 4624: 1, 4776: 1, 4768: 3, 4769: 4, 4770: 5 }, logon),
  ...each(authentication, { 4625: 1, 4771: 6 }, { ...logon, outcome: 'failure' }),
  ...each(authentication, { 4634: 2, 4647: 2 }, logon),
  ...each(
    authentication,
    { 4648: 1 },
    { ...bySubject, describe: describeExplicitLogon, sourceIp: 'IpAddress' },
  ),
  ...each(
    authentication,
    { 4778: 'Session reconnected', 4779: 'Session disconnected' },
    { actor: sessionOwner, describe: describeLogon, logonId: 'LogonID', sourceIp: 'ClientAddress' },
  ),
  ...each(authorizeSession, { 4672: 1 }, { ...bySubject, describe: describePrivileges }),
  ...each(
    authorizeSession,
    { 4627: 2, 4703: 'Token right adjusted' },
    { actor: target, describe: describePrivileges, logonId: 'TargetLogonId' },
  ),
  ...each(processActivity, { 4688: 1 }, { ...bySubject, describe: describeCreation }),
  ...each(processActivity, { 4689: 2 }, { ...bySubject, describe: describeExit }),
  ...each(
    accountChange,
    {
      4720: 1,
      4722: 2,
      4723: 3,
      4724: 4,
      4725: 5,
      4726: 6,
      4738: 'Account changed',
      4740: 9,
      4767: 12,
      4781: 'Account renamed',
      4741: 1,
      4742: 'Computer account changed',
      4743: 6,
      4765: 'SID history added',
      4766: 'SID history refused',
    },
    { ...bySubject, describe: describeAccountChange },
  ),
  ...each(userAccess, { 4704: 1, 4705: 2, 4717: 1, 4718: 2 }, { ...bySubject, describe: describeRight }),
  ...each(
    groupManagement,
    {
      ...ids(6, 4727, 4731, 4744, 4749, 4754, 4759, 4783, 4790),
      ...ids(3, 4728, 4732, 4746, 4751, 4756, 4761, 4785),
      ...ids(4, 4729, 4733, 4747, 4752, 4757, 4762, 4786),
      ...ids(5, 4730, 4734, 4748, 4753, 4758, 4763, 4789),
      ...ids(9, 4735, 4737, 4745, 4750, 4755, 4760, 4764, 4784),
    },
    { ...bySubject, describe: describeGroup },
  ),
  ...each(
    entityManagement,
    { 4719: 3, 4739: 3, 5136: 3, 5137: 1, 5138: 13, 5139: 5, 5141: 4 },
    { ...bySubject, describe: describeEntity },
  ),
  ...[4656, 4660, 4663, 4670].map((eventId): [number, WindowsReading] => [
    eventId,
    {
      ...bySubject,
      activity: { eventClass: baseEventClass, id: 0 },
      activityOf: objectActivity,
      describe: describeObject,
    },
  ]),
  ...each(registryValueActivity, { 4657: 2 }, { ...bySubject, describe: describeRegistryWrite }).map(
    ([eventId, reading]): [number, WindowsReading] => [eventId, { ...reading, activityOf: registryWrite }],
  ),
  ...each(windowsServiceActivity, { 4697: 1 }, { ...bySubject, describe: describeService }),
  ...each(
    scheduledJobActivity,
    { 4698: 1, 4699: 3, 4700: 4, 4701: 5, 4702: 2 },
    { ...bySubject, describe: describeJob },
  ),
  ...each(
    eventLogActivity,
    { 1102: 1, 1100: 7, 1104: 'Log full', 1105: 4 },
    { ...bySubject, describe: describeLog },
  ),
  ...each(
    smbActivity,
    { 5140: 'Share access', 5145: 2 },
    { ...bySubject, describe: describeShare, sourceIp: 'IpAddress' },
  ),
  ...each(
    networkActivity,
    { 5156: 1, 5154: 7, 5158: 'Bind' },
    { actor: () => undefined, describe: describeFiltered, ...filtered() },
  ),
  ...each(
    networkActivity,
    { 5152: 5, 5155: 5, 5157: 5, 5159: 'Bind refused' },
    { actor: () => undefined, describe: describeFiltered, ...filtered(), outcome: 'failure' },
  ),
])

/** Other events of the Security log: who did it is all they have in common. */
export const otherSecurityEvent: Omit<WindowsReading, 'activity'> = {
  ...bySubject,
  describe: describeActorOnly,
}

function filtered() {
  return { sourceIp: 'SourceAddress', destinationIp: 'DestAddress' } as const
}

function ids(activity: number, ...eventIds: readonly number[]): { readonly [eventId: number]: number } {
  return Object.fromEntries(eventIds.map((eventId) => [eventId, activity]))
}

/** Remote desktop sessions name their owner without a prefix. */
function sessionOwner({ data }: WindowsRecord) {
  const name = dataText(data, 'AccountName')
  return name === undefined ? undefined : { name, domain: dataText(data, 'AccountDomain'), sid: undefined }
}

/** Event 4657's operation types. Source: Microsoft, "4657(S): A registry value was modified". */
const registryWrites: Readonly<Record<string, Activity>> = {
  '%%1904': { eventClass: registryValueActivity, id: 2 },
  '%%1905': { eventClass: registryValueActivity, id: 3 },
  '%%1906': { eventClass: registryValueActivity, id: 4 },
}
const unknownWrite: Activity = { eventClass: registryValueActivity, id: 2 }

function registryWrite({ data }: WindowsRecord): Activity {
  const operation = dataText(data, 'OperationType') ?? ''
  return (Object.hasOwn(registryWrites, operation) ? registryWrites[operation] : undefined) ?? unknownWrite
}
