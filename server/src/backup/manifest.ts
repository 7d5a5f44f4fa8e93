import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { CountersignError } from '../platform/errors.ts'

export const manifestName = 'manifest.json'
/** Of this layout of files; another number is another layout. */
export const backupFormat = 1

const Text = Type.String({ minLength: 1, maxLength: 300 })
const Count = Type.Integer({ minimum: 0 })
const fileFields = {
  /** Relative to the manifest. */
  file: Type.String({ pattern: '^(?:state|lake)/[a-z0-9_]+\\.[a-z.]+$' }),
  rows: Count,
  bytes: Count,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
}
const StateFile = Type.Object({ table: Text, columns: Type.Array(Text), ...fileFields })
const LakeFile = Type.Object({
  table: Type.Union([Type.Literal('events'), Type.Literal('findings'), Type.Literal('unparsed')]),
  ...fileFields,
})

/** The file of the data directory that no store holds: the key that stored secrets are sealed with. */
export const keptFile = 'secret.key'

export const Manifest = Type.Object({
  format: Type.Literal(backupFormat),
  /** Release that wrote it. */
  version: Text,
  createdAt: Text,
  region: Text,
  tenantIds: Type.Array(Text),
  files: Type.Array(
    Type.Object({
      file: Type.Literal(keptFile),
      bytes: Count,
      sha256: fileFields.sha256,
    }),
  ),
  state: Type.Object({
    migrations: Type.Array(Type.Object({ feature: Text, name: Text, sha256: Text })),
    /** In the order they can be put back. */
    tables: Type.Array(StateFile),
    sequences: Type.Array(Type.Object({ name: Text, value: Text, isCalled: Type.Boolean() })),
  }),
  /** null: the lake is a server of its own, with backups of its own. */
  lake: Type.Union([
    Type.Null(),
    Type.Object({
      migrations: Type.Array(Type.Object({ version: Count, name: Text, sha256: Text })),
      tables: Type.Array(LakeFile),
    }),
  ]),
})
export type Manifest = Type.Static<typeof Manifest>

/** Errors: BACKUP_BROKEN when there is none or it is not of this layout. */
export function readManifest(folder: string): Manifest {
  const broken = (why: string, cause?: unknown) =>
    new CountersignError('BACKUP_BROKEN', `${folder}: ${why}`, { cause })
  let value: unknown
  try {
    value = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'))
  } catch (cause) {
    throw broken(`there is no ${manifestName} that can be read`, cause)
  }
  if (!Value.Check(Manifest, value)) throw broken(`${manifestName} is not of format ${backupFormat}`)
  return value
}
