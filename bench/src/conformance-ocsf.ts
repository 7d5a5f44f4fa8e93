import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader } from '@countersign/ocsf/reader'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { schemaRows } from './conformance-ocsf-schema.ts'
import type { ConformanceRow } from './conformance-row.ts'
import { corpus, missingCorpus } from './corpora.ts'
import { atVersion } from './ocsf-at-version.ts'
import { aligned, leavesOf, sameValue, valueAt } from './ocsf-leaves.ts'
import { missReason } from './ocsf-miss-reason.ts'
import { readingsIn } from './ocsf-samples.ts'

const area = 'ocsf'
/** 2026-03-04: stands in for a record without a time; nothing scored depends on it. */
const context = { receivedAtMs: 1_772_582_400_000 }

type Pair = {
  readonly source: string
  readonly ocsf_metadata_version: string | null
  readonly raw_file: string
  readonly ocsf_file: string
  readonly ocsf_parses_as_json: boolean
}

/** Scores recognition and normalisation against public records and the published raw/OCSF pairs. */
export async function conformanceOcsf(): Promise<readonly ConformanceRow[]> {
  return [...goldenRows(), ...labelledRows(), detonationRow(), ...schemaRows()]
}

function missing(set: string, path: string): ConformanceRow {
  return { area, set, score: 0, total: 0, misses: [], missing: missingCorpus(path) }
}

