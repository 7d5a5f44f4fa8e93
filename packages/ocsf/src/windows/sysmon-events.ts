import type { Activity } from '../draft.ts'
import { baseEventClass, entityManagement, networkActivity } from '../event-class.ts'
import { dnsActivity } from '../network/network-class.ts'
import { processUser, setActor, sourceUser, sysmonProcess } from './actor.ts'
import { describeConnection, describeLookup } from './describe-network.ts'
import { describeAccess, describeEnd, describeInjection, describeLaunch } from './describe-process.ts'
import { describeKey, describeRename, describeValue } from './describe-registry.ts'
import { fileOf, hashesOf } from './process.ts'
import {
  fileActivity,
  kernelExtensionActivity,
  moduleActivity,
  processActivity,
  registryKeyActivity,
  registryValueActivity,
} from './windows-class.ts'
import { type Describe, each, other, type Readings, type WindowsReading } from './windows-reading.ts'
import { dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

/** Sysmon by event id. Source: Sysmon documentation (version 15), "Events"; its manifest for the field names. */
export const sysmonEvents: Readings = new Map<number, WindowsReading>([
  [
    1,
    {
      activity: { eventClass: processActivity, id: 1 },
      actor: processUser,
      describe: describeLaunch,
      logonId: 'LogonId',
    },
  ],
  [
    3,
    {
      activity: { eventClass: networkActivity, id: 1 },
      actor: processUser,
      describe: describeConnection,
      sourceIp: 'SourceIp',
      destinationIp: 'DestinationIp',
    },
  ],
  [5, { activity: { eventClass: processActivity, id: 2 }, actor: processUser, describe: describeEnd }],
  [
    6,
    {
      activity: { eventClass: kernelExtensionActivity, id: 1 },
      actor: processUser,
      describe: describeDriver,
    },
  ],
  [7, { activity: { eventClass: moduleActivity, id: 1 }, actor: processUser, describe: describeModule }],
  [8, { activity: { eventClass: processActivity, id: 4 }, actor: sourceUser, describe: describeInjection }],
  [10, { activity: { eventClass: processActivity, id: 3 }, actor: sourceUser, describe: describeAccess }],
  [22, { activity: { eventClass: dnsActivity, id: 1 }, actor: processUser, describe: describeLookup }],
  [25, { activity: other(processActivity, 'Tamper'), actor: processUser, describe: describeEnd }],
  ...each(
    fileActivity,
    { 2: 6, 9: 2, 11: 1, 15: 1, 17: 1, 18: 14, 23: 4, 26: 4, 29: 1 },
    { actor: processUser, describe: describeFile },
  ),
  ...each(fileActivity, { 27: 1, 28: 4 }, { actor: processUser, describe: describeFile, outcome: 'failure' }),
  [
    12,
    {
      activity: { eventClass: registryKeyActivity, id: 0 },
      activityOf: registryChange,
      actor: processUser,
      describe: describeKeyOrValue,
    },
  ],
  [
    13,
    { activity: { eventClass: registryValueActivity, id: 2 }, actor: processUser, describe: describeValue },
  ],
  [
    14,
    { activity: { eventClass: registryKeyActivity, id: 5 }, actor: processUser, describe: describeRename },
  ],
  ...[19, 20, 21].map((eventId): [number, WindowsReading] => [
    eventId,
    {
      activity: { eventClass: entityManagement, id: 1 },
      activityOf: wmiChange,
      actor: processUser,
      describe: describeWmi,
    },
  ]),
  ...each(
    baseEventClass,
    { 4: 'Sysmon state changed', 16: 'Sysmon configuration changed', 24: 'Clipboard changed' },
    { actor: processUser, describe: (_event, { data }) => firstDataText(data, 'Configuration', 'Image') },
  ),
])

const pipeIds: ReadonlySet<number> = new Set([17, 18])

function describeFile(...[event, { data, eventId }, actor]: Parameters<Describe>): string | undefined {
  setActor(event, actor, sysmonProcess(data))
  const path = firstDataText(data, 'TargetFilename', 'PipeName', 'Device')
  const file = fileOf(path ?? 'unknown', pipeIds.has(eventId) ? 6 : eventId === 9 ? 4 : 1)
  const hashes = firstDataText(data, 'Hashes', 'Hash')
  if (hashes !== undefined) file.hashes = hashesOf(hashes)
  event.file = file
  return path
}

function describeModule(...[event, { data }, actor]: Parameters<Describe>): string | undefined {
  setActor(event, actor, sysmonProcess(data))
  const path = dataText(data, 'ImageLoaded')
  event.module = { file: loadedFile(data, path), load_type_id: 0 }
  return path
}

function describeDriver(...[event, { data }, actor]: Parameters<Describe>): string | undefined {
  setActor(event, actor, undefined)
  const path = dataText(data, 'ImageLoaded')
  event.driver = { file: loadedFile(data, path) }
  return path
}

function loadedFile(data: WindowsRecord['data'], path: string | undefined): object {
  const file = fileOf(path ?? 'unknown')
  const hashes = dataText(data, 'Hashes')
  if (hashes !== undefined) file.hashes = hashesOf(hashes)
  const company = dataText(data, 'Company')
  if (company !== undefined) file.company_name = company
  const description = dataText(data, 'Description')
  if (description !== undefined) file.desc = description
  return file
}

/** Sysmon 12 is keys created and deleted, and values deleted. Some shippers overwrite `EventType` with their own. */
const registryChanges: Readonly<Record<string, Activity>> = {
  CreateKey: { eventClass: registryKeyActivity, id: 1 },
  DeleteKey: { eventClass: registryKeyActivity, id: 4 },
  CreateValue: { eventClass: registryValueActivity, id: 2 },
  DeleteValue: { eventClass: registryValueActivity, id: 4 },
}
const unknownChange: Activity = { eventClass: registryKeyActivity, id: 0 }

/** NXLog puts the level into `EventType`; the message still says what Sysmon wrote. */
const changeInMessage = /\bEventType: (CreateKey|DeleteKey|CreateValue|DeleteValue)\b/
const messageHeadChars = 200

function registryChange({ data, message }: WindowsRecord): Activity {
  const stated = dataText(data, 'EventType') ?? ''
  const known = Object.hasOwn(registryChanges, stated) ? registryChanges[stated] : undefined
  if (known !== undefined || message === undefined) return known ?? unknownChange
  const found = changeInMessage.exec(message.slice(0, messageHeadChars))?.[1]
  return (found === undefined ? undefined : registryChanges[found]) ?? unknownChange
}

function describeKeyOrValue(...[event, record, actor]: Parameters<Describe>): string | undefined {
  const describe = event.class_uid === registryValueActivity.uid ? describeValue : describeKey
  return describe(event, record, actor)
}

const wmiChanges: Readonly<Record<string, Activity>> = {
  Created: { eventClass: entityManagement, id: 1 },
  Modified: { eventClass: entityManagement, id: 3 },
  Deleted: { eventClass: entityManagement, id: 4 },
}
const unknownWmiChange: Activity = { eventClass: entityManagement, id: 0 }

function wmiChange({ data }: WindowsRecord): Activity {
  const operation = dataText(data, 'Operation') ?? ''
  return (Object.hasOwn(wmiChanges, operation) ? wmiChanges[operation] : undefined) ?? unknownWmiChange
}

const wmiKinds: Readonly<Record<number, string>> = {
  19: 'WMI event filter',
  20: 'WMI event consumer',
  21: 'WMI filter to consumer binding',
}

function describeWmi(...[event, { data, eventId }, actor]: Parameters<Describe>): string | undefined {
  setActor(event, actor, undefined)
  const name = firstDataText(data, 'Name', 'Consumer', 'Filter')
  event.entity = { name: name ?? 'unknown', type: wmiKinds[eventId], type_id: 99, data }
  return name
}
