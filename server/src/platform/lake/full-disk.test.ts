import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { openLake } from './open-lake.ts'

const diskBytes = 48 * 1024 * 1024

function smallDisk(t: TestContext): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', directory], { stdio: 'ignore' })
  } catch {
    rmSync(directory, { recursive: true })
    t.skip('a small disk needs the right to mount: run the tests as root on Linux')
    return undefined
  }
  t.after(() => {
    execFileSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  })
  return directory
}

function batch(rowBytes: number, token: string) {
  const raw = Array.from({ length: rowBytes }, () =>
    String.fromCharCode(33 + Math.floor(Math.random() * 90)),
  ).join('')
  const rows = Buffer.from(`acme\tx\t2026-01-02 03:04:05.678\t${raw.replaceAll('\\', '.')}\n`)
  const columns = ['tenant_id', 'line_id', 'received_at', 'raw']
  return { table: 'unparsed', columns, rows, rowCount: 1, token } as const
}

test('a full disk means LAKE_DOWN: nothing is acknowledged that is not stored, and it works again with space', async (t) => {
  const directory = smallDisk(t)
  if (directory === undefined) return
  const lake = await openLake({
    config: { kind: 'chdb' },
    directory: join(directory, 'lake'),
    limits: defaultLimits,
  })
  const stored = async () => {
    const [row] = await lake
      .forTenant('acme' as TenantId)
      .query<{ n: number }>(({ unparsed }) => `SELECT count() AS n FROM ${unparsed}`)
    return row?.n
  }
  await lake.insert(batch(1000, 'before'))
  const ballast = join(directory, 'ballast')
  try {
    writeFileSync(ballast, Buffer.alloc(diskBytes))
  } catch {
    // Full, as wanted.
  }
  const refused = batch(4 * 1024 * 1024, 'while full')
  await assert.rejects(lake.insert(refused), (error) => isCountersignError(error, 'LAKE_DOWN'))
  assert.equal(await stored(), 1)
  rmSync(ballast)
  await lake.insert(refused)
  assert.equal(await stored(), 2)
  await lake.close()
})
