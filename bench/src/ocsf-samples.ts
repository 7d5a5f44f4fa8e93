import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRecordReader, type Reading, type RecordReading } from '@countersign/ocsf/reader'
import { corpus } from './corpora.ts'

/** Public records of every source there is, one text each, for checks that hold for any record. */
export function* publicRecords(): Generator<RecordReading> {
  yield* recordsIn(lines(...inFolder('detection/sigma-regression/events', '.jsonl')))
  yield* recordsIn(lines(...single('detection/otrf/otrf-20k.jsonl.gz')))
  yield* recordsIn(texts(...inFolder('identity/cloudtrail-detonations', '.json')))
  yield* recordsIn(texts(...inFolder('detection/ocsf-examples', '.raw.json')))
  for (const file of inFolder('detection/ocsf-examples', '.raw.txt')) yield* recordsIn(lines(file))
  for (const file of zeekLogs()) yield* recordsIn(lines(file))
  yield* recordsIn(labelledEvents())
}

/** A reader each stream: formats with a header keep it. */
function* recordsIn(records: Iterable<string>): Generator<RecordReading> {
  const reader = createRecordReader('auto')
  for (const text of records) yield* readingsIn(reader.read(text))
}

export function readingsIn(reading: Reading): readonly RecordReading[] {
  if (reading.kind === 'record') return [reading]
  return reading.kind === 'records' ? reading.readings.filter((one) => one.kind === 'record') : []
}

function* lines(...files: readonly string[]): Generator<string> {
  for (const text of texts(...files)) for (const line of text.split('\n')) if (line !== '') yield line
}

function* texts(...files: readonly string[]): Generator<string> {
  for (const file of files) {
    const bytes = readFileSync(file)
    yield (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  }
}

function single(path: string): readonly string[] {
  const file = corpus(path)
  return file === undefined ? [] : [file]
}

function inFolder(path: string, ending: string): readonly string[] {
  const folder = corpus(path)
  if (folder === undefined) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name))
}

/** A stream each: a Zeek log has its own header. */
function zeekLogs(): readonly string[] {
  return ['.log', '.log.gz', '.json.gz'].flatMap((ending) =>
    ['traffic/rita', 'traffic/zeek-ssl'].flatMap((folder) => inFolder(folder, ending)),
  )
}

function* labelledEvents(): Generator<string> {
  for (const line of lines(...single('detection/panther-tests/tests.jsonl')))
    yield JSON.stringify((JSON.parse(line) as { readonly event: unknown }).event)
}
