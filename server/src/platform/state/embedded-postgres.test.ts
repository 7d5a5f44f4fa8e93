import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { isCountersignError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { isAlive } from '../process-life.ts'
import { stateConformance, until } from './conformance.ts'
import { openState } from './open-state.ts'

const scratch = mkdtempSync(join(tmpdir(), 'countersign-state-'))
// PostgreSQL runs as nobody when the tests run as root, and has to pass through.
chmodSync(scratch, 0o711)
after(() => rmSync(scratch, { recursive: true, force: true }))

const log = pino({ level: 'silent' })
const open = (directory: string, migrations: Parameters<typeof openState>[0]['migrations'] = []) =>
  openState({ config: { kind: 'embedded' }, directory, limits: defaultLimits, log, migrations })

stateConformance({
  name: 'the embedded PostgreSQL',
  open: (sources) => open(join(scratch, 'suite'), sources),
  scratch,
})

test('the server runs without the network, closed to other users, and never as root', async () => {
  const { state, embedded } = await open(join(scratch, 'private'))
  assert.ok(embedded)
  assert.equal(statSync(embedded.socketDirectory).mode & 0o777, 0o700)
  const pid = embedded.pid() as number
  if (process.platform === 'linux') {
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    assert.notEqual(uid, '0')
  }
  const { sql } = await import('kysely')
  const addresses = await state.asOperator((tx) =>
    sql<{ setting: string }>`SELECT current_setting('listen_addresses') AS setting`.execute(tx),
  )
  assert.deepEqual(addresses.rows, [{ setting: '' }])
  await state.close()
  assert.equal(isAlive(pid), false)
  assert.equal(existsSync(embedded.socketDirectory), false)
})

test('a server that crashes is started again, and what was committed is there', async () => {
  const { state, embedded } = await open(join(scratch, 'crash'))
  const before = embedded?.pid() as number
  process.kill(before, 'SIGKILL')
  await until(() => embedded?.pid() !== undefined && embedded.pid() !== before)
  await until(() =>
    state
      .asOperator(async () => true)
      .catch((error: unknown) => {
        assert.ok(isCountersignError(error, 'STATE_DOWN'), String(error))
        return false
      }),
  )
  await state.close()
})

test('a data directory too deep for a socket gets its socket elsewhere', async () => {
  const deep = join(scratch, 'deep'.repeat(15), 'deeper'.repeat(10))
  mkdirSync(deep, { recursive: true, mode: 0o755 })
  const { state, embedded } = await open(deep)
  assert.ok(Buffer.byteLength(embedded?.socketDirectory ?? '') < 90)
  await state.close()
})

test('as root, a directory that PostgreSQL cannot reach is refused with the folder that is closed', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root starts PostgreSQL as another user')
  const closed = join(scratch, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  await assert.rejects(open(join(closed, 'state')), (error) => {
    assert.ok(isCountersignError(error, 'STATE_PATH_UNREACHABLE'))
    assert.match(error.detail, /\/closed is closed/)
    return true
  })
})
