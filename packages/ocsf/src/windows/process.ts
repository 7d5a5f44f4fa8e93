import type { JsonObject } from '../record.ts'
import { remember } from '../remember.ts'
import { dataInteger, dataText } from './windows-record.ts'

/** A process under construction; attributes are added only where the event has them. */
export type ProcessDraft = {
  name?: string
  path?: string
  pid?: number
  uid?: string
  tid?: number
  cmd_line?: string
  file?: object
  user?: object
  parent_process?: object
  session?: object
  integrity?: string
  integrity_id?: number
  working_directory?: string
}

/** The process that `image`, `pid` and `guid` name; undefined where the event names none. */
export function processOf(
  data: JsonObject,
  image: string,
  pid: string,
  guid: string | undefined,
): ProcessDraft | undefined {
  const path = dataText(data, image)
  const number = dataInteger(data, pid)
  const uid = guid === undefined ? undefined : dataText(data, guid)
  if (path === undefined && number === undefined && uid === undefined) return undefined
  const process: ProcessDraft = {}
  if (path !== undefined) {
    process.name = baseName(path)
    process.path = path
  }
  if (number !== undefined) process.pid = number
  if (uid !== undefined) process.uid = uid
  // OCSF wants an id; a path alone is as good as the event has.
  else if (number === undefined) process.uid = 'unknown'
  return process
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1) || path
}

/** Regular files have 1, named pipes 6, block devices 4 (OCSF, objects/file.json). */
export type FileKind = 1 | 4 | 6

export function fileOf(path: string, kind: FileKind = 1): { [attribute: string]: unknown } {
  return { name: baseName(path), path, type_id: kind }
}

const algorithms: Readonly<Record<string, readonly [string, number]>> = {
  MD5: ['MD5', 1],
  SHA1: ['SHA-1', 2],
  SHA256: ['SHA-256', 3],
  SHA512: ['SHA-512', 4],
  IMPHASH: ['Imphash', 18],
}

/** Sysmon writes `SHA1=…,MD5=…,IMPHASH=…`; the same files are seen again and again. */
export const hashesOf: (text: string) => readonly object[] = remember(
  (text) =>
    text.split(',').flatMap((pair) => {
      const equals = pair.indexOf('=')
      const algorithm = algorithms[pair.slice(0, equals)]
      if (algorithm === undefined) return []
      return [{ algorithm: algorithm[0], algorithm_id: algorithm[1], value: pair.slice(equals + 1) }]
    }),
  2048,
  400,
)

const integrityLevels: Readonly<Record<string, number>> = {
  Untrusted: 1,
  Low: 2,
  Medium: 3,
  High: 4,
  System: 5,
  Protected: 6,
}

/** Security 4688 gives the integrity level as a SID, Sysmon as a word. */
const integritySids: Readonly<Record<string, string>> = {
  'S-1-16-0': 'Untrusted',
  'S-1-16-4096': 'Low',
  'S-1-16-8192': 'Medium',
  'S-1-16-12288': 'High',
  'S-1-16-16384': 'System',
  'S-1-16-20480': 'Protected',
}

export function setIntegrity(process: ProcessDraft, level: string | undefined): void {
  if (level === undefined) return
  const word = Object.hasOwn(integritySids, level) ? (integritySids[level] as string) : level
  const id = Object.hasOwn(integrityLevels, word) ? integrityLevels[word] : undefined
  process.integrity = word
  process.integrity_id = id ?? 99
}
