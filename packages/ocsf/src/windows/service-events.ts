import type { Activity } from '../draft.ts'
import { authentication, baseEventClass, entityManagement } from '../event-class.ts'
import { accountOfName } from '../identity/windows.ts'
import { setActor, subject, writer } from './actor.ts'
import { describeLogon } from './describe-logon.ts'
import { describeJob, describeLog, describeService } from './describe-system.ts'
import { describeWmi } from './describe-wmi.ts'
import { eventLogActivity, scheduledJobActivity, windowsServiceActivity } from './windows-class.ts'
import { type ActorOf, type Describe, each, type Readings, type WindowsReading } from './windows-reading.ts'
import { dataText, firstDataText, type WindowsRecord } from './windows-record.ts'

/** Service Control Manager. */
export const serviceControlEvents: Readings = new Map<number, WindowsReading>([
  ...each(
    windowsServiceActivity,
    { 7045: 1, 7040: 2, 7034: 4, 7031: 4 },
    { actor: writer, describe: describeService, outcome: 'success' },
  ),
  [
    7036,
    {
      activity: { eventClass: windowsServiceActivity, id: 0 },
      activityOf: serviceState,
      actor: writer,
      describe: describeService,
      outcome: 'success',
    },
  ],
])

const serviceStates: Readonly<Record<string, Activity>> = {
  running: { eventClass: windowsServiceActivity, id: 3 },
  stopped: { eventClass: windowsServiceActivity, id: 4 },
  paused: { eventClass: windowsServiceActivity, id: 5 },
}
const unknownState: Activity = { eventClass: windowsServiceActivity, id: 0 }

function serviceState({ data }: WindowsRecord): Activity {
  const state = dataText(data, 'param2')?.toLowerCase() ?? ''
  return (Object.hasOwn(serviceStates, state) ? serviceStates[state] : undefined) ?? unknownState
}

/** Microsoft-Windows-Eventlog: 1102 in the Security log, 104 in the others. */
export const eventLogEvents: Readings = new Map(
  each(
    eventLogActivity,
    { 104: 1, 1102: 1, 1100: 7, 1105: 4 },
    { actor: subject, describe: describeLog, logonId: 'SubjectLogonId', outcome: 'success' },
  ),
)

const taskUser: ActorOf = ({ data, writer: by }) =>
  accountOfName(firstDataText(data, 'UserContext', 'UserName')) ?? by

/** Microsoft-Windows-TaskScheduler/Operational. */
export const taskSchedulerEvents: Readings = new Map(
  each(
    scheduledJobActivity,
    { 106: 1, 140: 2, 141: 3, 142: 5, 100: 6, 129: 6, 200: 6, 102: 'Completed', 201: 'Completed' },
    { actor: taskUser, describe: describeJob, outcome: 'success' },
  ),
)

const sessionUser: ActorOf = ({ data }) => {
  const user = firstDataText(data, 'User', 'Param1', 'param1')
  const domain = firstDataText(data, 'Param2', 'param2')
  return domain === undefined || user === undefined
    ? accountOfName(user)
    : { name: user, domain, sid: undefined }
}

/** Remote desktop sessions, as the local session manager (21 to 25) and the connection manager (1149) write them. */
export const terminalServicesEvents: Readings = new Map<number, WindowsReading>([
  ...each(
    authentication,
    { 21: 1, 23: 2, 24: 'Session disconnected', 25: 'Session reconnected' },
    { actor: sessionUser, describe: describeLogon, sourceIp: 'Address', outcome: 'success' },
  ),
  ...each(authentication, { 1149: 1 }, { actor: sessionUser, describe: describeLogon, sourceIp: 'Param3' }),
])

const wmiUser: ActorOf = ({ data }) => accountOfName(dataText(data, 'User'))

const describeOperation: Describe = (event, { data }, actor) => {
  setActor(event, actor, undefined)
  return firstDataText(data, 'Operation', 'ProviderName', 'ESS')
}

/** Microsoft-Windows-WMI-Activity: 5861 is a permanent subscription, 5858 a query that failed. */
export const wmiActivityEvents: Readings = new Map<number, WindowsReading>([
  ...each(
    baseEventClass,
    {
      5857: 'Provider started',
      5858: 'Operation failed',
      5859: 'Subscription started',
      5860: 'Temporary subscription',
    },
    { actor: wmiUser, describe: describeOperation },
  ),
  ...each(entityManagement, { 5861: 1 }, { actor: wmiUser, describe: describeWmi }),
])
