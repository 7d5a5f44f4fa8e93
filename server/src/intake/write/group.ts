import type { LakeBatch, LakeTable } from '../../platform/lake/lake.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { BatchDone } from '../worker/batch.ts'

/** A batch that waits to be written, and whom to tell. */
export type Waiting = {
  readonly tenantId: TenantId
  readonly done: BatchDone
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const order: readonly LakeTable[] = ['events', 'unparsed', 'findings']

/** Rows of several batches as one insert a table, in the order they have to become durable. */
export function combined(groupId: string, batches: readonly BatchDone[]): readonly LakeBatch[] {
  const inserts = batches.flatMap((batch) => batch.inserts)
  return order.flatMap((table) => {
    const own = inserts.filter((insert) => insert.table === table)
    const [first] = own
    if (first === undefined) return []
    // Blocks of the same columns, one after another, are what `Native` is.
    const rows = Buffer.concat(own.map((insert) => insert.rows))
    const rowCount = own.reduce((sum, insert) => sum + insert.rowCount, 0)
    return [{ ...first, rows, rowCount, token: `${groupId}/${table}` }]
  })
}

export function bytesOf({ inserts }: BatchDone): number {
  return inserts.reduce((sum, { rows }) => sum + rows.byteLength, 0)
}

export function rowsOf({ inserts }: BatchDone): number {
  return inserts.reduce((most, { rowCount }) => Math.max(most, rowCount), 0)
}
