import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { defaultLimits } from '../limits.ts'
import { until } from '../state/conformance.ts'
import { type OpenedState, openState } from '../state/open-state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type Jobs, openJobs } from './jobs.ts'

const scratch = mkdtempSync(join(tmpdir(), 'countersign-jobs-'))
chmodSync(scratch, 0o711)
const log = pino({ level: 'silent' })
const acme = 'acme' as TenantId
let opened: OpenedState
let jobs: Jobs

before(async () => {
  const config = { kind: 'embedded' } as const
  opened = await openState({
    config,
    directory: join(scratch, 'state'),
    limits: defaultLimits,
    log,
    migrations: [],
  })
  jobs = await openJobs(opened.login, log, 1)
})

after(async () => {
  await jobs.close()
  await opened.state.close()
  rmSync(scratch, { recursive: true, force: true })
})

test('a job reaches its worker with the tenant first', async () => {
  const seen: unknown[] = []
  await jobs.work(
    'reach',
    {},
    async (tenantId, { data, attempt }) => void seen.push([tenantId, data, attempt]),
  )
  assert.equal(await jobs.send(acme, 'reach', { n: 1 }), true)
  await until(() => seen.length === 1)
  assert.deepEqual(seen, [['acme', { n: 1 }, 0]])
  const stored = await opened.state.asOperator((tx) =>
    sql<{
      keys: string[]
    }>`SELECT array(SELECT jsonb_object_keys(data)) AS keys FROM pgboss.job WHERE name = 'reach'`.execute(tx),
  )
  assert.deepEqual(stored.rows, [{ keys: ['data', 'tenantId'] }])
})

test('a job is stored exactly when the transaction commits', async () => {
  const seen: unknown[] = []
  await jobs.work('transactional', {}, async (_, { data }) => void seen.push(data))
  const { state } = opened
  const failing = state.forTenant(acme, async (tx) => {
    await jobs.send(acme, 'transactional', { n: 'never' }, { tx })
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, /changed my mind/)
  await state.forTenant(acme, (tx) => jobs.send(acme, 'transactional', { n: 'stored' }, { tx }))
  await until(() => seen.length > 0)
  assert.deepEqual(seen, [{ n: 'stored' }])
})

test('a job that fails is tried again, and says which try it is', async () => {
  const attempts: number[] = []
  await jobs.work('fails', { retryMax: 2 }, async (_, { attempt }) => {
    attempts.push(attempt)
    if (attempt === 0) throw new Error('at first')
  })
  await jobs.send(acme, 'fails', {})
  await until(() => attempts.length === 2)
  assert.deepEqual(attempts, [0, 1])
})

test('of jobs with one key, one runs and one waits; another tenant has its own place', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const ran: string[] = []
  await jobs.work('once', { oncePerKey: true, runningMax: 2 }, async (tenantId) => {
    ran.push(tenantId)
    await gate
  })
  assert.equal(await jobs.send(acme, 'once', {}), true)
  await until(() => ran.length === 1)
  assert.equal(await jobs.send(acme, 'once', {}), true)
  assert.equal(await jobs.send(acme, 'once', {}), false)
  assert.equal(await jobs.send('globex' as TenantId, 'once', {}), true)
  await until(() => ran.includes('globex'))
  release()
  await until(() => ran.length === 3)
})

test('a job whose process was killed in the middle is run again by the next', async () => {
  const code = `import { openJobs } from ${JSON.stringify(new URL('./jobs.ts', import.meta.url).href)}
    import { pino } from 'pino'
    const jobs = await openJobs(JSON.parse(process.argv[1]), pino({ level: 'silent' }))
    await jobs.work('killed', { expireSeconds: 1, retryMax: 3 }, () => { console.log('started'); return new Promise(() => {}) })`
  const login = JSON.stringify(opened.login)
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, login], {
    cwd: new URL('.', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started = once(child.stdout, 'data')
  await until(async () => {
    const queues = await opened.state.asOperator((tx) =>
      sql`SELECT FROM pgboss.queue WHERE name = 'killed'`.execute(tx),
    )
    return queues.rows.length === 1
  })
  await jobs.send(acme, 'killed', { n: 1 })
  await started
  child.kill('SIGKILL')
  await once(child, 'exit')
  const seen: unknown[] = []
  await jobs.work('killed', { expireSeconds: 1, retryMax: 3 }, async (tenantId, { data, attempt }) => {
    seen.push([tenantId, data, attempt > 0])
  })
  await until(() => seen.length === 1)
  assert.deepEqual(seen, [['acme', { n: 1 }, true]])
})
