import { baseEventClass, entityManagement, networkActivity } from '../event-class.ts'
import { dnsActivity } from '../network/network-class.ts'
import { processUser, sourceUser } from './actor.ts'
import { describeDriver, describeFile, describeModule } from './describe-file.ts'
import { describeConnection, describeLookup } from './describe-network.ts'
import { describeAccess, describeEnd, describeInjection, describeLaunch } from './describe-process.ts'
import { describeKeyOrValue, describeRename, describeValue, registryChange } from './describe-registry.ts'
import { describeWmi, wmiChange } from './describe-wmi.ts'
import {
  fileActivity,
  kernelExtensionActivity,
  moduleActivity,
  processActivity,
  registryKeyActivity,
  registryValueActivity,
} from './windows-class.ts'
import { each, other, type Readings, type WindowsReading } from './windows-reading.ts'
import { firstDataText } from './windows-record.ts'

const readings: readonly (readonly [number, WindowsReading])[] = [
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
]

/**
 * Sysmon by event id. It reports what was done, not what was tried, unless the reading says otherwise.
 * Source: Sysmon documentation (version 15), "Events"; its manifest for the field names.
 */
export const sysmonEvents: Readings = new Map(
  readings.map(([eventId, reading]) => [eventId, { outcome: 'success', ...reading }]),
)
