import { readFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader } from '@countersign/ocsf/reader'
import { corpus, missingCorpus } from '../corpora.ts'

const sets = [
  'detection/otrf/otrf-20k.jsonl.gz',
  'detection/lanes/structured_windows.jsonl.gz',
  'detection/lanes/sysmon_file_event.jsonl.gz',
] as const

/** Reading a line whole (recognised and normalised) beside `JSON.parse` of the same line, one core, in CPU-seconds. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '9' } },
  })
  const rounds = Number(values.rounds)
  console.log(`median of ${rounds} rounds, Node ${process.version}\n`)
  console.log(
    'events/CPU-s'.padEnd(34),
    'parse'.padStart(9),
    'read'.padStart(9),
    'event'.padStart(9),
    ' normalise/parse',
  )
  for (const set of sets) {
    const file = corpus(set)
    if (file === undefined) console.error(missingCorpus(set))
    else print(set, linesOf(file), rounds)
  }
  return 0
}

/** Each line a text of its own: a slice of one large text would be measured with its parent. */
function linesOf(file: string): readonly string[] {
  const text = gunzipSync(readFileSync(file)).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line).toString('utf8'))
}

function print(set: string, lines: readonly string[], rounds: number): void {
  const parse = median(rounds, () => parsed(lines))
  const read = median(rounds, () => recognised(lines))
  const event = median(rounds, () => normalised(lines))
  const rate = (seconds: number): string =>
    Math.round(lines.length / seconds)
      .toLocaleString('en')
      .padStart(9)
  const name = set.slice(set.lastIndexOf('/') + 1)
  console.log(
    name.padEnd(34),
    rate(parse),
    rate(read),
    rate(event),
    ` ${((event - read) / parse).toFixed(2)}`,
  )
}

/** Every stage gives a number that depends on all it did, so that none of it can be left out. */
type Stage = () => number

function parsed(lines: readonly string[]): number {
  let objects = 0
  for (const line of lines) if (typeof JSON.parse(line) === 'object') objects++
  return objects
}

function recognised(lines: readonly string[]): number {
  const reader = createRecordReader('auto')
  let records = 0
  for (const line of lines) if (reader.read(line).kind === 'record') records++
  return records
}

function normalised(lines: readonly string[]): number {
  const reader = createRecordReader('auto')
  let classes = 0
  for (const line of lines) {
    const reading = reader.read(line)
    if (reading.kind !== 'record') continue
    const result = normalise(reading.format, reading.record, { receivedAtMs: 0 })
    if (result.kind === 'event') classes += result.normalised.event.class_uid
  }
  return classes
}

function median(rounds: number, stage: Stage): number {
  const warmUpRounds = 2
  for (let round = 0; round < warmUpRounds; round++) stage()
  const seconds = Array.from({ length: rounds }, () => cpuSeconds(stage)).sort((a, b) => a - b)
  return seconds[Math.floor(rounds / 2)] ?? Number.NaN
}

function cpuSeconds(stage: Stage): number {
  const before = process.cpuUsage()
  if (Number.isNaN(stage())) throw new RangeError('a stage of the benchmark gave no number')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
