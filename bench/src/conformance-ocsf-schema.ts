import { normalise } from '@countersign/ocsf/normalise'
import type { RecordReading } from '@countersign/ocsf/reader'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Schema } from '@countersign/ocsf/schema/schema'
import { validateEvent } from '@countersign/ocsf/schema/validate-event'
import { sourceFixtures } from '@countersign/ocsf/source-fixtures'
import type { ConformanceRow } from './conformance-row.ts'
import { missingCorpus } from './corpora.ts'
import { publicRecords } from './ocsf-samples.ts'
import { publishedSchema, schemaArchive } from './ocsf-schema-archive.ts'

const area = 'ocsf'
const context = { receivedAtMs: 1_772_582_400_000 }

type Tally = { valid: number; total: number; readonly violations: Map<string, number> }

/** Events of every normaliser, of our fixtures and of all public records, against the published schema. */
export function schemaRows(): readonly ConformanceRow[] {
  const schema = publishedSchema()
  if (schema === undefined) {
    const set = 'events valid against the OCSF schema'
    return [{ area, set, score: 0, total: 0, misses: [], missing: missingCorpus(schemaArchive) }]
  }
  const tallies = new Map<string, Tally>()
  for (const reading of everyRecord()) validate(schema, reading, tallies)
  return [resolvedRow(schema), ...[...tallies].sort().map(([format, tally]) => rowOf(format, tally))]
}

/** Events that already are OCSF are kept as they are, faults and all: they are not ours to judge. */
function* everyRecord(): Generator<RecordReading> {
  for (const { format, fields } of sourceFixtures)
    yield { kind: 'record', format, because: 'fixture', record: { fields, raw: JSON.stringify(fields) } }
  yield* publicRecords()
}

function validate(schema: Schema, { format, record }: RecordReading, tallies: Map<string, Tally>): void {
  if (format === 'ocsf') return
  const result = normalise(format, record, context)
  if (result.kind === 'rejected') return
  const tally = tallies.get(format) ?? { valid: 0, total: 0, violations: new Map() }
  tallies.set(format, tally)
  // As it would be written: JSON has no undefined.
  const event = JSON.parse(JSON.stringify(result.normalised.event)) as JsonObject
  const violations = validateEvent(schema, event)
  tally.total++
  if (violations.every(({ level }) => level === 'warning')) tally.valid++
  for (const { level, kind, path, detail } of violations) {
    const what = `${level}, ${kind}: ${path.replace(/\[\d+\]/g, '[]')}: ${detail}`
    tally.violations.set(what, (tally.violations.get(what) ?? 0) + 1)
  }
}

function rowOf(format: string, { valid, total, violations }: Tally): ConformanceRow {
  const misses = [...violations].sort(([, a], [, b]) => b - a).map(([what, count]) => `${count}x ${what}`)
  return { area, set: `events valid against the OCSF schema: ${format}`, score: valid, total, misses }
}

function resolvedRow({ classes, objects, faults, version }: Schema): ConformanceRow {
  const total = classes.size + objects.size
  return {
    area,
    set: `classes and objects of OCSF ${version} resolved`,
    score: total - faults.length,
    total,
    misses: faults,
  }
}
