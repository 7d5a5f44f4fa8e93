import { createHash } from 'node:crypto'
import type { Logo, LogoScheme, Settings } from '@countersign/api/settings'
import type { StateTransaction } from '../platform/state/state.ts'
import type { Picture } from './logo/logo.ts'
import { tables } from './tables.ts'

export type Logos = Settings['logo']

export async function findLogos(tx: StateTransaction): Promise<Logos> {
  const rows = await tables(tx)
    .selectFrom('operator_logo')
    .select(['scheme', 'media_type', 'width', 'height', 'sha256'])
    .execute()
  const shown = (scheme: LogoScheme): Logo | null => {
    const row = rows.find((one) => one.scheme === scheme)
    if (row === undefined) return null
    const { width, height } = row
    return { url: `/api/brand/logo/${scheme}/${row.sha256}`, mediaType: row.media_type, width, height }
  }
  return { light: shown('light'), dark: shown('dark') }
}

/** The picture that had this hash, while it is the one in use. */
export async function findPicture(
  tx: StateTransaction,
  scheme: LogoScheme,
  sha256: string,
): Promise<Pick<Picture, 'mediaType' | 'bytes'> | undefined> {
  const row = await tables(tx)
    .selectFrom('operator_logo')
    .select(['media_type', 'bytes'])
    .where('scheme', '=', scheme)
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return row === undefined ? undefined : { mediaType: row.media_type, bytes: row.bytes }
}

export async function writePicture(
  tx: StateTransaction,
  scheme: LogoScheme,
  { mediaType, width, height, bytes }: Picture,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const values = { media_type: mediaType, width, height, sha256, bytes }
  await tables(tx)
    .insertInto('operator_logo')
    .values({ scheme, ...values })
    .onConflict((conflict) => conflict.column('scheme').doUpdateSet(values))
    .execute()
}

/** False when there was none. */
export async function deletePicture(tx: StateTransaction, scheme: LogoScheme): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('operator_logo')
    .where('scheme', '=', scheme)
    .returning('scheme')
    .executeTakeFirst()
  return gone !== undefined
}
