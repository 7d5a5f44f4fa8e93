import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { RuleDocument } from '../intake/service.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { RulePack } from './rule-pack.ts'
import type { DetectionTables, PackRecord } from './tables.ts'

const tablesOf = (tx: StateTransaction): Transaction<DetectionTables> => tx.withTables<DetectionTables>()

/** Rows of one statement: PostgreSQL takes 65535 parameters. */
const rowsPerInsert = 1000

export type SkippedFile = { readonly pack: string; readonly path: string; readonly reason: string }

export async function installedPacks(tx: StateTransaction): Promise<readonly PackRecord[]> {
  return tablesOf(tx).selectFrom('rule_pack').selectAll().orderBy('pack').execute()
}

/** Every rule file of every pack, by pack and path. */
export async function packDocuments(tx: StateTransaction): Promise<readonly RuleDocument[]> {
  const rows = await tablesOf(tx)
    .selectFrom('rule_document')
    .innerJoin('rule_text', 'rule_text.text_hash', 'rule_document.text_hash')
    .select(['pack', 'path', 'text', 'license'])
    .orderBy('pack')
    .orderBy('path')
    .execute()
  return rows.map(({ license, ...document }) => ({ ...document, ...(license === null ? {} : { license }) }))
}

export async function skippedFiles(tx: StateTransaction): Promise<readonly SkippedFile[]> {
  return tablesOf(tx).selectFrom('rule_skipped').selectAll().orderBy('pack').orderBy('path').execute()
}

/** SHA-256 over everything that an installation keeps, hex: the version of a pack. */
export function packHash({ documents, license, skipped }: RulePack): string {
  const content = [license ?? null, documents.map(({ path, text }) => [path, text]), skipped]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

/** Puts the pack in place of what was installed under its name. False when that was the same already. */
export async function replacePack(
  tx: StateTransaction,
  pack: RulePack,
  facts: { readonly origin: string; readonly at: Date },
): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('rule packs', 0))`.execute(tx)
  const tables = tablesOf(tx)
  const hash = packHash(pack)
  const before = (await installedPacks(tx)).find((installed) => installed.pack === pack.name)
  if (before?.content_hash === hash) return false
  await tables.deleteFrom('rule_pack').where('pack', '=', pack.name).execute()
  const record: PackRecord = {
    pack: pack.name,
    content_hash: hash,
    origin: facts.origin,
    license: pack.license ?? null,
    installed_at: facts.at,
  }
  await tables.insertInto('rule_pack').values(record).execute()
  await insertDocuments(tx, pack)
  await forgetUnusedTexts(tx)
  return true
}

/** False when no pack has this name. */
export async function removePack(tx: StateTransaction, pack: string): Promise<boolean> {
  const { numDeletedRows } = await tablesOf(tx)
    .deleteFrom('rule_pack')
    .where('pack', '=', pack)
    .executeTakeFirst()
  await forgetUnusedTexts(tx)
  return numDeletedRows > 0n
}

async function insertDocuments(tx: StateTransaction, { name, documents, skipped }: RulePack): Promise<void> {
  const tables = tablesOf(tx)
  const rows = documents.map(({ path, text, license }) => ({ path, text, license, hash: hashOf(text) }))
  for (const chunk of chunks(rows)) {
    const texts = new Map(chunk.map(({ hash, text }) => [hash, { text_hash: hash, text }]))
    await tables
      .insertInto('rule_text')
      .values([...texts.values()])
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await tables
      .insertInto('rule_document')
      .values(chunk.map(({ path, hash, license = null }) => ({ pack: name, path, text_hash: hash, license })))
      .execute()
  }
  for (const chunk of chunks(skipped)) {
    await tables
      .insertInto('rule_skipped')
      .values(chunk.map(({ path, reason }) => ({ pack: name, path, reason })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

async function forgetUnusedTexts(tx: StateTransaction): Promise<void> {
  await sql`DELETE FROM rule_text WHERE NOT EXISTS (
    SELECT FROM rule_document WHERE rule_document.text_hash = rule_text.text_hash
  )`.execute(tx)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / rowsPerInsert)
  return Array.from({ length: count }, (_, i) => items.slice(i * rowsPerInsert, (i + 1) * rowsPerInsert))
}
