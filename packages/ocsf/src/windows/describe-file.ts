import type { JsonObject } from '../record.ts'
import { setActor, sysmonProcess } from './actor.ts'
import { type FileKind, fileOf, hashesOf } from './process.ts'
import type { Describe } from './windows-reading.ts'
import { dataText, firstDataText } from './windows-record.ts'

/** Sysmon's pipes (17, 18) and raw disk reads (9) name files of another kind. */
const kinds: ReadonlyMap<number, FileKind> = new Map([
  [9, 4],
  [17, 6],
  [18, 6],
])

/** Sysmon's file, stream and pipe events. */
export const describeFile: Describe = (event, { data, eventId }, actor) => {
  setActor(event, actor, sysmonProcess(data))
  const path = firstDataText(data, 'TargetFilename', 'PipeName', 'Device')
  const file = fileOf(path ?? 'unknown', kinds.get(eventId))
  const hashes = firstDataText(data, 'Hashes', 'Hash')
  if (hashes !== undefined) file.hashes = hashesOf(hashes)
  event.file = file
  return path
}

/** Sysmon 7: a library loaded by a process. How it was loaded is not said. */
export const describeModule: Describe = (event, { data }, actor) => {
  setActor(event, actor, sysmonProcess(data))
  const path = dataText(data, 'ImageLoaded')
  event.module = { file: loadedFile(data, path), load_type_id: 0 }
  return path
}

/** Sysmon 6. The kernel loads drivers; the event names nobody. */
export const describeDriver: Describe = (event, { data }, actor) => {
  setActor(event, actor, undefined)
  const path = dataText(data, 'ImageLoaded')
  event.driver = { file: loadedFile(data, path) }
  return path
}

function loadedFile(data: JsonObject, path: string | undefined): object {
  const file = fileOf(path ?? 'unknown')
  const hashes = dataText(data, 'Hashes')
  if (hashes !== undefined) file.hashes = hashesOf(hashes)
  const company = dataText(data, 'Company')
  if (company !== undefined) file.company_name = company
  const description = dataText(data, 'Description')
  if (description !== undefined) file.desc = description
  return file
}
