import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { smallDisk } from '../test-small-disk.ts'
import { openLake } from './open-lake.ts'

const diskBytes = 48 * 1024 * 1024

function batch(rowBytes: number, token: string) {
  const raw = Array.from({ length: rowBytes }, () =>
    String.fromCharCode(33 + Math.floor(Math.random() * 90)),
  ).join('')
  const rows = Buffer.from(`acme\tx\t2026-01-02 03:04:05.678\t${raw.replaceAll('\\', '.')}\n`)
  const columns = ['tenant_id', 'line_id', 'received_at', 'raw']
  return { table: 'unparsed', columns, rows, rowCount: 1, token } as const
}

test('a full disk means LAKE_DOWN: nothing is acknowledged that is not stored, and it works again with space', async (t) => {
  const disk = smallDisk(t, diskBytes)
  if (disk === undefined) return
  const lake = await openLake({
    config: { kind: 'chdb' },
    directory: join(disk.directory, 'lake'),
    limits: defaultLimits,
  })
  const stored = async () => {
    const [row] = await lake
      .forTenant('acme' as TenantId)
      .query<{ n: number }>(({ unparsed }) => `SELECT count() AS n FROM ${unparsed}`)
    return row?.n
  }
  await lake.insert(batch(1000, 'before'))
  disk.fill()
  const refused = batch(4 * 1024 * 1024, 'while full')
  await assert.rejects(lake.insert(refused), (error) => isCountersignError(error, 'LAKE_DOWN'))
  assert.equal(await stored(), 1)
  disk.free()
  await lake.insert(refused)
  assert.equal(await stored(), 2)
  await lake.close()
})
