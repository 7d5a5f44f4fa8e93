import { resolve } from 'node:path'
import {
  type Command,
  flag,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { configOf } from '../data-option.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'Puts a backup into an empty data directory, after checking every file of it.',
  usage: `countersign restore --from FOLDER [--config FILE] [--data DIR] [--json]

  --from FOLDER   what "countersign backup" wrote.
  --data DIR      an empty directory; with a PostgreSQL of your own its database has to be empty, too.

The next "countersign start" brings the restored data up to this release.
Exit code: 0 restored, 1 not restored.`,
  options: {
    from: { type: 'string' },
    config: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const from = textOption(parsed, 'from')
  if (from === undefined) throw new UsageError('Say which backup: --from FOLDER.')
  const config = configOf(parsed, terminal)
  const { restoreOffline } = await import('@countersign/server/backup-offline')
  const { createdAt, version, region, tenantIds } = await restoreOffline(config, resolve(from))
  const report = { data: config.dataDir, createdAt, version, region, tenants: tenantIds.length }
  if (flag(parsed, 'json')) terminal.out(`${JSON.stringify(report)}\n`)
  else
    terminal.out(
      `${config.dataDir} holds the backup of ${createdAt} now (release ${version}, ${tenantIds.length} tenants).\n`,
    )
  return 0
}
