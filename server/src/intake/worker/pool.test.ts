import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { defaultLimits } from '../../platform/limits.ts'
import { openLog } from '../../platform/log.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { RuleSet, RuleSource } from '../ports.ts'
import { accessKeyRule, cloudTrail, ndjson, ruleSet } from '../test-intake.ts'
import type { BatchDone, BatchJob } from './batch.ts'
import { openPool, type WorkerPool } from './pool.ts'

const testWorker = new URL('./test-worker.ts', import.meta.url)

function changingRules(first: RuleSet) {
  const listeners = new Set<(rules: RuleSet) => void>()
  let current = first
  const source: RuleSource = {
    current: () => current,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const change = (next: RuleSet) => {
    current = next
    for (const listener of listeners) listener(next)
  }
  return { source, change }
}

function poolOf(t: TestContext, rules: RuleSource, entry?: URL): WorkerPool {
  const pool = openPool({
    workers: 2,
    recordMaxSeconds: 1,
    heapMaxBytes: defaultLimits.intakeWorkerHeapMaxBytes,
    limits: defaultLimits,
    rules,
    log: openLog('silent'),
    ...(entry === undefined ? {} : { entry }),
  })
  t.after(pool.close)
  return pool
}

function jobOf(text: string): BatchJob {
  const bytes = Buffer.from(text)
  const memory = new SharedArrayBuffer(bytes.length)
  bytes.copy(new Uint8Array(memory))
  return {
    tenantId: 'shop' as TenantId,
    sourceId: 'src',
    format: 'auto',
    framing: 'records',
    encoding: undefined,
    body: { memory, bytes: bytes.length },
    receivedAtMs: Date.UTC(2026, 2, 4),
    batchKey: '',
    poison: [],
  }
}

async function done(pool: WorkerPool, text: string): Promise<BatchDone> {
  const result = await pool.read(jobOf(text))
  assert.equal(result.kind, 'done')
  return result as BatchDone
}

const unparsedText = ({ inserts }: BatchDone) =>
  Buffer.concat(inserts.filter(({ table }) => table === 'unparsed').map(({ rows }) => rows)).toString()

for (const culprit of ['HANG', 'DIE']) {
  test(`a record at which a worker would ${culprit.toLowerCase()} is put aside, and the rest of its batch is read`, async (t) => {
    const pool = poolOf(t, changingRules(ruleSet([])).source, testWorker)
    const bodies = [ndjson([cloudTrail(1)]), `{"a":"${culprit}"}\n`, ndjson([cloudTrail(2)]), 'x\n']
    const [bad, good] = await Promise.all([done(pool, bodies.join('')), done(pool, ndjson([cloudTrail(3)]))])
    assert.deepEqual([bad.counts.events, bad.counts.unparsed, good.counts.events], [3, 1, 1])
    assert.match(unparsedText(bad), /poison[\s\S]*\{"a":"(HANG|DIE)"\}$/)
    const later = await Promise.all([1, 2, 3].map((number) => done(pool, ndjson([cloudTrail(number)]))))
    assert.ok(later.every(({ counts }) => counts.events === 1))
  })
}

test('a new version of the rules replaces the old as a whole, while batches go on', async (t) => {
  const rules = changingRules(ruleSet([], 'first'))
  const pool = poolOf(t, rules.source)
  const body = (number: number) => ndjson([cloudTrail(number, { eventName: 'CreateAccessKey' })])
  assert.equal((await done(pool, body(0))).counts.findings, 0)
  rules.change(ruleSet([accessKeyRule], 'second'))
  for (let number = 1; pool.rules().version !== 'second'; number++) {
    const batches = await Promise.all([done(pool, body(number)), done(pool, body(number))])
    assert.ok(batches.every(({ counts }) => counts.events === 1))
  }
  assert.deepEqual(pool.rules(), { version: 'second', rules: 1, refusedRules: 0 })
  for (let number = 0; number < 4; number++) assert.equal((await done(pool, body(number))).counts.findings, 1)
})

test('a rule set that holds broken documents still works with the others, and counts them', async (t) => {
  const pool = poolOf(t, changingRules(ruleSet(['title: [', accessKeyRule, 'title: no detection'])).source)
  const { counts } = await done(pool, ndjson([cloudTrail(1, { eventName: 'CreateAccessKey' })]))
  assert.equal(counts.findings, 1)
  assert.deepEqual([pool.rules().rules, pool.rules().refusedRules], [1, 2])
})
