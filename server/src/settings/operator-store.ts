import type { Accent, SettingsPut } from '@countersign/api/settings'
import type { StateTransaction } from '../platform/state/state.ts'
import { columnsOf, contactOf, nobody } from './support-contact.ts'
import { tables } from './tables.ts'

export type StoredSettings = SettingsPut & { readonly version: number; readonly updatedAt: Date | null }

/** What holds until somebody changes it. */
const untouched: StoredSettings = {
  name: 'Countersign',
  accent: null,
  support: nobody,
  plainerWords: true,
  version: 0,
  updatedAt: null,
}

export async function findSettings(tx: StateTransaction): Promise<StoredSettings> {
  const row = await tables(tx).selectFrom('operator_settings').selectAll().executeTakeFirst()
  if (row === undefined) return untouched
  return {
    name: row.product_name,
    accent: accentOf(row.accent_light, row.accent_dark),
    support: contactOf(row),
    plainerWords: row.plainer_words,
    version: row.version,
    updatedAt: row.updated_at,
  }
}

/** False when it is not the version that was seen, or somebody else changes it at this moment. */
export async function writeSettings(
  tx: StateTransaction,
  put: SettingsPut,
  seenVersion: number | undefined,
  now: Date,
): Promise<boolean> {
  const { version } = await findSettings(tx)
  if (seenVersion !== undefined && seenVersion !== version) return false
  const values = {
    product_name: put.name,
    accent_light: put.accent?.light ?? null,
    accent_dark: put.accent?.dark ?? null,
    ...columnsOf(put.support),
    plainer_words: put.plainerWords,
    version: version + 1,
    updated_at: now,
  }
  const written = await tables(tx)
    .insertInto('operator_settings')
    .values({ only_row: true, ...values })
    .onConflict((conflict) =>
      conflict.column('only_row').doUpdateSet(values).where('operator_settings.version', '=', version),
    )
    .returning('version')
    .executeTakeFirst()
  return written !== undefined
}

function accentOf(light: string | null, dark: string | null): Accent | null {
  return light === null || dark === null ? null : { light, dark }
}
