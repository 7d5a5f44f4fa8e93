import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { isCountersignError } from './errors.ts'
import { takeLock } from './lock.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-lock-'))
after(() => rmSync(directory, { recursive: true, force: true }))

/** Another process that takes the lock, says so, and waits. */
async function holder(path: string) {
  const code = `import { takeLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)}
    takeLock(process.argv[1]); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

test('a second process on the directory is refused, and the first one is named', async () => {
  const path = join(directory, 'held')
  const child = await holder(path)
  try {
    assert.throws(
      () => takeLock(path),
      (error) => {
        assert.ok(isCountersignError(error, 'DATA_DIR_LOCKED'))
        assert.match(error.detail, new RegExp(`process ${child.pid} `))
        return true
      },
    )
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

test('the lock of a process that was killed is taken over', async () => {
  const path = join(directory, 'killed')
  const child = await holder(path)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(existsSync(path))
  const lock = takeLock(path)
  assert.equal((JSON.parse(readFileSync(path, 'utf8')) as { pid: number }).pid, process.pid)
  lock.release()
})

test('a process id that was used again is not mistaken for the holder', () => {
  const path = join(directory, 'reused')
  writeFileSync(path, JSON.stringify({ pid: process.ppid, processStart: 'another boot:1' }))
  takeLock(path).release()
})

test('half a lock file, from a full disk, does not keep anybody out', () => {
  const path = join(directory, 'half')
  writeFileSync(path, '{"pid":')
  takeLock(path).release()
})

test('releasing leaves nothing behind, and the lock can be taken again', () => {
  const path = join(directory, 'released')
  takeLock(path).release()
  takeLock(path).release()
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith('released')),
    [],
  )
})
