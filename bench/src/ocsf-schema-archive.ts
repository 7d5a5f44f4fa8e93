import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { resolveSchema } from '@countersign/ocsf/schema/resolve-schema'
import type { Schema } from '@countersign/ocsf/schema/schema'
import { readUstar } from '@countersign/server/detection/ustar'
import { corpus } from './corpora.ts'

export const schemaArchive = 'detection/ocsf-schema.tar.gz'

/** The published OCSF schema, resolved; undefined when it is not on this machine. */
export function publishedSchema(): Schema | undefined {
  const archive = corpus(schemaArchive)
  if (archive === undefined) return undefined
  const files = new Map<string, unknown>()
  for (const { path, kind, bytes } of readUstar(gunzipSync(readFileSync(archive)))) {
    const name = path.replace(/^\.\//, '')
    // The metaschema and the templates describe how to write a schema; they are no part of it.
    if (kind === 'file' && name.endsWith('.json') && !/^(?:metaschema|templates)\//.test(name))
      files.set(name, JSON.parse(bytes.toString('utf8')))
  }
  return resolveSchema(files)
}
