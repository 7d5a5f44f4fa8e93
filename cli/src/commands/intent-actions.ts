import { readFileSync } from 'node:fs'
import { wasmKernel } from '@countersign/intent/kernel/wasm-kernel'
import { replay, type VerdictRecord } from '@countersign/intent/record/verdict-record'
import { flag, listOption, type ParsedArguments, type Terminal, textOption, UsageError } from '../command.ts'
import { type AlertFile, readAlertFile, readAlertFiles } from '../intent/alert-files.ts'
import { evaluate } from '../intent/evaluate.ts'
import { evaluationText } from '../intent/evaluation-text.ts'
import { recordsOf } from '../intent/judge-file.ts'
import { learnFrom } from '../intent/learn.ts'
import { readLearned, writeLearned } from '../intent/learned-folder.ts'

export async function evalIntent(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const seed = seedOf(parsed)
  const testPath = needed(parsed, 'test')
  const train = trainingFiles(parsed)
  const test = readAlertFile(testPath)
  if (train.some(({ tenantId }) => tenantId === test.tenantId))
    throw new UsageError(`${test.tenantId} is learned from and tested on: leave it out of one of the two.`)
  const scores = evaluate(train, test, seed, new Date().toISOString(), terminal)
  terminal.out(
    flag(parsed, 'json') ? `${JSON.stringify(scores)}\n` : evaluationText(test.tenantId, scores, terminal),
  )
  return 0
}

export async function trainIntent(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const folder = needed(parsed, 'out')
  const seed = seedOf(parsed)
  const basePath = textOption(parsed, 'base')
  const base = basePath === undefined ? {} : { base: readLearned(basePath).model }
  const files = trainingFiles(parsed)
  const name = files.map(({ tenantId }) => tenantId).join(', ')
  const learned = learnFrom(files, { seed, name, madeAt: new Date().toISOString(), ...base }, terminal)
  writeLearned(folder, learned)
  terminal.out(`${folder}: model ${learned.book.modelHash}, from ${learned.book.calibration.events} alerts\n`)
  return 0
}

export async function judgeIntent(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const learned = readLearned(needed(parsed, 'with'))
  const file = readAlertFile(needed(parsed, 'alerts'))
  const id = textOption(parsed, 'id')
  if (id !== undefined && !file.events.some((event) => event.id === id))
    throw new UsageError(`There is no alert ${id}: an id is ${file.tenantId}:LINE, the header being line 1.`)
  const records = recordsOf(learned, file, ({ event, decision }) =>
    id === undefined ? decision.verdict !== 'close' : event.id === id,
  )
  for (const record of records) {
    terminal.out(`${JSON.stringify(record)}\n`)
    await terminal.drained()
  }
  return 0
}

export async function replayIntent(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const learned = readLearned(needed(parsed, 'with'))
  if (parsed.positionals.length === 0)
    throw new UsageError('Name a file of records: countersign intent judge writes them.')
  const records = parsed.positionals.flatMap(recordsIn)
  const differing = records.flatMap((record) => {
    const { isIdentical, otherwise } = replay(record, learned, wasmKernel)
    return isIdentical ? [] : [`${record.eventId}: ${otherwise ?? 'the record was changed'}`]
  })
  for (const line of differing) terminal.out(`${line}\n`)
  terminal.out(
    `${records.length - differing.length} of ${records.length} verdicts are the same to the last bit\n`,
  )
  return differing.length === 0 ? 0 : 1
}

function recordsIn(path: string): readonly VerdictRecord[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as VerdictRecord)
  } catch {
    throw new UsageError(
      `${path} is no file of records, one JSON a line: countersign intent judge writes them.`,
    )
  }
}

function trainingFiles(parsed: ParsedArguments): readonly AlertFile[] {
  const paths = listOption(parsed, 'train').flatMap((list) => list.split(',').filter((path) => path !== ''))
  if (paths.length === 0)
    throw new UsageError('Name what to learn from: --train a.csv.gz,b.csv.gz, one file a tenant.')
  return readAlertFiles(paths)
}

function needed(parsed: ParsedArguments, name: string): string {
  const value = textOption(parsed, name)
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing.`)
  return value
}

function seedOf(parsed: ParsedArguments): number {
  const text = textOption(parsed, 'seed') ?? '1'
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff)
    throw new UsageError(`--seed ${text} will not do: a whole number from 0 to 4294967295.`)
  return Number(text)
}
