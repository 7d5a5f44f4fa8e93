import { isAbsolute } from 'node:path'
import type { ClientConfig } from 'pg'
import type { Audit } from './audit/service.ts'
import { type BackupReport, writeBackup } from './backup/write-backup.ts'
import { CountersignError } from './platform/errors.ts'
import type { Platform } from './platform/platform.ts'

/** The command line sends `{folder, withoutLake?}`. The operator's audit trail says where the backup is. */
export async function backUp(
  { region, dataDir, clock, lake }: Platform,
  audit: Audit,
  stateLogin: ClientConfig,
  argument: unknown,
): Promise<BackupReport> {
  const { folder, withoutLake } = (argument ?? {}) as {
    readonly folder?: unknown
    readonly withoutLake?: unknown
  }
  if (typeof folder !== 'string' || !isAbsolute(folder))
    throw new CountersignError('REQUEST_INVALID', 'folder')
  const parts = { region, dataDir: dataDir.root, clock, stateLogin, lakeArchive: lake.archive }
  const report = await writeBackup({ ...parts, withoutLake: withoutLake === true }, folder)
  await audit.recordSystem({ action: 'backup.write', by: 'command-line', target: { folder }, after: report })
  return report
}
