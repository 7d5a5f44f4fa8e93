import type { AppliedLakeMigration, LakeArchive } from './lake-archive.ts'

type RunStatement = (sql: string) => Promise<{ readonly text: () => string }>

/** Small blocks and one thread: a backup must not take the memory that intake works in. */
const gently = {
  max_threads: 1,
  max_insert_threads: 1,
  max_block_size: 8192,
  min_insert_block_size_rows: 65_536,
  min_insert_block_size_bytes: 33_554_432,
}

/** `run` answers in TabSeparatedRaw. */
export function chdbArchive(run: RunStatement, database: string): LakeArchive {
  const count = async (from: string) => Number((await run(`SELECT count() FROM ${from}`)).text())
  return {
    migrations: async () => {
      const rows = await run(
        `SELECT version, name, sha256 FROM ${database}.schema_migrations FINAL ORDER BY version`,
      )
      return rows.text().split('\n').filter(Boolean).map(migrationOf)
    },
    copyOut: async (table, path) => {
      await run(
        `INSERT INTO FUNCTION ${fileFunction(path)} SELECT * FROM ${database}.${table} ${settingsOf(gently)}`,
      )
      // Read again: says how many rows there are, and that the file can be read.
      return count(fileFunction(path, 'tenant_id String'))
    },
    copyIn: async (table, path) => {
      // Blocks without a token would be dropped when an equal one is remembered.
      const settings = settingsOf({ ...gently, deduplicate_insert: "'disable'" })
      await run(`INSERT INTO ${database}.${table} SELECT * FROM ${fileFunction(path)} ${settings}`)
      return count(`${database}.${table}`)
    },
  }
}

/** Without a structure it is read from the file, and the file of an empty table holds none. */
function fileFunction(path: string, structure?: string): string {
  const quoted = [path, 'Native', ...(structure === undefined ? [] : [structure])].map(
    (text) => `'${text.replaceAll(/[\\']/g, '\\$&')}'`,
  )
  return `file(${quoted.join(', ')})`
}

function settingsOf(settings: Readonly<Record<string, number | string>>): string {
  return `SETTINGS ${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`
}

function migrationOf(line: string): AppliedLakeMigration {
  const [version = '', name = '', sha256 = ''] = line.split('\t')
  return { version: Number(version), name, sha256 }
}
