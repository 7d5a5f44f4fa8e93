import { createEvent, eventTimeMs, setStatus, timeStandIn } from '../draft.ts'
import { type NormaliseResult, type OcsfMetadata, ocsfVersion } from '../event.ts'
import type { EventClass } from '../event-class.ts'
import { windowsIdentityKey } from '../identity/windows.ts'
import type { NormaliseContext } from '../normaliser.ts'
import type { Json } from '../record.ts'
import { remember } from '../remember.ts'
import { plainAddress } from './describe-network.ts'
import { readingOf } from './windows-catalogue.ts'
import { ofWindowsExtension } from './windows-class.ts'
import type { WindowsReading } from './windows-reading.ts'
import { dataText, type WindowsRecord } from './windows-record.ts'

/**
 * The OCSF event of a Windows event. Its data is not repeated in `unmapped`: the record keeps all of it, and copying
 * two kilobytes an event would cost more than reading them.
 */
export function windowsEvent(record: WindowsRecord, context: NormaliseContext): NormaliseResult {
  const { reading, action } = readingOf(record)
  const { data } = record
  const activity = reading.activityOf === undefined ? reading.activity : reading.activityOf(record)
  const unmapped: { [name: string]: Json } = {}
  const timeMs = eventTimeMs(record.time, context, unmapped)
  const metadata = metadataOf(record, activity.eventClass)
  const event = createEvent(activity, timeMs, severityOf(record.level), metadata)
  const machine = record.computer === undefined ? unknownMachine : machineOf(record.computer)
  event.device = machine.device
  const outcome = record.audit ?? reading.outcome
  if (outcome !== undefined) setStatus(event, outcome)
  if (record.message !== undefined) event.message = firstLine(record.message)
  const actor = reading.actor(record)
  const resource = reading.describe(event, record, actor)
  if (unmapped[timeStandIn] !== undefined) event.unmapped = unmapped
  return {
    kind: 'event',
    normalised: {
      format: record.format,
      event,
      identityKey: windowsIdentityKey(actor),
      chain: [],
      sessionKey: sessionKeyOf(record, reading, machine.host),
      host: machine.host,
      sourceIp: reading.sourceIp === undefined ? undefined : plainAddress(dataText(data, reading.sourceIp)),
      destinationIp:
        reading.destinationIp === undefined ? undefined : plainAddress(dataText(data, reading.destinationIp)),
      action,
      resource,
    },
  }
}

type Machine = { readonly host: string | undefined; readonly device: object }

const windows = { name: 'Windows', type_id: 100, type: 'Windows' } as const
const unknownMachine: Machine = {
  host: undefined,
  device: { hostname: 'unknown', type_id: 0, os: windows },
}

const machineOf: (computer: string) => Machine = remember((computer) => ({
  host: computer.toLowerCase(),
  device: { hostname: computer, type_id: 0, os: windows },
}))

const profiles = ['host', 'datetime'] as const
const product = { name: 'Windows', vendor_name: 'Microsoft' } as const
const sysmon = { name: 'Sysmon', vendor_name: 'Microsoft' } as const
const extensions = [{ name: 'win', uid: '2', version: ocsfVersion }] as const

function metadataOf(record: WindowsRecord, eventClass: EventClass): OcsfMetadata {
  const { provider, channel, recordId } = record
  const metadata: { -readonly [Attribute in keyof OcsfMetadata]: OcsfMetadata[Attribute] } = {
    version: ocsfVersion,
    product: provider === 'Microsoft-Windows-Sysmon' ? sysmon : product,
    profiles,
    event_code: String(record.eventId),
  }
  if (channel !== undefined) metadata.log_name = channel
  if (provider !== undefined) metadata.log_provider = provider
  if (recordId !== undefined) metadata.uid = recordId
  if (ofWindowsExtension(eventClass)) metadata.extensions = extensions
  return metadata
}

/** Windows levels 1 critical to 5 verbose as OCSF severity ids. */
const severities = [1, 5, 4, 3, 1, 1] as const

function severityOf(level: number | undefined): number {
  return level === undefined ? 1 : (severities[level] ?? 0)
}

/** The message begins with what happened and goes on with every field once more. */
function firstLine(message: string): string {
  const end = message.indexOf('\n')
  return (end === -1 ? message : message.slice(0, end)).trimEnd()
}

/** Logon sessions that every machine has (SYSTEM, services, anonymous): they tie nothing together. */
const everywhere: ReadonlySet<string> = new Set(['0x0', '0x3e3', '0x3e4', '0x3e5', '0x3e6', '0x3e7'])

/** `<host>:<logon id>`: a logon id counts per machine. Sysmon and the Security log write the same one. */
function sessionKeyOf(
  { data }: WindowsRecord,
  { logonId }: WindowsReading,
  host: string | undefined,
): string | undefined {
  const stated = logonId === undefined ? undefined : dataText(data, logonId)?.toLowerCase()
  return stated === undefined || everywhere.has(stated) ? undefined : `${host ?? ''}:${stated}`
}
