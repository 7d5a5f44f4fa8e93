import type { JsonObject } from '@countersign/ocsf/record'
import type { StateTransaction } from '../../platform/state/state.ts'
import { decisionTables } from './tables.ts'

/** One entry of the directory. An action has the empty type. */
export type DirectoryEntity = {
  readonly kind: 'subject' | 'resource' | 'action'
  readonly type: string
  readonly id: string
  readonly properties: JsonObject
}

const rowsPerInsert = 1000

/** Of the tenant of the transaction, by kind, type and id. */
export async function directoryOf(tx: StateTransaction): Promise<readonly DirectoryEntity[]> {
  const rows = await decisionTables(tx)
    .selectFrom('access_entity')
    .selectAll()
    .orderBy('kind')
    .orderBy('type')
    .orderBy('entity_id')
    .execute()
  return rows.map(({ kind, type, entity_id, properties }) => ({
    kind,
    type,
    id: entity_id,
    properties: JSON.parse(properties) as JsonObject,
  }))
}

/** Takes the place of what was there. */
export async function replaceDirectory(
  tx: StateTransaction,
  tenantId: string,
  entities: readonly DirectoryEntity[],
  at: Date,
): Promise<void> {
  await decisionTables(tx).deleteFrom('access_entity').execute()
  for (let from = 0; from < entities.length; from += rowsPerInsert) {
    const rows = entities.slice(from, from + rowsPerInsert).map(({ kind, type, id, properties }) => ({
      tenant_id: tenantId,
      kind,
      type,
      entity_id: id,
      properties: JSON.stringify(properties),
      changed_at: at,
    }))
    await decisionTables(tx).insertInto('access_entity').values(rows).execute()
  }
}
