import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { openLog } from '../log.ts'
import { smallDisk } from '../test-small-disk.ts'
import { openState } from './open-state.ts'

/** The cluster takes about 40 MiB, its write-ahead log up to 80 MiB more. */
const diskBytes = 256 * 1024 * 1024

test('a full disk means STATE_DOWN: what was committed stays, and it works again with space', async (t) => {
  const disk = smallDisk(t, diskBytes)
  if (disk === undefined) return
  const directory = join(disk.directory, 'state')
  const { state } = await openState({
    config: { kind: 'embedded' },
    directory,
    limits: { ...defaultLimits, stateRestartsMax: 100 },
    log: openLog('silent'),
    migrations: [],
  })
  t.after(() => state.close())
  const write = () =>
    state.asOperator((tx) =>
      sql`INSERT INTO heap.page SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 60000)`.execute(
        tx,
      ),
    )
  const count = async () =>
    (
      await state.asOperator((tx) =>
        sql<{ rows: number }>`SELECT count(*) AS rows FROM heap.page`.execute(tx),
      )
    ).rows[0]?.rows
  await state.asOperator((tx) => sql`CREATE SCHEMA heap`.execute(tx))
  await state.asOperator((tx) => sql`CREATE TABLE heap.page (text text)`.execute(tx))
  await write()
  disk.fill()
  let written = 1
  await assert.rejects(
    async () => {
      for (; written < 200; written++) await write()
    },
    (error) => isCountersignError(error, 'STATE_DOWN'),
  )
  disk.free()
  await eventually(write)
  assert.equal(await count(), written + 1)
})

/** PostgreSQL may have ended over its log and be starting again. */
async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt === 600 || !isCountersignError(error, 'STATE_DOWN')) throw error
      await sleep(100)
    }
  }
}