function goldenRows(): readonly ConformanceRow[] {
  const folder = corpus('detection/ocsf-examples')
  if (folder === undefined) return [missing('ocsf/examples', 'detection/ocsf-examples')]
  const pairs = readFileSync(join(folder, 'index.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Pair)
  const sources = [...new Set(pairs.map((pair) => pair.source))].sort()
  return sources.flatMap((source) => goldenRow(folder, source, pairs))
}

function goldenRow(folder: string, source: string, pairs: readonly Pair[]): readonly ConformanceRow[] {
  const own = pairs.filter((pair) => pair.source === source)
  const scored = own.filter((pair) => pair.ocsf_parses_as_json).map((pair) => scorePair(folder, pair))
  const negatives = own.filter((pair) => !pair.ocsf_parses_as_json)
  const row: ConformanceRow = {
    area,
    set: `golden leaves: ${source} (${scored.reduce((sum, { extra }) => sum + extra, 0)} extra leaves)`,
    score: scored.reduce((sum, { score }) => sum + score, 0),
    total: scored.reduce((sum, { total }) => sum + total, 0),
    misses: scored.flatMap(({ misses }) => misses),
  }
  return negatives.length === 0 ? [row] : [row, negativeRow(folder, source, negatives)]
}

/** Documents that are not one JSON value: refused with a reason, never a crash, never read as OCSF. */
function negativeRow(folder: string, source: string, negatives: readonly Pair[]): ConformanceRow {
  const misses = negatives.flatMap(({ ocsf_file }) => {
    const reading = createRecordReader('ocsf').read(readFileSync(join(folder, ocsf_file), 'utf8'))
    return reading.kind === 'rejected' ? [] : [`${ocsf_file}: read as ${reading.kind}`]
  })
  return {
    area,
    set: `broken goldens refused: ${source}`,
    score: negatives.length - misses.length,
    total: negatives.length,
    misses,
  }
}

type PairScore = {
  readonly score: number
  readonly total: number
  readonly extra: number
  readonly misses: readonly string[]
}

function scorePair(folder: string, pair: Pair): PairScore {
  const golden: unknown = JSON.parse(readFileSync(join(folder, pair.ocsf_file), 'utf8'))
  const wanted = leavesOf(golden)
  const raw = readFileSync(join(folder, pair.raw_file), 'utf8')
  const event = firstEvent(raw, pair.raw_file.endsWith('.txt'))
  if (typeof event === 'string')
    return {
      score: 0,
      total: wanted.length,
      extra: 0,
      misses: [`${pair.raw_file}: ${event} (${wanted.length} leaves)`],
    }
  const ours = aligned(golden, atVersion(event, pair.ocsf_metadata_version ?? ''))
  const misses = wanted
    .map(({ path, value }) => ({ path, value, got: valueAt(ours, path) }))
    .filter(({ path, value, got }) => !sameValue(path, value, got))
  return {
    score: wanted.length - misses.length,
    total: wanted.length,
    extra: leavesOf(ours).filter(({ path }) => valueAt(golden, path) === undefined).length,
    misses: misses.map(
      ({ path, value, got }) =>
        `${pair.ocsf_file}: ${path}: golden ${shown(value)}, ours ${shown(got)} [${missReason({ path, golden: value, ours: got, raw })}]`,
    ),
  }
}

function shown(value: unknown): string {
  const valueMaxChars = 70
  return (JSON.stringify(value) ?? 'absent').slice(0, valueMaxChars)
}

function firstEvent(raw: string, asLines: boolean): unknown {
  const reader = createRecordReader('auto')
  let why = 'no record in it'
  for (const line of asLines ? raw.split(/\r?\n/) : [raw]) {
    const reading = reader.read(line)
    const record = readingsIn(reading)[0]
    if (reading.kind === 'rejected') why = `${reading.reason}: ${reading.detail}`
    if (record === undefined) continue
    const result = normalise(record.format, record.record, context)
    return result.kind === 'event' ? result.normalised.event : `${result.reason}: ${result.detail}`
  }
  return why
}

const labelled: ReadonlyMap<string, SourceFormat> = new Map([
  ['AWS.CloudTrail', 'aws-cloudtrail'],
  ['AWS.VPCFlow', 'aws-vpc-flow'],
  ['Amazon.EKS.Audit', 'kubernetes-audit'],
  ['GitHub.Audit', 'github-audit'],
  ['AWS.ALB', 'aws-alb-access'],
])

type Labelled = {
  readonly log_type: string
  readonly rule_id: string
  readonly name: string
  readonly event: unknown
}

/** Labelled events, many cut down to two or three fields by hand: recognised from content, and normalised. */
function labelledRows(): readonly ConformanceRow[] {
  const file = corpus('detection/panther-tests/tests.jsonl')
  if (file === undefined) return [missing('labelled events recognised', 'detection/panther-tests')]
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Labelled)
  return [...labelled].map(([type, format]) => {
    const own = rows.filter((row) => row.log_type === type)
    const misses = own.flatMap((row) => recognitionMiss(row, format))
    return { area, set: `recognised: ${type}`, score: own.length - misses.length, total: own.length, misses }
  })
}

function recognitionMiss(row: Labelled, format: SourceFormat): readonly string[] {
  const line = JSON.stringify(row.event)
  const reading = createRecordReader('auto').read(line)
  const found = readingsIn(reading)[0]
  if (found?.format === format && normalise(format, found.record, context).kind === 'event') return []
  const lineMaxChars = 120
  const as = found?.format ?? (reading.kind === 'rejected' ? reading.reason : reading.kind)
  return [
    `${row.rule_id} "${row.name}": read as ${as} [nothing of the format is left in the event] ${line.slice(0, lineMaxChars)}`,
  ]
}

function detonationRow(): ConformanceRow {
  const folder = corpus('identity/cloudtrail-detonations')
  const set = 'recognised, with an identity: CloudTrail of attack detonations'
  if (folder === undefined) return missing(set, 'identity/cloudtrail-detonations')
  const misses: string[] = []
  let total = 0
  for (const name of readdirSync(folder)
    .filter((file) => file.startsWith('case-') && file.endsWith('.json'))
    .sort()) {
    const records = JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly unknown[]
    for (const [at, record] of records.entries()) {
      total++
      const found = readingsIn(createRecordReader('auto').read(JSON.stringify(record)))[0]
      const result = found && normalise(found.format, found.record, context)
      const good =
        found?.format === 'aws-cloudtrail' &&
        result?.kind === 'event' &&
        result.normalised.identityKey !== undefined
      if (!good) misses.push(`${name}[${at}]`)
    }
  }
  return { area, set, score: total - misses.length, total, misses }
}
