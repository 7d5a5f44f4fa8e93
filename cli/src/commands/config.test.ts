import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { countersign, folderWith } from '../test-terminal.ts'

test('config prints what was set, where, and no secret', async (t) => {
  const file = join(folderWith(t, { 'c.yaml': 'region: eu-1\nlake-password: hunter2\n' }), 'c.yaml')
  const environment = { COUNTERSIGN_PORT: '8100', COUNTERSIGN_REGOIN: 'x' }
  const seen = await countersign(['config', '--config', file, '--log-level', 'warn'], { environment })
  assert.equal(seen.code, 0)
  assert.deepEqual(
    seen.out.split('\n').map((line) => line.split(/ {2,}/)),
    [
      ['region', 'eu-1', `region in ${file}, line 1`],
      ['port', '8100', 'COUNTERSIGN_PORT'],
      ['log-level', 'warn', '--log-level'],
      ['lake-password', '(set)', `lake-password in ${file}, line 2`],
      [''],
    ],
  )
  assert.match(
    seen.error,
    /COUNTERSIGN_REGOIN is set and nothing reads it\. Did you mean COUNTERSIGN_REGION\?/,
  )
})

test('config --all lists defaults, and --json is for machines', async () => {
  const all = await countersign(['config', '--all'])
  assert.match(all.out, /^batch-max-rows +50000 +default$/m)
  const { out } = await countersign(['config', '--json', '--port', '0'])
  const { settings } = JSON.parse(out) as { settings: readonly { name: string; origin: { kind: string } }[] }
  assert.equal(settings.find(({ name }) => name === 'port')?.origin.kind, 'flag')
})

test('config refuses what start would refuse', async (t) => {
  const file = join(folderWith(t, { 'c.yaml': 'prot: 1\n' }), 'c.yaml')
  const { code, error } = await countersign(['config', '--config', file])
  assert.equal(code, 2)
  assert.match(error, /there is no setting "prot"; did you mean port\?/)
})
