import { join } from 'node:path'
import { sealOf } from './archive-file.ts'
import { readManifest } from './manifest.ts'

export type VerifiedBackup = {
  readonly kind: 'found'
  readonly createdMs: number
  readonly files: number
  readonly bytes: number
  /** Names of files that are gone or not what the manifest says. */
  readonly broken: readonly string[]
}

/** Reads every file of a backup and compares its hash with the manifest. Errors: BACKUP_BROKEN without a manifest. */
export async function verifyBackup(folder: string): Promise<VerifiedBackup> {
  const manifest = readManifest(folder)
  const files = [...manifest.files, ...manifest.state.tables, ...(manifest.lake?.tables ?? [])]
  const broken: string[] = []
  for (const { file, sha256 } of files) {
    const seal = await sealOf(join(folder, file)).catch(() => undefined)
    if (seal?.sha256 !== sha256) broken.push(file)
  }
  return {
    kind: 'found',
    createdMs: Date.parse(manifest.createdAt),
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    broken,
  }
}
