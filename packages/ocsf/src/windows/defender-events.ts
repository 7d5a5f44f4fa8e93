import type { EventDraft } from '../draft.ts'
import { baseEventClass, detectionFinding } from '../event-class.ts'
import { accountOfName, type WindowsAccount } from '../identity/windows.ts'
import type { JsonObject } from '../record.ts'
import { userOf } from './actor.ts'
import { fileOf } from './process.ts'
import { type ActorOf, each, type Readings, type WindowsReading } from './windows-reading.ts'
import { dataText, type WindowsRecord } from './windows-record.ts'

const detectionUser: ActorOf = ({ data }) => accountOfName(field(data, 'Detection User', 'User'))

/**
 * Windows Defender: 1006 and 1116 found something, 1007 and 1117 did something about it, 1008, 1118 and 1119 could not.
 * Source: Microsoft, "Review event logs and error codes to troubleshoot issues with Microsoft Defender Antivirus".
 */
export const defenderEvents: Readings = new Map<number, WindowsReading>([
  ...each(
    detectionFinding,
    { 1006: 1, 1015: 1, 1116: 1, 1007: 2, 1117: 2, 1008: 2, 1118: 2, 1119: 2 },
    { actor: detectionUser, describe: describeThreat },
  ),
  ...each(
    baseEventClass,
    {
      1121: 'Attack surface rule blocked',
      1122: 'Attack surface rule audited',
      5001: 'Real-time protection disabled',
      5007: 'Configuration changed',
      5010: 'Scanning disabled',
      5012: 'Scanning for viruses disabled',
      5013: 'Tampering refused',
    },
    { actor: detectionUser, describe: (_event, { data }) => field(data, 'Path', 'New Value') },
  ),
])

/** Defender writes names with blanks; some shippers take the blanks out. */
function field(data: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value =
      dataText(data, name) ??
      dataText(data, name.replaceAll(' ', '')) ??
      dataText(data, name.replaceAll(' ', '_'))
    if (value !== undefined) return value
  }
  return undefined
}

/** Defender's severities 1, 2, 4 and 5 as OCSF severity ids. */
const severities: Readonly<Record<string, readonly [number, string]>> = {
  1: [2, 'Low'],
  2: [3, 'Medium'],
  4: [4, 'High'],
  5: [5, 'Critical'],
}

function describeThreat(
  event: EventDraft,
  { data, computer }: WindowsRecord,
  actor: WindowsAccount | undefined,
): string | undefined {
  const name = field(data, 'Threat Name') ?? 'unknown'
  const [severityId, severity] = severities[field(data, 'Severity ID') ?? ''] ?? []
  if (severityId !== undefined && severity !== undefined) {
    event.severity_id = severityId
    event.severity = severity
  }
  event.finding_info = { title: name, uid: field(data, 'Detection ID') ?? 'unknown', types: ['Malware'] }
  event.malware = [malwareOf(data, name)]
  const path = pathOf(field(data, 'Path'))
  const evidence: { [attribute: string]: unknown } = {
    device: { hostname: computer ?? 'unknown', type_id: 0 },
  }
  if (path !== undefined) evidence.file = fileOf(path)
  if (actor !== undefined) evidence.user = userOf(actor)
  event.evidences = [evidence]
  return path ?? name
}

function malwareOf(data: JsonObject, name: string): object {
  const category = field(data, 'Category Name')
  const id = field(data, 'Threat ID')
  return {
    name,
    classification_ids: [category === undefined ? 0 : (classifications.get(category) ?? 99)],
    ...(id === undefined ? {} : { uid: id }),
    ...(category === undefined ? {} : { classifications: [category] }),
  }
}

const classifications: ReadonlyMap<string, number> = new Map([
  ['Adware', 1],
  ['Backdoor', 2],
  ['Ransomware', 10],
  ['Trojan', 18],
  ['Trojan Downloader', 6],
  ['Trojan Dropper', 7],
  ['Virus', 19],
  ['Worm', 22],
])

/** `file:_C:\Users\…`: the kind of resource stands before the path. */
function pathOf(text: string | undefined): string | undefined {
  return text?.split(';', 1)[0]?.replace(/^[a-z]+:_?/, '')
}
