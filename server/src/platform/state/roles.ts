import pg from 'pg'
import { CountersignError } from '../errors.ts'
import { bootstrapRole } from './embedded-postgres.ts'

export const stateSchema = 'countersign'
const database = 'countersign'
const owner = 'countersign_owner'
const application = 'countersign_app'

/** Two logins of the same database: migrations as the owner, everything else as the application. */
export type StateLogins = { readonly owner: pg.ClientConfig; readonly application: pg.ClientConfig }

/** Makes database and roles on the embedded server; again and again without harm. */
export async function embeddedLogins(socketDirectory: string): Promise<StateLogins> {
  const client = new pg.Client({ host: socketDirectory, user: bootstrapRole, database: 'postgres' })
  await client.connect()
  try {
    for (const role of [owner, application]) await makeRole(client, role)
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${owner}`)
  } finally {
    await client.end()
  }
  const base = { host: socketDirectory, database }
  return { owner: { ...base, user: owner }, application: { ...base, user: application } }
}

async function makeRole(client: pg.Client, role: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
  if (rowCount === 0)
    await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE`)
}

/**
 * The tenant wall stands on the application role. Refuses one that row level security does not hold: a superuser,
 * BYPASSRLS, or an owner (or member of the owner) of our tables. Errors: STATE_ROLE_UNSAFE.
 */
export async function refuseUnsafeRole(login: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; unsafe: boolean; owns: boolean }>(
      `SELECT current_user AS name, rolsuper OR rolbypassrls AS unsafe,
              EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                      WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns
       FROM pg_roles WHERE rolname = current_user`,
      [stateSchema],
    )
    const role = rows[0]
    if (role === undefined || role.unsafe) {
      throw new CountersignError(
        'STATE_ROLE_UNSAFE',
        `${role?.name ?? 'the role'} is a superuser or has BYPASSRLS`,
      )
    }
    if (role.owns)
      throw new CountersignError('STATE_ROLE_UNSAFE', `${role.name} owns tables of the schema ${stateSchema}`)
  } finally {
    await client.end()
  }
}
