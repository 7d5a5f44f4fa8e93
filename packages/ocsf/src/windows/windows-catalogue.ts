import { baseEventClass } from '../event-class.ts'
import { writer } from './actor.ts'
import { defenderEvents } from './defender-events.ts'
import { describeActorOnly } from './describe-account.ts'
import { classicPowerShellEvents, powerShellEvents } from './powershell-events.ts'
import { otherSecurityEvent, securityEvents } from './security-events.ts'
import {
  eventLogEvents,
  serviceControlEvents,
  taskSchedulerEvents,
  terminalServicesEvents,
  wmiActivityEvents,
} from './service-events.ts'
import { sysmonEvents } from './sysmon-events.ts'
import { other, type Readings, type WindowsReading } from './windows-reading.ts'
import type { WindowsRecord } from './windows-record.ts'

/** One provider's events. Event ids count per provider: the id alone means nothing. */
type Provider = {
  /** How `action` begins; empty where the id alone is what people know the event by. */
  readonly prefix: string
  readonly readings: Readings
  readonly otherwise: (eventId: number) => WindowsReading
}

const sysmon = providerOf('', sysmonEvents)
const security: Provider = {
  prefix: '',
  readings: securityEvents,
  otherwise: (eventId) => ({ activity: other(baseEventClass, String(eventId)), ...otherSecurityEvent }),
}
const eventLog = providerOf('', eventLogEvents)
const powerShell = providerOf('', powerShellEvents)
const classicPowerShell = providerOf('', classicPowerShellEvents)
const defender = providerOf('', defenderEvents)
const serviceControl = providerOf('', serviceControlEvents)
const taskScheduler = providerOf('TaskScheduler#', taskSchedulerEvents)
const terminalServices = providerOf('TerminalServices#', terminalServicesEvents)
const wmiActivity = providerOf('', wmiActivityEvents)

/** By provider name; Windows ignores case. */
const providers: ReadonlyMap<string, Provider> = new Map([
  ['microsoft-windows-sysmon', sysmon],
  ['linux-sysmon', sysmon],
  ['microsoft-windows-security-auditing', security],
  ['microsoft-windows-eventlog', eventLog],
  ['microsoft-windows-powershell', powerShell],
  ['powershellcore', powerShell],
  ['powershell', classicPowerShell],
  ['microsoft-windows-windows defender', defender],
  ['service control manager', serviceControl],
  ['microsoft-windows-taskscheduler', taskScheduler],
  ['microsoft-windows-terminalservices-localsessionmanager', terminalServices],
  ['microsoft-windows-terminalservices-remoteconnectionmanager', terminalServices],
  ['microsoft-windows-wmi-activity', wmiActivity],
])

/** By channel, for records that lost their provider. */
const channels: ReadonlyMap<string, Provider> = new Map([
  ['microsoft-windows-sysmon/operational', sysmon],
  ['security', security],
  ['microsoft-windows-powershell/operational', powerShell],
  ['windows powershell', classicPowerShell],
  ['microsoft-windows-windows defender/operational', defender],
  ['microsoft-windows-taskscheduler/operational', taskScheduler],
  ['microsoft-windows-wmi-activity/operational', wmiActivity],
])

export type FoundReading = { readonly reading: WindowsReading; readonly action: string }

/** How an event is read, and its `action`: the event id, with the provider before it where ids would be mistaken. */
export function readingOf({ provider, channel, eventId }: WindowsRecord): FoundReading {
  // Kept apart: a provider that calls itself like a channel must not decide how that channel is read.
  const known =
    provider === undefined
      ? sourceIn(ofChannel, channel ?? 'unknown', sourceOfChannel)
      : sourceIn(ofProvider, provider, sourceOfProvider)
  let reading = known.readings.get(eventId)
  if (reading === undefined) {
    reading = derive(known.source, eventId)
    if (known.readings.size >= eventIdsMax) known.readings.clear()
    known.readings.set(eventId, reading)
  }
  return reading
}

/** Sources and event ids remembered at once; hostile names cost time, not memory. */
const sourcesMax = 512
const eventIdsMax = 2048
type Known = { readonly source: Provider; readonly readings: Map<number, FoundReading> }
const ofProvider = new Map<string, Known>()
const ofChannel = new Map<string, Known>()

function sourceIn(known: Map<string, Known>, name: string, sourceOf: (name: string) => Provider): Known {
  const found = known.get(name)
  if (found !== undefined) return found
  if (known.size >= sourcesMax) known.clear()
  const added: Known = { source: sourceOf(name), readings: new Map() }
  known.set(name, added)
  return added
}

function sourceOfProvider(name: string): Provider {
  return providers.get(name.toLowerCase()) ?? providerOf(`${name}#`, new Map())
}

function sourceOfChannel(name: string): Provider {
  return channels.get(name.toLowerCase()) ?? providerOf(`${name}#`, new Map())
}

function derive({ prefix, readings, otherwise }: Provider, eventId: number): FoundReading {
  return { reading: readings.get(eventId) ?? otherwise(eventId), action: `${prefix}${eventId}` }
}

function providerOf(prefix: string, readings: Readings): Provider {
  return {
    prefix,
    readings,
    otherwise: (eventId) => ({
      activity: other(baseEventClass, String(eventId)),
      actor: writer,
      describe: describeActorOnly,
    }),
  }
}
