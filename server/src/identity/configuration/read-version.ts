import {
  type ImportedConfiguration,
  importConfiguration,
} from '@countersign/authority/import/import-configuration'
import { unpackFiles } from './configuration-file.ts'
import type { VersionWithContent } from './store.ts'

/** A stored version, read by the importers of today. */
export async function readVersion(row: VersionWithContent): Promise<ImportedConfiguration> {
  const files = unpackFiles(row.content, Number(row.content_bytes))
  const context = JSON.parse(row.context) as { readonly cluster?: string }
  return importConfiguration(
    files.map(({ path, text }) => ({ name: path, text })),
    { ...context, takenAt: row.valid_from.toISOString() },
  )
}
