import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { startPlatform } from './main.ts'
import { readConfig } from './platform/config.ts'
import type { LakeBatch } from './platform/lake/lake.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { signedIn, temporaryFolder } from './platform/test-server.ts'

const folder = temporaryFolder('crash')
after(folder.remove)

const rowsPerBatch = 50
const batchesBeforeKill = 20

function batchNumber(number: number): LakeBatch {
  const rows = Array.from(
    { length: rowsPerBatch },
    (_, row) => `shop\t${number}-${row}\t2026-01-02 03:04:05.678\n`,
  )
  return {
    table: 'unparsed',
    columns: ['tenant_id', 'line_id', 'received_at'],
    rows: Buffer.from(rows.join('')),
    rowCount: rowsPerBatch,
    token: `batch-${number}`,
  }
}

/** A server that stores batches without end and prints the number of each one after it was acknowledged. */
const loader = `
  import { startPlatform } from ${JSON.stringify(new URL('./main.ts', import.meta.url).href)}
  import { readConfig } from ${JSON.stringify(new URL('./platform/config.ts', import.meta.url).href)}
  const batchNumber = ${batchNumber.toString()}
  const rowsPerBatch = ${rowsPerBatch}
  const config = readConfig({}, { data: process.argv[1], port: '0', 'log-level': 'silent' })
  const { platform, tenancy } = await startPlatform({ config })
  await tenancy.createTenant('shop', 'The Shop')
  for (let number = 0; ; number++) {
    await platform.lake.insert(batchNumber(number))
    console.log(number)
  }`

async function killedInTheMiddle(data: string): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', loader, data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let acknowledged = -1
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line)
    if (acknowledged === batchesBeforeKill) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return acknowledged
}

test('after kill -9 in the middle of a load, all that was acknowledged is there, exactly once', async () => {
  const data = join(folder.path, 'data')
  const acknowledged = await killedInTheMiddle(data)
  assert.ok(acknowledged >= batchesBeforeKill)
  assert.ok(existsSync(join(data, 'lock')), 'the killed server left its lock behind')

  const { url, platform, createSignInLink, stop } = await startPlatform({
    config: readConfig({}, { data, port: '0', 'log-level': 'silent' }),
  })
  try {
    // A shipper repeats what was not acknowledged, and may repeat what was.
    for (const number of [acknowledged, acknowledged + 1]) await platform.lake.insert(batchNumber(number))
    const [counts] = await platform.lake
      .forTenant('shop' as TenantId)
      .query<{ rows: number; lines: number }>(
        ({ unparsed }) => `SELECT count() AS rows, uniqExact(line_id) AS lines FROM ${unparsed}`,
      )
    const expected = (acknowledged + 2) * rowsPerBatch
    assert.deepEqual(counts, { rows: expected, lines: expected })

    const browser = await signedIn(url, await createSignInLink())
    const { body } = await browser.send('GET', '/api/tenants')
    assert.deepEqual(
      (body.items as unknown as { id: string }[]).map(({ id }) => id),
      ['shop'],
    )
  } finally {
    await stop()
  }
  assert.equal(existsSync(join(data, 'lock')), false)
})
