import type { MigrationSource } from './platform/state/migrate.ts'

/** Features that keep state, in floor order. */
export const stateMigrations: readonly MigrationSource[] = [
  'evidence',
  'tenancy',
  'audit',
  'settings',
  'people',
  'notification',
  'intake',
  'identity',
  'detection',
  'incident',
  'triage',
  'investigation',
  'mcp',
  'retention',
  'compliance',
].map((feature) => ({ feature, folder: new URL(`./${feature}/migrations/`, import.meta.url) }))
