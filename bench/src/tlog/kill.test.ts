import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { killTrials } from './kill-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-kill-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The bench kills 1,000. */
const kills = 12

test('a log whose process is killed while it writes has every entry that was acknowledged', async () => {
  const { acknowledged, failures } = await killTrials(join(folder, 'log'), kills)
  assert.deepEqual(failures, [])
  assert.ok(acknowledged > kills)
})
