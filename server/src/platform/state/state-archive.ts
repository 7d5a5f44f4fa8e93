import pg from 'pg'
import { stateSchema } from './roles.ts'

export type AppliedStateMigration = {
  readonly feature: string
  readonly name: string
  readonly sha256: string
}
export type StoredSequence = { readonly name: string; readonly value: string; readonly isCalled: boolean }

/** Rows of one table, each as one line of JSON. */
export type TableRows = {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<string>
}

export type StateSnapshot = {
  readonly migrations: readonly AppliedStateMigration[]
  readonly sequences: readonly StoredSequence[]
}

/** Made by migrating, not by copying. */
const migrationTable = 'schema_migration'
const rowsAtOnce = 200

/**
 * Hands over every table of our schema as it was at one moment: one REPEATABLE READ transaction. `login` has to see
 * all rows: a superuser, or the owner, who sees those of every tenant in the register. pg-boss's tables stay out:
 * schedules begin again by themselves.
 */
export async function copyStateOut(
  login: pg.ClientConfig,
  take: (rows: TableRows) => Promise<void>,
): Promise<StateSnapshot> {
  return connected(login, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await seeEveryTenant(client, await tenantsIn(client))
    const tables = await tablesOf(client)
    for (const table of inOrderOfReference(tables, await referencesOf(client))) {
      const columns = await columnsOf(client, table)
      await take({ table, columns, rows: rowsOf(client, table, columns) })
    }
    const snapshot = { migrations: await migrationsOf(client), sequences: await sequencesOf(client) }
    await client.query('COMMIT')
    return snapshot
  })
}

/**
 * Puts tables back, in the order they came out, in one transaction: everything or nothing. Errors: what PostgreSQL
 * says, when a row does not fit.
 */
export async function copyStateIn(
  login: pg.ClientConfig,
  tenantIds: readonly string[],
  tables: readonly TableRows[],
  sequences: readonly StoredSequence[],
): Promise<ReadonlyMap<string, number>> {
  return connected(login, async (client) => {
    await client.query('BEGIN')
    await seeEveryTenant(client, tenantIds)
    const counts = new Map<string, number>()
    for (const table of tables) {
      // What a trigger made of these rows is in the backup too: made once more, it would be there twice.
      await client.query(`ALTER TABLE ${qualified(table.table)} DISABLE TRIGGER USER`)
      counts.set(table.table, await insertRows(client, table))
      await client.query(`ALTER TABLE ${qualified(table.table)} ENABLE TRIGGER USER`)
    }
    for (const { name, value, isCalled } of sequences)
      await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [qualified(name), value, isCalled])
    await client.query('COMMIT')
    return counts
  })
}

async function connected<T>(login: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    await client.query(`SET search_path = ${stateSchema}`)
    await client.query(`SET TIME ZONE 'UTC'`)
    return await work(client)
  } finally {
    await client.end()
  }
}

async function seeEveryTenant(client: pg.Client, tenantIds: readonly string[]): Promise<void> {
  await client.query(`SELECT set_config('app.tenant_ids', $1, true)`, [tenantIds.join(',')])
}

async function tenantsIn(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ tenant_id: string }>('SELECT tenant_id FROM tenant')
  return rows.map(({ tenant_id }) => tenant_id)
}

async function tablesOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname <> $2 ORDER BY relname`,
    [stateSchema, migrationTable],
  )
  return rows.map(({ name }) => name)
}

type Reference = { readonly from: string; readonly to: string }

async function referencesOf(client: pg.Client): Promise<readonly Reference[]> {
  const { rows } = await client.query<Reference>(
    `SELECT source.relname AS "from", target.relname AS "to" FROM pg_constraint c
     JOIN pg_class source ON source.oid = c.conrelid JOIN pg_class target ON target.oid = c.confrelid
     WHERE c.contype = 'f' AND c.connamespace = $1::regnamespace AND c.conrelid <> c.confrelid`,
    [stateSchema],
  )
  return rows
}

/** A table after those it refers to, so that each row finds what it points at. Two that refer to each other throw. */
export function inOrderOfReference(
  tables: readonly string[],
  references: readonly Reference[],
): readonly string[] {
  const ordered: string[] = []
  const left = new Set(tables)
  while (left.size > 0) {
    const free = [...left].filter(
      (table) => !references.some(({ from, to }) => from === table && left.has(to)),
    )
    if (free.length === 0) throw new Error(`tables refer to each other: ${[...left].join(', ')}`)
    for (const table of free) left.delete(table)
    ordered.push(...free)
  }
  return ordered
}

/** Generated columns are computed again; identity columns keep their values. */
async function columnsOf(client: pg.Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [qualified(table)],
  )
  return rows.map(({ name }) => name)
}

async function* rowsOf(client: pg.Client, table: string, columns: readonly string[]): AsyncIterable<string> {
  const cursor = pg.escapeIdentifier(`copy_${table}`)
  await client.query(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS line FROM (SELECT ${listOf(columns)} FROM ${qualified(table)}) r`,
  )
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${rowsAtOnce} FROM ${cursor}`)
    for (const { line } of rows) yield line
    if (rows.length < rowsAtOnce) break
  }
  await client.query(`CLOSE ${cursor}`)
}

async function insertRows(client: pg.Client, { table, columns, rows }: TableRows): Promise<number> {
  let count = 0
  let waiting: string[] = []
  const flush = async () => {
    if (waiting.length === 0) return
    const name = qualified(table)
    await client.query(
      `INSERT INTO ${name} (${listOf(columns)}) OVERRIDING SYSTEM VALUE
       SELECT ${listOf(columns)} FROM json_populate_recordset(NULL::${name}, $1::json)`,
      [`[${waiting.join(',')}]`],
    )
    count += waiting.length
    waiting = []
  }
  for await (const line of rows) {
    waiting.push(line)
    if (waiting.length === rowsAtOnce) await flush()
  }
  await flush()
  return count
}

async function migrationsOf(client: pg.Client): Promise<readonly AppliedStateMigration[]> {
  const { rows } = await client.query<AppliedStateMigration>(
    `SELECT feature, name, sha256 FROM ${migrationTable} ORDER BY feature, name`,
  )
  return rows
}

/** Values of sequences are not part of a snapshot: taken last, so that none is behind a row. */
async function sequencesOf(client: pg.Client): Promise<readonly StoredSequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'S' ORDER BY relname`,
    [stateSchema],
  )
  const stored: StoredSequence[] = []
  for (const { name } of rows) {
    const { rows: values } = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${qualified(name)}`,
    )
    if (values[0] !== undefined) stored.push({ name, ...values[0] })
  }
  return stored
}

function listOf(columns: readonly string[]): string {
  return columns.map(pg.escapeIdentifier).join(', ')
}

function qualified(name: string): string {
  return `${stateSchema}.${pg.escapeIdentifier(name)}`
}
