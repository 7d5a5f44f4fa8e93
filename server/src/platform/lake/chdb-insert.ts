import { randomUUID } from 'node:crypto'
import { mkdir, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from 'chdb'
import type { EngineInsert, EngineSettings } from './engine.ts'

/** `table` with its database. */
export type ChdbInsert = Omit<EngineInsert, 'table' | 'token'> & {
  readonly table: string
  readonly settings: EngineSettings
}

/** Rejects with the engine's message. */
export type InsertRows = (insert: ChdbInsert) => Promise<void>

/**
 * Text goes to the engine as it is. A `Native` block would be cut at its first two newlines in a row, which the engine
 * takes for the end of rows that come with a statement; it is read from a file, which lives as long as the insert.
 */
export function rowInserter(session: Session, folder: string): InsertRows {
  const ready = emptyFolder(folder)
  // Reported with the first insert.
  ready.catch(() => undefined)
  return async (insert) => {
    const { format, rows } = insert
    if (format === undefined || format === 'TabSeparated') return insertText(session, insert)
    await ready
    const path = join(folder, `${randomUUID()}.native`)
    try {
      await writeFile(path, rows, { mode: 0o600 })
      await session.queryAsync(fromFile(insert, path), { format: 'TSV' })
    } finally {
      await unlink(path).catch(() => undefined)
    }
  }
}

/** What a process left behind that was killed is of no use: nothing of it was acknowledged. */
async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

async function insertText(session: Session, { table, columns, rows, settings }: ChdbInsert): Promise<void> {
  await session.insert({ table, columns, values: rows, format: 'TabSeparated', settings })
}

/** One thread, so that a block stays whole; read and not mapped: a disk that fails is an error and not a signal. */
function fromFile({ table, columns, settings }: ChdbInsert, path: string): string {
  const all = { ...settings, max_threads: 1, storage_file_read_method: 'pread' }
  const pairs = Object.entries(all).map(([name, value]) => `${name}=${literal(value)}`)
  const names = columns.map((column) => `\`${column.replaceAll(/[\\`]/g, '\\$&')}\``).join(', ')
  return `INSERT INTO ${table} (${names}) SELECT * FROM file(${literal(path)}, 'Native') SETTINGS ${pairs.join(', ')}`
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll(/[\\']/g, '\\$&')}'`
}
