import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createRecordReader } from '@countersign/ocsf/reader'
import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { readRulePack } from '@countersign/server/detection/rule-pack'
import type { SigmaDocument, SigmaRule } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { corpus } from '../corpora.ts'

/** The Sigma documents of a rule archive, or undefined when it is not on this machine. */
export async function archiveDocuments(path: string): Promise<readonly SigmaDocument[] | undefined> {
  const archive = corpus(path)
  if (archive === undefined) return undefined
  const pack = await readRulePack(archive, 'sigmahq')
  return pack.documents.flatMap(({ text, ...origin }) => parseSigmaDocuments(text, origin))
}

export function rulesOf(documents: readonly SigmaDocument[]): readonly SigmaRule[] {
  return documents.filter((document) => document.kind === 'rule')
}

/** Events of one set: the lines as they are stored, and the format that each was recognised as. */
export type Lane = {
  readonly name: string
  readonly lines: readonly string[]
  readonly formats: readonly SourceFormat[]
}

/** Sets of generated events, each record stating its own log source, and real Windows events in two shapes. */
export const laneNames = [
  'raw_windows',
  'structured_windows',
  'cisco_syslog',
  'sysmon_file_event',
  'otrf-20k',
] as const
export type LaneName = (typeof laneNames)[number]

export function laneCorpus(name: LaneName): string {
  return name === 'otrf-20k' ? 'detection/otrf/otrf-20k.jsonl.gz' : `detection/lanes/${name}.jsonl.gz`
}

export function readLane(name: LaneName): Lane | undefined {
  const file = corpus(laneCorpus(name))
  if (file === undefined) return undefined
  const lines = gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
  const stated = name !== 'otrf-20k'
  return { name, lines, formats: stated ? lines.map(() => 'generic-json' as const) : recognised(lines) }
}

/** As a source without a declared format is read. */
function recognised(lines: readonly string[]): readonly SourceFormat[] {
  const reader = createRecordReader('auto')
  return lines.map((line) => {
    const reading = reader.read(line)
    return reading.kind === 'record' ? reading.format : 'generic-json'
  })
}

export function parsed(line: string): JsonObject {
  return JSON.parse(line) as JsonObject
}
