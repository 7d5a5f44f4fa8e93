import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runtimeRefusal } from './command-line.ts'
import { trailDeleted } from './test-logs.ts'
import { countersign, folderWith } from './test-terminal.ts'

const bin = fileURLToPath(new URL('../bin/countersign.js', import.meta.url))
const names = ['investigate', 'detect', 'rules', 'start', 'sign-in-link', 'doctor']

test('every command is listed and explains itself', async () => {
  const { code, out } = await countersign(['--help'])
  assert.equal(code, 0)
  for (const name of names) {
    assert.ok(out.includes(`  ${name}`))
    const help = await countersign([name, '--help'])
    assert.equal(help.code, 0)
    assert.match(help.out, new RegExp(`countersign ${name}.*Exit code`, 's'))
  }
})

test('a command that is not there is said, with the list', async () => {
  const { code, error } = await countersign(['inspect'])
  assert.equal(code, 2)
  assert.match(error, /There is no command "inspect"[\s\S]*investigate/)
  assert.equal((await countersign([])).code, 2)
})

test('an old Node is told what to do', () => {
  assert.match(runtimeRefusal('20.11.0') ?? '', /needs Node 24 and this is Node 20\.11\.0.*npm install/)
  assert.equal(runtimeRefusal('24.0.0'), undefined)
})

test('a reader that closes the pipe ends the program without a word', async (t) => {
  const folder = folderWith(t, { 'x.ndjson': `${JSON.stringify(trailDeleted())}\n`.repeat(20_000) })
  const rules = fileURLToPath(new URL('../../rules/aws', import.meta.url))
  const child = spawn(process.execPath, [bin, 'detect', '--rules', rules, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let error = ''
  child.stderr.on('data', (text) => {
    error += text
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.deepEqual([code, error], [0, ''])
})

test('the launcher runs and hands the exit code on', () => {
  const { status, stderr } = spawnSync(process.execPath, [bin, 'investigate', '/no/such/place'], {
    encoding: 'utf8',
  })
  assert.equal(status, 2)
  assert.match(stderr, /There is no file or folder/)
})
