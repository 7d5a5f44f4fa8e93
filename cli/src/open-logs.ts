import process from 'node:process'
import type { Readable } from 'node:stream'
import { type Terminal, UsageError } from './command.ts'
import { findLogFiles, type LogFile, type LogFiles, openLogFile } from './log-files.ts'
import { createProgress } from './progress.ts'

/** Finds the logs behind the paths; an empty answer is the person's to put right. Errors: `UsageError`. */
export async function namedLogs(paths: readonly string[]): Promise<LogFiles> {
  if (paths.length === 0) throw new UsageError('Name a file or folder of logs, or - for standard input.')
  const found = await findLogFiles(paths)
  if (found.files.length > 0) return found
  const skipped = found.skipped.map(({ file, reason }) => `\n  ${file}: ${reason}`).slice(0, 10)
  throw new UsageError(`No logs in ${paths.join(', ')}.${skipped.join('')}`)
}

export type ReadLog = (name: string, source: Readable, onBytes: (bytes: number) => void) => Promise<void>

/** Reads one log after another, with progress on a terminal. */
export async function readAll(files: readonly LogFile[], terminal: Terminal, read: ReadLog): Promise<void> {
  const total = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const progress = createProgress(terminal, total, () => performance.now())
  try {
    for (const { path } of files) {
      const source = path === '-' ? terminal.input() : openLogFile(path)
      await read(path, source, (bytes) => progress.advance(bytes, path))
    }
  } finally {
    progress.done()
  }
}

/** CPU time of this process, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
