import { resolve } from 'node:path'
import type { BackupReport } from '@countersign/server/backup/write-backup'
import { askRunningServer } from '@countersign/server/platform/control'
import { dataDirPaths } from '@countersign/server/platform/data-dir'
import { isCountersignError } from '@countersign/server/platform/errors'
import {
  type Command,
  flag,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { configOf } from '../data-option.ts'

const backupMaxMilliseconds = 24 * 60 * 60 * 1000

export const backup: Command = {
  name: 'backup',
  summary: 'Writes state and lake into a new folder, while the server runs or without it.',
  usage: `countersign backup --to FOLDER [--config FILE] [--data DIR | --demo] [--without-lake] [--json]

  --to FOLDER   a folder that does not exist yet; it has its name only when the backup is whole. Not encrypted: it holds
                what customers sent, and hashes of keys and passwords.
  --without-lake
                the state alone: for a lake that is a ClickHouse server, which has a BACKUP of its own.

Exit code: 0 written, 1 not written.`,
  options: {
    to: { type: 'string' },
    config: { type: 'string' },
    data: { type: 'string' },
    demo: { type: 'boolean' },
    'without-lake': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const to = textOption(parsed, 'to')
  if (to === undefined) throw new UsageError('Say where to: --to FOLDER.')
  const report = await written(parsed, terminal, resolve(to))
  if (flag(parsed, 'json')) terminal.out(`${JSON.stringify(report)}\n`)
  else terminal.out(textOf(report))
  return 0
}

/** The running server writes it: nobody else may open the stores beside it. */
async function written(parsed: ParsedArguments, terminal: Terminal, folder: string): Promise<BackupReport> {
  const config = configOf(parsed, terminal)
  const { control } = dataDirPaths(config.dataDir)
  const withoutLake = flag(parsed, 'without-lake')
  const options = { argument: { folder, withoutLake }, answerMaxMilliseconds: backupMaxMilliseconds }
  try {
    return await askRunningServer<BackupReport>(control, 'backup', options)
  } catch (error) {
    if (!isCountersignError(error, 'NOT_RUNNING')) throw error
    const { backUpOffline } = await import('@countersign/server/backup-offline')
    return await backUpOffline(config, folder, { withoutLake })
  }
}

function textOf({ folder, stateRows, lakeRows, bytes, lakeIncluded }: BackupReport): string {
  const numbers = (value: number) => value.toLocaleString('en-GB')
  const lake = lakeIncluded ? `${numbers(lakeRows)} rows of the lake, ` : ''
  const leftOut = lakeIncluded ? '' : 'The lake is not in it.\n'
  return `${folder}: ${lake}${numbers(stateRows)} rows of state, ${numbers(bytes)} bytes.\n${leftOut}`
}
